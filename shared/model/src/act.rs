//! Acts: what a person does to a ticket, each with its typed payload. Identifiers are those of domain.md 8.3.

use crate::rulepack::TextLimits;
use crate::{
    CategoryCode, Code, Denial, EditId, Grade, Group, Means, Satisfied, Solved, UnitCode,
    VisitMeans, json, text,
};
use serde::{Deserialize, Serialize};

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident $id:literal $label:literal $payload:ty),+ $(,)?) => {
        /// One act with its payload.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "action", content = "payload")]
        pub enum Act { $(#[doc = $label] #[serde(rename = $id)] $variant($payload)),+ }
        crate::words::words!(/// The identifier of an act.
        Action { $($variant $id $label),+ });
        impl Act {
            /// Which act.
            pub fn action(&self) -> Action { match self { $(Act::$variant(_) => Action::$variant),+ } }
            /// Reads the payload of `action`; the error names the field.
            pub fn parse(action: Action, payload: serde_json::Value) -> Result<Act, Denial> {
                let payload = if payload.is_null() { serde_json::json!({}) } else { payload };
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
    Accept "accept" "接单" Accept,
    Dispatch "dispatch" "派单" Dispatch,
    Sign "sign" "签收" Empty,
    Respond "respond" "响应" Respond,
    Progress "progress" "过程反馈" Progress,
    RequestDone "request_done" "申请办结" RequestDone,
    PassDone "pass_done" "审核通过" Note,
    VisitPass "visit_pass" "回访合格" VisitPass,
    Void "void" "作废" Reason,
}

/// Nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// 接单: category of the third level and grade confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Third level.
    pub category: CategoryCode,
    /// Confirmed grade.
    pub grade: Grade,
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 派单.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// 主办.
    pub lead_unit: UnitCode,
    /// 协办.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_units: Vec<UnitCode>,
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 响应.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Respond {
    /// How the reporter or the place was reached.
    pub means: Means,
    /// What was said or seen.
    pub note: String,
}

/// 过程反馈.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// What was done.
    pub text: String,
}

/// 申请办结.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestDone {
    /// 办理结果.
    pub result: String,
    /// 回复内容.
    pub reply: String,
    /// 处理方式.
    pub measure: String,
}

/// 审核通过.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// 回访合格, by phone or visit with a reporter, by 现场复核 without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitPass {
    /// How it was checked.
    pub means: VisitMeans,
    /// 是否联系: whether the unit had contacted the reporter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted: Option<bool>,
    /// 是否解决.
    pub solved: Solved,
    /// 是否满意.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<Satisfied>,
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An act that needs its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// 原因.
    pub reason: String,
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
    /// Checks the lengths of what was written.
    pub fn check(&self, limits: &TextLimits) -> Result<(), Denial> {
        let max = limits.note_max;
        let note = |n: &Option<String>| {
            n.as_deref()
                .map_or(Ok(()), |n| text::check("备注", n, 0, max))
        };
        match self {
            Act::Submit(_) | Act::EnterPool(_) | Act::Sign(_) => Ok(()),
            Act::Accept(a) => note(&a.note),
            Act::Dispatch(d) => {
                if d.co_units.len() > 20 {
                    return Err(Denial::new(Code::TooMany)
                        .with("field", "协办单位")
                        .with("max", 20)
                        .with("count", d.co_units.len()));
                }
                note(&d.note)
            }
            Act::Respond(r) => text::check("响应情况", &r.note, 1, max),
            Act::Progress(p) => text::check("反馈内容", &p.text, 1, max),
            Act::RequestDone(r) => {
                text::check("办理结果", &r.result, 1, max)?;
                text::check("回复内容", &r.reply, 1, max)?;
                text::check("处理方式", &r.measure, 1, max)
            }
            Act::PassDone(n) => note(&n.note),
            Act::VisitPass(v) => note(&v.note),
            Act::Void(r) => text::check("原因", &r.reason, 1, max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn payloads_are_read_as_automation_writes_them() {
        let ok = [
            (
                Action::Accept,
                json!({"category":"010101","grade":"normal"}),
            ),
            (
                Action::Dispatch,
                json!({"lead_unit":"B01","co_units":["B02"],"note":"尽快"}),
            ),
            (Action::Sign, json!({})),
            (Action::Sign, json!(null)),
            (Action::Respond, json!({"means":"phone","note":"已联系"})),
            (Action::Progress, json!({"text":"已围挡"})),
            (
                Action::RequestDone,
                json!({"result":"已修复","reply":"已告知","measure":"更换"}),
            ),
            (Action::PassDone, json!({})),
            (
                Action::VisitPass,
                json!({"means":"site_check","solved":"yes"}),
            ),
            (
                Action::VisitPass,
                json!({"means":"phone","contacted":true,"solved":"yes","satisfied":"mostly","note":"好"}),
            ),
        ];
        for (action, payload) in ok {
            let act =
                Act::parse(action, payload.clone()).unwrap_or_else(|e| panic!("{action}: {e:?}"));
            assert_eq!(act.action(), action);
            let back: Act = serde_json::from_value(serde_json::to_value(&act).unwrap()).unwrap();
            assert_eq!(back, act);
        }
        let bad = [
            (
                Action::Accept,
                json!({"category":"010101"}),
                Code::FieldMissing,
            ),
            (Action::Sign, json!({"handler":"me"}), Code::FieldUnknown),
            (
                Action::Respond,
                json!({"means":"letter","note":"x"}),
                Code::ValueUnknown,
            ),
            (
                Action::Accept,
                json!({"category":"010101","grade":"normal","ticket_no":"WS1"}),
                Code::FieldUnknown,
            ),
        ];
        for (action, payload, code) in bad {
            assert_eq!(Act::parse(action, payload).unwrap_err().code, code);
        }
    }
}
