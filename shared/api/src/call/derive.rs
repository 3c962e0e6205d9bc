//! What follows from the rows of the table: a call and a reply of each, a trait for each side, and the way from a name and
//! arguments to an answer. A row without an answer, or with one of another shape, does not compile.

/// A row: `name "summary" Reads|Changes (access) any|[posts] Variant(Request) => Reply`.
macro_rules! calls {
    (both { $($both:tt)+ } pool { $($pool:tt)+ } device { $($device:tt)+ }) => {
        requests! { Both $($both)+ }
        requests! { Pool $($pool)+ }
        requests! { Device $($device)+ }
        kinds! { $($both)+ $($pool)+ $($device)+ }
        at_pool! { { $($both)+ $($pool)+ } { $($device)+ } }
        on_device! { { $($both)+ $($device)+ } { $($pool)+ } }
    };
}

macro_rules! requests {
    ($at:ident $($call:ident $summary:literal $kind:ident ($($access:ident)*) $posts:tt $variant:ident($request:ty) => $reply:ty,)+) => {
        $(impl Request for $request {
            type Reply = $reply;
            const INFO: &'static CallInfo = &CallInfo {
                name: stringify!($call),
                summary: $summary,
                at: AnsweredAt::$at,
                kind: CallKind::$kind,
                access: Access::SESSION$(.$access())*,
                posts: posts!($posts),
                #[cfg(feature = "schema")]
                schemas: |components| (add_schema::<$request>(components), add_schema::<$reply>(components)),
            };
        })+
    };
}

macro_rules! posts {
    (any) => { Posts::Any };
    ([$($role:ident)+]) => { Posts::OneOf(&[$(Role::$role),+]) };
}

macro_rules! kinds {
    ($($call:ident $summary:literal $kind:ident ($($access:ident)*) $posts:tt $variant:ident($request:ty) => $reply:ty,)+) => {
        /// One call with its arguments.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call { $(#[doc = $summary] $variant($request),)+ }
        impl Call {
            /// Reads a call by its name; the error names the field.
            pub fn parse(name: &str, args: Value) -> Result<Call, Denial> {
                let args = if args.is_null() { Value::Object(Map::new()) } else { args };
                match name {
                    $(stringify!($call) => Ok(Call::$variant(model::json::from_value(args)?)),)+
                    _ => Err(unknown(name)),
                }
            }
        }
        /// What a call answers; on the wire the bare reply.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Reply { $(#[doc = $summary] $variant($reply),)+ }
        /// Every call.
        pub const TABLE: &[&CallInfo] = &[$(<$request as Request>::INFO,)+];
    };
}

macro_rules! at_pool {
    (
        { $($call:ident $summary:literal $kind:ident ($($access:ident)*) $posts:tt $variant:ident($request:ty) => $reply:ty,)+ }
        { $($_c:ident $_s:literal $_k:ident ($($_a:ident)*) $_p:tt $elsewhere:ident($_q:ty) => $_r:ty,)+ }
    ) => {
        /// Every call that a pool answers.
        pub trait PoolCalls {
            /// Who makes a call, admitted by its row. An open call may have nobody.
            type Caller: Send;
            /// A refusal or a fault.
            type Error: From<Denial> + Send;
            $(
                #[doc = $summary]
                fn $call(&self, caller: caller!(type $($access)*), ask: $request) -> impl Future<Output = Result<$reply, Self::Error>> + Send;
            )+
        }
        /// Answers a call that was admitted: reads its arguments, then asks the pool.
        pub async fn answer_at_pool<P: PoolCalls + Sync>(pool: &P, admitted: Admitted<P::Caller>, args: Value) -> Result<Reply, P::Error> {
            let Admitted { info, caller } = admitted;
            match Call::parse(info.name, args)? {
                $(Call::$variant(ask) => Ok(Reply::$variant(pool.$call(caller!(caller $($access)*), ask).await?)),)+
                $(Call::$elsewhere(_))|+ => Err(info.unknown().into()),
            }
        }
    };
}

/// The type and the value of the caller that a row hands to its answer.
macro_rules! caller {
    (type open $($more:ident)*) => { Option<Self::Caller> };
    (type $($more:ident)*) => { Self::Caller };
    ($caller:ident open $($more:ident)*) => { $caller };
    ($caller:ident $($more:ident)*) => { $caller.ok_or_else(|| Denial::from(Code::SignedOut))? };
}

macro_rules! on_device {
    (
        { $($call:ident $summary:literal $kind:ident ($($access:ident)*) $posts:tt $variant:ident($request:ty) => $reply:ty,)+ }
        { $($_c:ident $_s:literal $_k:ident ($($_a:ident)*) $_p:tt $elsewhere:ident($_q:ty) => $_r:ty,)+ }
    ) => {
        /// Every call that a device answers; those that ask the pool take their time.
        pub trait DeviceCalls {
            /// A refusal or a fault.
            type Error: From<Denial>;
            /// The officer whose store is open; refused while it is locked.
            fn officer(&self) -> Result<Person, Self::Error>;
            $(
                #[doc = $summary]
                fn $call(&self, ask: $request) -> impl Future<Output = Result<$reply, Self::Error>>;
            )+
        }
        /// Answers a call by its name: asks its row, reads its arguments, then asks the device.
        pub async fn answer_on_device<D: DeviceCalls>(device: &D, name: &str, args: Value) -> Result<Reply, D::Error> {
            CallInfo::named(name)?.admit_officer(|| device.officer())?;
            match Call::parse(name, args)? {
                $(Call::$variant(ask) => Ok(Reply::$variant(device.$call(ask).await?)),)+
                $(Call::$elsewhere(_))|+ => Err(Denial::from(Code::NeedsPool).into()),
            }
        }
    };
}

pub(super) use {at_pool, caller, calls, kinds, on_device, posts, requests};
