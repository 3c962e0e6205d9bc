//! The one table of calls. Device and pool match `Call` exhaustively, so a call missing in one of them does not compile.

use crate::boards::*;
use crate::desk::*;
use crate::field::*;
use crate::office::*;
use crate::types::*;
use model::act::ChooseFact;
use model::{Action, Denial};
use serde::{Deserialize, Serialize};

/// Who may make a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Whoever is signed in (pool) or has unlocked the store (device).
    Session,
}

/// Whether a call changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Only reads.
    Reads,
    /// Changes something; may carry a `command_id`.
    Changes,
}

/// What a screen may have to read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Lists and counts of tickets.
    Tickets,
    /// What waits to be sent.
    Outbox,
    /// Drafts.
    Drafts,
    /// Who is signed in.
    Session,
    /// The notebook.
    Notes,
    /// Saved views.
    Views,
}

/// A typed call.
pub trait Request: Serialize + for<'de> Deserialize<'de> {
    /// What it answers.
    type Reply: Serialize + for<'de> Deserialize<'de>;
    /// Its name on the wire.
    const NAME: &'static str;
}

/// One line of the table.
pub struct CallInfo {
    /// Name on the wire.
    pub name: &'static str,
    /// One sentence for the description.
    pub summary: &'static str,
    /// Who may make it.
    pub access: Access,
    /// Whether it changes anything.
    pub effect: Effect,
    /// What it touches.
    pub topics: &'static [Topic],
    /// Shapes of request and reply.
    #[cfg(feature = "schema")]
    pub schemas: fn(&mut utoipa::openapi::Components) -> (SchemaRef, SchemaRef),
}

/// A schema or a reference to one.
#[cfg(feature = "schema")]
pub type SchemaRef = utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>;

