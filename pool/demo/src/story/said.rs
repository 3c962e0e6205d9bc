//! What people write in each act.

use fastrand::Rng;
use model::{Action, Moment, UnitCode};
use serde_json::{Value, json};

const RESPONDED: [&str; 4] = [
    "已电话联系反映人，约定今天到现场查看。",
    "已到现场查看，情况属实。",
    "已联系村居，先行设置警示。",
    "已安排班组到场核实。",
];
const PROGRESS: [&str; 4] = [
    "已设置围挡和警示标志，材料明天到场。",
    "已约谈相关商户，限期整改。",
    "正在协调产权单位配合。",
    "已完成一半，预计后天完工。",
];
const RESULTS: [(&str, &str, &str); 4] = [
    (
        "已修复到位，现场恢复正常。",
        "问题已处理，请您查看。",
        "更换部件并加固",
    ),
    (
        "已清理完毕并安排每日巡查。",
        "已处理，后续由网格员每天巡查。",
        "清理并加强巡查",
    ),
    (
        "已完成整改，未再发现同类问题。",
        "已督促整改到位，感谢您的反映。",
        "现场整改",
    ),
    (
        "已协调解决，相关方签字确认。",
        "已协调一致，如再出现请随时联系。",
        "协调处理",
    ),
];
const HANGS: [(&str, &str); 3] = [
    (
        "history",
        "产权归属待核实，先由属地看护，核实后一次改到位。",
    ),
    ("funds", "列入下一批改造计划，资金到位后施工。"),
    ("construction", "管线改迁后再恢复路面，先设围挡并每周巡查。"),
];

/// What an act needs to know of its surroundings.
pub struct Around<'a> {
    /// Somebody can be called back.
    pub reporter: bool,
    /// When it happens.
    pub at: Moment,
    /// Limit of 办结, when it runs.
    pub due: Option<Moment>,
    /// Next check of a 挂账.
    pub check: Moment,
    /// The visit hears that all is well.
    pub content: bool,
    /// Another unit than the leading one.
    pub other: &'a UnitCode,
}

const DAY: i64 = 24 * 60;

/// The payload of an act that needs nothing but words and dates.
pub fn payload(action: Action, around: &Around, draws: &mut Rng) -> Value {
    let means = if around.reporter {
        "phone"
    } else {
        "site_check"
    };
    match action {
        Action::AskFix => json!({"missing": "请补充具体位置和联系人方便的时间。"}),
        Action::Resubmit => json!({"changed": "已补充位置说明。"}),
        Action::Refuse => json!({"reason": "属于商户之间的合同纠纷，已告知可通过司法途径解决。"}),
        Action::Void => json!({"reason": "重复采集，已另有工单。"}),
        Action::SolveOnSpot => json!({"result": "现场清理完毕，未留隐患。", "measure": "当场处理"}),
        Action::RequestReturn => {
            json!({"reason": "duty", "basis": "按职责分工不属于本单位，附三定方案条款。", "suggested_unit": around.other})
        }
        Action::DenyReturn => json!({"reason": "按派单目录由本单位牵头，请先到场处置。"}),
        Action::RuleDispatch => {
            json!({"lead_unit": around.other, "reason": "经会商裁定由该单位牵头。"})
        }
        Action::Respond => {
            let means = if around.reporter { "phone" } else { "scene" };
            json!({"means": means, "note": draws.choice(RESPONDED).unwrap_or_default()})
        }
        Action::Progress => json!({"text": draws.choice(PROGRESS).unwrap_or_default()}),
        Action::Supplement => json!({"text": "补充：傍晚时段更明显，附近居民可带路。"}),
        Action::Whistle => json!({"units": [around.other], "matter": "需要现场会商处置办法。"}),
        Action::ReportIn => json!({"note": "已到场，配合处置。"}),
        Action::RequestExtension => {
            let until = around.due.unwrap_or(around.at).plus_minutes(3 * DAY);
            json!({"until": until, "basis": "配件须订货，到货后施工。"})
        }
        Action::GrantExtension => json!({"told": true}),
        Action::DenyExtension => json!({"reason": "现有人手可以按期完成。"}),
        Action::RequestHang => {
            let (reason, plan) = draws.choice(HANGS).unwrap_or_default();
            json!({"reason": reason, "plan": plan, "owner": "演示·分管负责人", "until": around.check.plus_minutes(20 * DAY),
                "next_check": around.check, "proof": "会议纪要和现场照片。", "told": true})
        }
        Action::DenyHang => json!({"reason": "本单位现有条件可以解决，请继续办理。"}),
        Action::HangProgress => {
            json!({"text": "已完成测绘，等待批复。", "next_check": around.at.plus_minutes(10 * DAY)})
        }
        Action::RenewHang => {
            json!({"reason": "批复未到，须再等一期。", "until": around.at.plus_minutes(40 * DAY), "next_check": around.at.plus_minutes(12 * DAY)})
        }
        Action::ReleaseHang => json!({"changed": "批复已到，可以施工。"}),
        Action::RequestDone => {
            let (result, reply, measure) = draws.choice(RESULTS).unwrap_or_default();
            json!({"result": result, "reply": reply, "measure": measure})
        }
        Action::DenyDone => json!({"reason": "回复没有写明后续看护，请补充后再报。"}),
        Action::VisitPass if around.reporter && !around.content => {
            json!({"means": means, "contacted": true, "solved": "partly", "satisfied": "no",
            "justified": "诉求超出政策范围，已当面解释。"})
        }
        Action::VisitPass if around.reporter => {
            let satisfied = if draws.u64(..4) == 0 { "mostly" } else { "yes" };
            json!({"means": means, "contacted": true, "solved": "yes", "satisfied": satisfied})
        }
        Action::VisitPass => json!({"means": means, "solved": "yes"}),
        Action::Redo if around.reporter => {
            json!({"means": means, "contacted": true, "solved": "no", "satisfied": "no", "note": "反映人说问题又出现了，请尽快处理。"})
        }
        Action::Redo => {
            json!({"means": means, "solved": "partly", "note": "现场还有一处没有处理，请补齐。"})
        }
        Action::VisitMissed => json!({"call": "missed"}),
        Action::Reopen => {
            json!({"reason": "同一位置再次出现。", "evidence": "附近居民当天来电，描述与原单一致。"})
        }
        Action::Urge => json!({"text": "请尽快反馈办理情况。"}),
        Action::Supervise => json!({"text": "请报处置方案和完成时间。"}),
        Action::Escalate => json!({"text": "由分管领导包案，请当日回复。"}),
        Action::Regrade => json!({"grade": "urgent", "reason": "影响范围扩大，须当天处置。"}),
        Action::RequestExclude => {
            json!({"reason": "civil", "text": "属于民事纠纷，已引导协商。", "evidence": "双方调解记录。"})
        }
        Action::GrantExclude => json!({"note": "同意剔除。"}),
        Action::DenyExclude => json!({"reason": "不符合剔除情形。"}),
        _ => json!({}),
    }
}
