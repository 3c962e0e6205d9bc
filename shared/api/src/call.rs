//! The one table of calls: a row says where a call is answered, who may make it and what shapes it has. The traits that device
//! and pool implement, the checks before each answer, the OpenAPI description and docs/calls.md come from it.

mod act;
mod admission;
mod derive;
mod table;

pub use act::{ActCall, ChooseFactCall};
pub use admission::{Admitted, Authority, Token};
pub use table::{Call, DeviceCalls, PoolCalls, Reply, TABLE, answer_at_pool, answer_on_device};

use model::person::Person;
use model::{Code, Denial, Role};
use serde::{Deserialize, Serialize};

/// Where a call is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnsweredAt {
    /// At the pool and on a device.
    Both,
    /// At the pool only; a device answers `needs_pool`.
    Pool,
    /// On a device only; the pool answers `command_unknown`.
    Device,
}

/// Whether a call changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// Only reads.
    Reads,
    /// Changes something; may carry a `command_id`.
    Changes,
}

/// Who may make a call besides a session whose password was changed (pool) or an open store (device).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Anybody: without a session at the pool, while the store is locked on a device.
    pub open: bool,
    /// At the pool: a session that has not changed its one-time password yet.
    pub before_password: bool,
    /// At the pool: a device, with its token. Beside signed frames it reads, and makes the acts that need an answer at once.
    pub by_device: bool,
}

impl Access {
    const SESSION: Access = Access {
        open: false,
        before_password: false,
        by_device: false,
    };
    const fn open(self) -> Self {
        Access { open: true, ..self }
    }
    const fn before_password(self) -> Self {
        Access {
            before_password: true,
            ..self
        }
    }
    const fn by_device(self) -> Self {
        Access {
            by_device: true,
            ..self
        }
    }
}

/// The posts of which one is needed for a call (docs/domain.md 8.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posts {
    /// None in particular: scope and the table of the life cycle decide what a person gets.
    Any,
    /// One of these.
    OneOf(&'static [Role]),
}

impl Posts {
    /// Whether who holds a post with this role may make the call.
    pub fn include(self, role: Role) -> bool {
        match self {
            Posts::Any => true,
            Posts::OneOf(roles) => roles.contains(&role),
        }
    }
    /// Whether this person holds one of them.
    pub fn held_by(self, person: &Person) -> bool {
        match self {
            Posts::Any => true,
            Posts::OneOf(roles) => roles.iter().any(|role| person.is(*role)),
        }
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct CallInfo {
    /// Name on the wire.
    pub name: &'static str,
    /// One sentence for the description, and for a refusal that names the call.
    pub summary: &'static str,
    /// Where it is answered.
    pub at: AnsweredAt,
    /// Whether it changes anything.
    pub kind: CallKind,
    /// Who may make it, by what they show.
    pub access: Access,
    /// Who may make it, by their posts.
    pub posts: Posts,
    /// Shapes of request and reply.
    #[cfg(feature = "schema")]
    pub schemas: fn(&mut utoipa::openapi::Components) -> (SchemaRef, SchemaRef),
}

impl CallInfo {
    /// The row of this name; `command_unknown` when there is none.
    pub fn named(name: &str) -> Result<&'static CallInfo, Denial> {
        let found = TABLE.iter().find(|info| info.name == name);
        found.copied().ok_or_else(|| unknown(name))
    }
    /// The refusal of a call that does not exist for whoever makes it.
    pub fn unknown(&self) -> Denial {
        unknown(self.name)
    }
}

fn unknown(name: &str) -> Denial {
    let name: String = name.chars().take(40).collect();
    Denial::new(Code::CommandUnknown).with("value", name)
}

/// The arguments of a call.
pub trait Request: Serialize + for<'de> Deserialize<'de> {
    /// What it answers.
    type Reply: Serialize + for<'de> Deserialize<'de>;
    /// Its row.
    const INFO: &'static CallInfo;
}

/// A schema or a reference to one.
#[cfg(feature = "schema")]
pub type SchemaRef = utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>;

#[cfg(feature = "schema")]
fn add_schema<T: utoipa::ToSchema>(components: &mut utoipa::openapi::Components) -> SchemaRef {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    components.schemas.extend(parts);
    T::schema()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_unique_and_unknown_things_are_named() {
        let mut seen = std::collections::BTreeSet::new();
        assert!(TABLE.iter().all(|i| seen.insert(i.name)));
        assert_eq!(
            Call::parse("drop_table", json!({})).unwrap_err().code,
            Code::CommandUnknown
        );
        let denial =
            Call::parse("list_tickets", json!({"limit": 20, "colour": "red"})).unwrap_err();
        assert_eq!(
            (denial.code, denial.params["field"].as_str()),
            (Code::FieldUnknown, "colour")
        );
        assert_eq!(
            Call::parse("me", json!(null)).unwrap(),
            Call::Me(crate::Me {})
        );
        assert_eq!(crate::Me::INFO.name, "me");
    }
}
