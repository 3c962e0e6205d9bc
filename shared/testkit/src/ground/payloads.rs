//! What a person would write for each act: the required fields, and a value for each kind of optional one.

use super::{CHILD, DAY, PARENT, World};
use model::Moment;
use model::act::{Action, Field, Shape, Word};
use serde_json::{Value, json};

/// The required fields of an act, with values that fit the world.
pub fn required(action: Action, w: &World) -> Value {
    use Action::*;
    let day = |n: i64| json!(w.now.plus_minutes(n * DAY).to_string());
    let done = w.state.deadlines.get(&model::Clock::Done).map(|d| d.due);
    let done: Moment = done.unwrap_or(w.now);
    match action {
        Submit | EnterPool | Sign | Archive | SelfHandle | GrantReturn | GrantExtension
        | GrantHang | PassDone | GrantExclude | Confirm => json!({}),
        PhoneDuty => json!({"told": true}),
        SolveOnSpot => json!({"result": "已当场清理"}),
        Accept => json!({"category": "010101", "grade": "normal"}),
        AskFix => json!({"missing": "缺少门牌号"}),
        Resubmit => json!({"changed": "已补门牌号"}),
        Refuse | Split | DenyReturn | DenyExtension | DenyHang | DenyDone | Void | DenyExclude
        | Dismiss => {
            json!({"reason": "理由如下"})
        }
        Merge => json!({"parent": PARENT}),
        Joined => json!({"child": CHILD, "reporter": true}),
        Parted => json!({"child": CHILD}),
        Dispatch => json!({"lead_unit": "B01"}),
        RequestReturn => {
            json!({"reason": "duty", "basis": "三定方案第五条", "suggested_unit": "B02"})
        }
        RuleDispatch => json!({"lead_unit": "B01", "reason": "按首接办理"}),
        Reassign => json!({"handler": "handler2_B01"}),
        Respond => json!({"means": "scene", "note": "已到场"}),
        Progress | Supplement => json!({"text": "先行围挡"}),
        Whistle => json!({"units": ["B02"], "matter": "会同处置"}),
        ReportIn => json!({"note": "已到场"}),
        RequestExtension => {
            json!({"until": done.plus_minutes(3 * DAY).to_string(), "basis": "等待材料"})
        }
        RequestHang => {
            json!({"reason": "funds", "plan": "列入明年计划", "owner": "演示李某", "until": day(60), "next_check": day(14), "proof": "会议纪要"})
        }
        HangProgress => json!({"text": "资金已申请", "next_check": day(14)}),
        RenewHang => json!({"reason": "资金未到", "until": day(80), "next_check": day(20)}),
        ReleaseHang => json!({"changed": "资金已到"}),
        RequestDone => json!({"result": "已更换", "reply": "已告知居民", "measure": "更换井盖"}),
        VisitPass => json!({"means": "site_check", "solved": "yes"}),
        Redo => json!({"means": "site_check", "solved": "no", "note": "井盖仍松动"}),
        VisitMissed => json!({"call": "missed"}),
        Reopen => json!({"reason": "再次碎裂", "evidence": "居民照片"}),
        Urge | Supervise | Escalate => json!({"text": "请尽快办理"}),
        Regrade => json!({"grade": "urgent", "reason": "影响通行"}),
        RequestExclude => {
            json!({"reason": "civil", "text": "属合同纠纷", "evidence": "合同复印件"})
        }
    }
}

/// A value for an optional field of an act.
pub fn optional(field: &Field, w: &World) -> Value {
    match field.shape {
        Shape::Text => json!("另行说明"),
        Shape::List(Word::Unit, _) => json!(["B02"]),
        Shape::List(Word::Visit, _) => {
            json!([{"ticket": CHILD, "call": "answered", "solved": "yes"}])
        }
        Shape::Word(Word::YesNo) => json!(true),
        Shape::Word(Word::Moment) => json!(w.now.plus_minutes(DAY).to_string()),
        Shape::Word(Word::Edit) => json!(super::edit(1).to_string()),
        Shape::Word(Word::Member(list)) => json!(list.members[0].0),
        shape => panic!("{}: no value for {shape:?}", field.name),
    }
}
