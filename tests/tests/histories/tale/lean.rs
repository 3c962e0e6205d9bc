//! Which acts people reach for: what moves a ticket on, what they seldom do, and what a history is about.

use model::Action::{self, *};
use model::effect::State;
use model::ticket::Ticket;
use model::{PhotoKind, Status};
use testkit::Draws;

/// What ends a ticket, or lies over it without moving it, is drawn less often.
pub fn is_rare(action: Action) -> bool {
    let rare = [
        Void,
        AskFix,
        Regrade,
        Supplement,
        Refuse,
        Urge,
        Supervise,
        Escalate,
        RequestExclude,
        GrantExclude,
        DenyExclude,
    ];
    rare.contains(&action)
}

/// What brings a ticket nearer to its end.
pub fn moves(action: Action) -> bool {
    let on = [
        Accept,
        Dispatch,
        RuleDispatch,
        Sign,
        Respond,
        RequestDone,
        PassDone,
        GrantHang,
        ReleaseHang,
        VisitPass,
    ];
    on.contains(&action)
}

/// Whether it makes sense now; guards would say the same.
pub fn apt(action: Action, ticket: &Ticket, s: &State) -> bool {
    let shown = ticket
        .photos
        .iter()
        .any(|p| p.photo.kind == PhotoKind::After);
    let asks_photo = s.category.as_ref().is_some_and(|c| c.as_str() == "010101");
    let asked = |granted: Option<Option<bool>>| granted == Some(None);
    let extension = s.extension.as_ref().map(|e| e.granted);
    let exclusion = s.exclusion.as_ref().map(|e| e.granted);
    match action {
        GrantExtension | DenyExtension => asked(extension),
        RequestExtension => extension.is_none(),
        GrantExclude | DenyExclude => asked(exclusion),
        RequestExclude => exclusion.is_none(),
        RuleDispatch => s.status == Status::Returning || s.returns > 1,
        RequestDone => shown || !asks_photo,
        VisitMissed => s.any_reporter(),
        GrantHang | DenyHang if s.status == Status::Hung => {
            s.hang.as_ref().is_some_and(|h| h.renewal.is_some())
        }
        _ => true,
    }
}

/// What histories are about: 补正 and refusals, 退单, 应, 延期 and 改等级, 挂账, 访, 督 and 剔除.
const LEANS: [&[Action]; 7] = [
    &[AskFix, Resubmit, Refuse, Void, Accept],
    &[
        Accept,
        Dispatch,
        RequestReturn,
        GrantReturn,
        DenyReturn,
        RuleDispatch,
    ],
    &[
        Sign, Reassign, Respond, Progress, Whistle, ReportIn, Supplement,
    ],
    &[
        Respond,
        RequestExtension,
        GrantExtension,
        DenyExtension,
        Regrade,
    ],
    &[
        Respond,
        RequestHang,
        GrantHang,
        DenyHang,
        HangProgress,
        RenewHang,
        ReleaseHang,
    ],
    &[
        RequestDone,
        PassDone,
        DenyDone,
        VisitPass,
        Redo,
        VisitMissed,
        Reopen,
    ],
    &[
        Urge,
        Supervise,
        Escalate,
        RequestExclude,
        GrantExclude,
        DenyExclude,
    ],
];

/// Minutes between two steps: of a day at work, and of months.
const PACES: [&[i64]; 2] = [
    &[1, 1, 1, 3, 3, 10, 10, 20, 45, 90, 400, 1_440],
    &[
        1,
        1,
        3,
        3,
        10,
        20,
        45,
        90,
        400,
        1_440,
        2 * 1_440,
        5 * 1_440,
        12 * 1_440,
    ],
];

/// How fast time passes in this one.
pub fn pace(d: &mut Draws) -> &'static [i64] {
    PACES[d.below(PACES.len())]
}

/// What this one is about.
pub fn lean(d: &mut Draws) -> &'static [Action] {
    LEANS[d.below(LEANS.len())]
}
