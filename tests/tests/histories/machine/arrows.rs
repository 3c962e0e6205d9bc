//! The arrows of docs/domain.md 8.3, once more: act, from, to, who. `=` stays where it is, `?` is decided by the act.

use model::Action;

type Arrow = (&'static str, &'static str, &'static str, &'static str);

const OPEN: &str =
    "pooled fixing accepted dispatched returning signed handling hang_req hung done_req visiting";
const AFTER_DISPATCH: &str = "dispatched returning signed handling hang_req hung done_req visiting";
const NOT_DRAFT: &str = "pooled fixing accepted dispatched returning signed handling hang_req hung done_req visiting closed archived";
/// A 主单 that was refused or voided gives its tickets back as well.
const HOLDING: &str = "pooled fixing accepted dispatched returning signed handling hang_req hung done_req visiting closed archived rejected void";

const FIELD: &str = "collector village_head desk_town desk_district handler";
const DESK: &str = "desk_town desk_district";
const DESK_FORCE: &str = "desk_town desk_district task_force";
const HANDS: &str = "handler unit_leader village_head";
const PRESSING: &str = "supervisor task_force";

const ARROWS: &[Arrow] = &[
    ("submit", "draft", "queued", FIELD),
    ("enter_pool", "queued", "pooled", "system"),
    ("accept", "pooled", "accepted", DESK),
    ("ask_fix", "pooled", "fixing", DESK),
    ("resubmit", "fixing", "pooled", FIELD),
    ("refuse", "pooled", "rejected", DESK),
    ("void", "pooled", "void", FIELD),
    ("merge", "pooled accepted", "merged", DESK),
    ("split", "merged", "pooled", DESK),
    (
        "solve_on_spot",
        "pooled",
        "visiting",
        "collector village_head",
    ),
    ("dispatch", "accepted", "dispatched", DESK),
    ("self_handle", "accepted", "signed", "desk_town"),
    ("sign", "dispatched", "signed", HANDS),
    ("request_return", "dispatched", "returning", "unit_leader"),
    ("grant_return", "returning", "accepted", DESK_FORCE),
    ("deny_return", "returning", "dispatched", DESK_FORCE),
    (
        "rule_dispatch",
        "returning accepted",
        "dispatched",
        "task_force",
    ),
    ("reassign", "signed handling", "dispatched", "unit_leader"),
    ("respond", "signed", "handling", HANDS),
    ("progress", "handling", "=", HANDS),
    ("whistle", "handling", "=", "unit_leader"),
    ("report_in", AFTER_DISPATCH, "=", "handler unit_leader"),
    ("request_extension", "signed handling", "=", "unit_leader"),
    ("grant_extension", "signed handling", "=", DESK_FORCE),
    ("deny_extension", "signed handling", "=", DESK_FORCE),
    ("request_hang", "handling", "hang_req", "unit_leader"),
    ("grant_hang", "hang_req hung", "hung", "task_force"),
    ("deny_hang", "hang_req hung", "?", "task_force"),
    ("hang_progress", "hung", "=", "unit_leader"),
    ("renew_hang", "hung", "=", "unit_leader"),
    ("release_hang", "hung", "handling", "unit_leader task_force"),
    ("request_done", "handling", "done_req", HANDS),
    ("pass_done", "done_req", "visiting", "unit_leader"),
    ("deny_done", "done_req", "handling", "unit_leader"),
    ("visit_pass", "visiting", "closed", "visitor"),
    ("redo", "visiting", "handling", "visitor"),
    ("visit_missed", "visiting", "?", "visitor"),
    (
        "reopen",
        "closed",
        "handling",
        "desk_town desk_district visitor",
    ),
    ("archive", "closed", "archived", "system"),
    ("regrade", "dispatched signed handling", "=", DESK_FORCE),
    ("supplement", AFTER_DISPATCH, "=", FIELD),
    ("joined", OPEN, "=", "system"),
    ("urge", OPEN, "=", PRESSING),
    ("supervise", OPEN, "=", PRESSING),
    ("escalate", OPEN, "=", "system supervisor task_force"),
    ("parted", HOLDING, "=", "system"),
    ("request_exclude", NOT_DRAFT, "=", "unit_leader assessor"),
    ("grant_exclude", NOT_DRAFT, "=", "task_force"),
    ("deny_exclude", NOT_DRAFT, "=", "task_force"),
    ("confirm", NOT_DRAFT, "=", DESK),
    ("dismiss", NOT_DRAFT, "=", DESK),
];

/// What a device may do without the pool.
const OFFLINE: &str = "submit solve_on_spot resubmit sign reassign respond progress whistle report_in request_hang request_done supplement";

pub fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

fn row(action: Action) -> &'static Arrow {
    let found = ARROWS.iter().find(|(act, ..)| *act == action.as_str());
    found.unwrap_or_else(|| panic!("no arrow for {action}"))
}

/// From where an act starts, and where it leads.
pub fn arrow(action: Action) -> (&'static str, &'static str) {
    let (_, from, to, _) = row(action);
    (from, to)
}

/// Whose act it is: roles, or `system`.
pub fn whose(action: Action) -> &'static str {
    row(action).3
}

pub fn offline(action: Action) -> bool {
    has(OFFLINE, action.as_str())
}