macro_rules! calls {
    ($($variant:ident $name:literal $summary:literal $access:ident $effect:ident [$($topic:ident)*] $request:ty => $reply:ty),+ $(,)?) => {
        /// One call with its arguments.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Call { $(#[doc = $summary] $variant($request)),+ }
        impl Call {
            /// Reads a call by its name; the error names the field.
            pub fn parse(name: &str, args: serde_json::Value) -> Result<Call, Denial> {
                let args = if args.is_null() { serde_json::json!({}) } else { args };
                match name {
                    $($name => Ok(Call::$variant(model::json::from_value(args)?)),)+
                    _ => Err(Denial::new(model::Code::CommandUnknown).with("value", name.chars().take(40).collect::<String>())),
                }
            }
            /// The call's line in the table.
            pub fn info(&self) -> &'static CallInfo {
                let name = match self { $(Call::$variant(_) => $name),+ };
                TABLE.iter().find(|i| i.name == name).expect("every call stands in the table")
            }
        }
        $(impl Request for $request { type Reply = $reply; const NAME: &'static str = $name; })+
        /// Every call.
        pub const TABLE: &[CallInfo] = &[$(CallInfo {
            name: $name, summary: $summary, access: Access::$access, effect: Effect::$effect, topics: &[$(Topic::$topic),*],
            #[cfg(feature = "schema")]
            schemas: |components| (add_schema::<$request>(components), add_schema::<$reply>(components)),
        }),+];
    };
}

#[cfg(feature = "schema")]
fn add_schema<T: utoipa::ToSchema>(components: &mut utoipa::openapi::Components) -> SchemaRef {
    let mut parts = Vec::new();
    T::schemas(&mut parts);
    components.schemas.extend(parts);
    T::schema()
}

calls! {
    // session
    SignIn "sign_in" "登录" Open Changes [Session] SignIn => SignedIn,
    SignOut "sign_out" "退出登录" Session Changes [Session] SignOut => Done,
    ChangePassword "change_password" "修改密码" Session Changes [Session] ChangePassword => Done,
    Me "me" "当前用户、岗位和可用功能" Open Reads [] Me => Profile,
    ReadDistrict "read_district" "本区的村居、单位、类别目录和规则包" Session Reads [] ReadDistrict => DistrictReply,
    // tickets
    ListTickets "list_tickets" "按条件列出工单" Session Reads [] ListTickets => TicketPage,
    CountTickets "count_tickets" "各状态的工单数" Session Reads [] CountTickets => TicketCounts,
    ReadTicket "read_ticket" "一件工单的全部内容，反映人脱敏" Session Reads [] ReadTicket => TicketReply,
    ReadReporter "read_reporter" "查看反映人原文，须写明原因并记入审计" Session Changes [] ReadReporter => ReporterReply,
    Capture "capture" "采集并提交一件问题" Session Changes [Tickets Outbox Drafts] Capture => TicketReply,
    EditFacts "edit_facts" "修改事实，给出的字段所在的一组整体替换" Session Changes [Tickets Outbox] EditFacts => TicketReply,
    ChooseFact "choose_fact" "两个值中选定一个" Session Changes [Tickets Outbox] ChooseFactCall => TicketReply,
    AddPhoto "add_photo" "给工单添加一张照片" Session Changes [Tickets Outbox] AddPhoto => TicketReply,
    Act "act" "在工单上办理一步" Session Changes [Tickets Outbox] ActCall => TicketReply,
    // the desk
    Today "today" "今天要看的：临期超时、紧急、退回给我的" Session Reads [] ReadToday => Today,
    ListViews "list_views" "个人常用视图" Session Reads [] ListViews => Views,
    SaveView "save_view" "保存常用视图，同名替换" Session Changes [Views] View => Views,
    DropView "drop_view" "删除常用视图" Session Changes [Views] DropView => Views,
    FindAlike "find_alike" "时间、地点、内容相近的工单" Session Reads [] FindAlike => Alikes,
    SuggestUnits "suggest_units" "建议的承办单位及理由" Session Reads [] SuggestUnits => Suggestions,
    ExportTickets "export_tickets" "导出工单，脱敏并带水印" Session Changes [] ExportTickets => Exported,
    // boards
    WhyDue "why_due" "一个时限是怎么来的：起点、暂停、节假日和规则" Session Reads [] WhyDue => model::why::Why,
    ReadBoards "read_boards" "按单位、环节、等级：在办、超时、临期、退单、重办、督办、挂账逾期未检查" Session Reads [] ReadBoards => Boards,
    ListTalks "list_talks" "一个月的满意率和约谈建议" Session Reads [] ListTalks => Talks,
    ReadDuty "read_duty" "联动单位值班电话" Session Reads [] ReadDuty => Duty,
    // behind the desk
    ListPeople "list_people" "人员和岗位" Session Reads [] ListPeople => People,
    SavePerson "save_person" "新建人员或调整岗位" Session Changes [] SavePerson => PersonSaved,
    PutLeave "put_leave" "登记请假和代理人" Session Changes [] PutLeave => PersonLine,
    ListRules "list_rules" "现行规则包和提案" Session Reads [] ListRules => RuleList,
    ProposeRules "propose_rules" "提出规则包" Session Changes [] ProposeRules => RuleList,
    ApproveRules "approve_rules" "批准规则包" Session Changes [] ApproveRules => RuleList,
    ApplyRules "apply_rules" "启用已批准的规则包" Session Changes [] ApplyRules => RuleList,
    ReadAudit "read_audit" "审计记录" Session Reads [] ReadAudit => AuditPage,
    // only on a device
    Enrol "enrol" "用登记码登记这台设备" Open Changes [Session] Enrol => Profile,
    Unlock "unlock" "用 PIN 打开本机数据" Open Changes [Session] Unlock => Profile,
    Lock "lock" "锁定本机" Session Changes [Session] Lock => Done,
    SyncNow "sync_now" "立即同步" Session Changes [Tickets Outbox] SyncNow => SyncReport,
    Outbox "outbox" "等待上传的工单和照片" Session Reads [] ReadOutbox => Outbox,
    ListDrafts "list_drafts" "本机草稿" Session Reads [] ListDrafts => Drafts,
    SaveDraft "save_draft" "自动保存草稿" Session Changes [Drafts] Draft => DraftSaved,
    DropDraft "drop_draft" "删除草稿" Session Changes [Drafts] DropDraft => Done,
    ListNotes "list_notes" "记事本" Session Reads [] ListNotes => Notes,
    SaveNote "save_note" "自动保存一条记事" Session Changes [Notes] Note => DraftSaved,
    DropNote "drop_note" "删除一条记事" Session Changes [Notes] DropNote => Done,
    PauseSync "pause_sync" "暂停或恢复同步" Session Changes [Outbox] PauseSync => Outbox,
    ReadNews "read_news" "最近几次同步带来的变化" Session Reads [] ReadNews => SyncNews,
    ReadQr "read_qr" "从登记二维码图片读出地址和登记码" Open Reads [] ReadQr => QrReply,
    ReadBasemap "read_basemap" "底图状态" Session Reads [] ReadBasemap => BasemapState,
    FetchBasemap "fetch_basemap" "下载底图，断点续传" Session Changes [] FetchBasemap => BasemapState,
}

/// What `act` carries: an act of the life cycle by its identifier, payload not read yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActCall {
    /// Which ticket.
    pub id: model::TicketId,
    /// Identifier of docs/domain.md 8.3.
    pub action: Action,
    /// Its payload.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub payload: serde_json::Value,
    /// The round it acts on; the current one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<u32>,
    /// The same id again answers alike and does nothing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<String>,
    /// Heads that were on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Vec<model::Head>>,
}

/// What `choose_fact` carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseFactCall {
    /// Which ticket.
    pub id: model::TicketId,
    /// The group with two values.
    pub group: model::Group,
    /// The edit whose value counts, as `conflicts` names it.
    pub edit: model::EditId,
    /// The same id again answers alike and does nothing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_id: Option<String>,
}

impl ChooseFactCall {
    /// The choice without its envelope.
    pub fn choice(&self) -> ChooseFact {
        ChooseFact {
            group: self.group,
            edit: self.edit,
        }
    }
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
            model::Code::CommandUnknown
        );
        let denial =
            Call::parse("list_tickets", json!({"limit": 20, "colour": "red"})).unwrap_err();
        assert_eq!(
            (denial.code, denial.params["field"].as_str()),
            (model::Code::FieldUnknown, "colour")
        );
        assert_eq!(Call::parse("me", json!(null)).unwrap().info().name, "me");
    }
}
