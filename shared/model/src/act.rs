//! Acts: what a person does to a ticket, each with its typed payload. Identifiers are those of docs/domain.md 8.3.

mod fields;
mod payload;
mod private;

use crate::rulepack::TextLimits;
use crate::{Code, Denial, EditId, Group, Moment, json, text};
pub use fields::{Field, Shape, Word};
pub use payload::*;
pub use private::{Private, is_private};
use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident $id:literal $label:literal $payload:ty),+ $(,)?) => {
        /// One act with its payload.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "action", content = "payload")]
        pub enum Act { $(#[doc = $label] #[serde(rename = $id)] $variant($payload)),+ }
        crate::words::words!(/// The identifier of an act.
        Action { $($variant $id $label),+ });
        /// The fields an act's payload has, in the order a form asks for them.
        pub const fn fields(action: Action) -> &'static [Field] {
            match action { $(Action::$variant => <$payload>::FIELDS),+ }
        }
        impl Act {
            /// Which act.
            pub fn action(&self) -> Action { match self { $(Act::$variant(_) => Action::$variant),+ } }
            /// Reads the payload of `action` as a person gave it: texts in the form in which they are kept ([`text::clean`]). The
            /// error names the field.
            pub fn parse(action: Action, mut payload: serde_json::Value) -> Result<Act, Denial> {
                for field in fields(action).iter().filter(|f| f.shape == Shape::Text) {
                    if let Some(serde_json::Value::String(words)) = payload.get_mut(field.name) {
                        *words = text::clean(words);
                    }
                }
                Act::read(action, payload)
            }
            /// Reads a payload as it stands.
            pub(crate) fn read(action: Action, payload: serde_json::Value) -> Result<Act, Denial> {
                let payload = if payload.is_null() { serde_json::json!({}) } else { payload };
                if !payload.is_object() {
                    return Err(Denial::new(Code::FieldType).with("field", "payload").with("detail", "须是一个 JSON 对象"));
                }
                Ok(match action { $(Action::$variant => Act::$variant(json::from_value(payload)?)),+ })
            }
            /// The payload as JSON.
            pub fn payload(&self) -> serde_json::Value {
                match self { $(Act::$variant(p) => serde_json::to_value(p).unwrap_or_default()),+ }
            }
        }
    };
}

acts! {
    Submit "submit" "提交" Empty,
    EnterPool "enter_pool" "同步入池" Empty,
    SolveOnSpot "solve_on_spot" "即办即结" SolveOnSpot,
    Accept "accept" "接单" Accept,
    AskFix "ask_fix" "退回补正" AskFix,
    Resubmit "resubmit" "补正提交" Resubmit,
    Refuse "refuse" "不予受理" Reason,
    Merge "merge" "并案" Merge,
    Split "split" "拆案" Reason,
    Joined "joined" "并入" Joined,
    Parted "parted" "拆出" Parted,
    Dispatch "dispatch" "派单" Dispatch,
    SelfHandle "self_handle" "镇街自办" Note,
    Sign "sign" "签收" Empty,
    RequestReturn "request_return" "申请退单" RequestReturn,
    GrantReturn "grant_return" "同意退单" Note,
    DenyReturn "deny_return" "驳回退单" Reason,
    RuleDispatch "rule_dispatch" "裁定派单" RuleDispatch,
    Reassign "reassign" "转派" Reassign,
    Respond "respond" "响应" Respond,
    Progress "progress" "过程反馈" Progress,
    Whistle "whistle" "吹哨" Whistle,
    ReportIn "report_in" "报到" ReportIn,
    RequestExtension "request_extension" "申请延期" RequestExtension,
    GrantExtension "grant_extension" "批准延期" Told,
    DenyExtension "deny_extension" "驳回延期" Reason,
    RequestHang "request_hang" "申请挂账" RequestHang,
    GrantHang "grant_hang" "批准挂账" GrantHang,
    DenyHang "deny_hang" "驳回挂账" Reason,
    HangProgress "hang_progress" "挂账进展" HangProgress,
    RenewHang "renew_hang" "续挂" RenewHang,
    ReleaseHang "release_hang" "销账" ReleaseHang,
    RequestDone "request_done" "申请办结" RequestDone,
    PassDone "pass_done" "审核通过" Note,
    DenyDone "deny_done" "审核退回" Reason,
    VisitPass "visit_pass" "回访合格" VisitPass,
    Redo "redo" "重办" Redo,
    VisitMissed "visit_missed" "回访未接通" VisitMissed,
    Reopen "reopen" "重开" Reopen,
    Archive "archive" "归档" Empty,
    Urge "urge" "催办" Order,
    Supervise "supervise" "督办" Order,
    Escalate "escalate" "提级督办" Order,
    Regrade "regrade" "改等级" Regrade,
    Void "void" "作废" Reason,
    Supplement "supplement" "补充材料" Supplement,
    RequestExclude "request_exclude" "申请剔除" RequestExclude,
    GrantExclude "grant_exclude" "批准剔除" Note,
    DenyExclude "deny_exclude" "驳回剔除" Reason,
    Confirm "confirm" "确认补送" Confirm,
    Dismiss "dismiss" "不予确认" Dismiss,
    PhoneDuty "phone_duty" "电话报告值班室" PhoneDuty,
}

/// Settles a conflict by naming the edit whose value counts. Not an act of the life cycle: it writes a group of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChooseFact {
    /// The group with two values.
    pub group: Group,
    /// The edit whose value is chosen, as `conflicts` names it.
    pub edit: EditId,
}

impl Act {
    /// Checks the lengths and times of what was written, by the table of fields.
    pub fn check(&self, limits: &TextLimits) -> Result<(), Denial> {
        let payload = self.payload();
        for field in fields(self.action()) {
            let Some(value) = payload.get(field.name) else {
                continue;
            };
            match field.shape {
                Shape::Text => {
                    if let Some(words) = value.as_str() {
                        let least = usize::from(field.required);
                        text::check(field.label, words, least, limits.note_max)?;
                    }
                }
                Shape::List(_, max) => {
                    let count = value.as_array().map_or(0, Vec::len);
                    if count > max {
                        return Err(Denial::new(Code::TooMany)
                            .with("field", field.label)
                            .with("max", max)
                            .with("count", count));
                    }
                    if count == 0 && field.required {
                        return Err(Denial::new(Code::FieldMissing).with("field", field.label));
                    }
                }
                Shape::Word(Word::Moment) => {
                    if let Some(at) = value.as_str().and_then(|at| at.parse::<Moment>().ok()) {
                        at.check(field.label)?;
                    }
                }
                Shape::Word(_) => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
