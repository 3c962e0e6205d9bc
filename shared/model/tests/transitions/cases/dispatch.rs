//! 派: 派单, 自办, 退单 and 裁定.

use super::{Row, row};
use model::Status::{Accepted, Dispatched, Returning, Signed};
use model::act::Action::*;
use testkit::ground::walk::Step::{self, Do, Wait};

pub fn rows() -> Vec<Row> {
    let none = Vec::new;
    vec![
        row(
            Dispatch,
            &[Accepted],
            none(),
            Some(Dispatched),
            "round 1; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; start feedback +0 +3456 +4320; start done +0 +8064 +10080",
        ),
        row(
            Dispatch,
            &[Accepted],
            vec![
                Do("desk_town", Dispatch),
                Do("unit_leader", RequestReturn),
                Do("desk_town", GrantReturn),
            ],
            Some(Dispatched),
            "round 2; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440",
        ),
        row(
            SelfHandle,
            &[Accepted],
            none(),
            Some(Signed),
            "round 1; unassigned; lead T01; co ; first_receiver T01; met dispatch +0; start respond +0 +1152 +1440; start feedback +0 +3456 +4320; start done +0 +8064 +10080",
        ),
        row(
            RequestReturn,
            &[Dispatched],
            none(),
            Some(Returning),
            "return_by unit_leader_B01; met return +0",
        ),
        row(
            GrantReturn,
            &[Returning],
            vec![Wait(29)],
            Some(Accepted),
            "returns 1; unled; unassigned; pause sign +0; pause respond +0; start dispatch +0 +96 +120",
        ),
        row(DenyReturn, &[Returning], none(), Some(Dispatched), ""),
        row(
            RuleDispatch,
            &[Returning],
            none(),
            Some(Dispatched),
            "round 2; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; designated",
        ),
        row(
            RuleDispatch,
            &[Accepted],
            returned_twice(),
            Some(Dispatched),
            "round 3; unassigned; lead B01; co ; first_receiver B01; met dispatch +0; start sign +0 +96 +120; start return +0 +264 +330; start respond +0 +1152 +1440; designated",
        ),
    ]
}

/// Twice sent back, accepted again.
pub fn returned_twice() -> Vec<Step> {
    let mut steps = Vec::new();
    for _ in 0..2 {
        steps.push(Do("desk_town", Dispatch));
        steps.push(Do("unit_leader", RequestReturn));
        steps.push(Do("desk_town", GrantReturn));
    }
    steps
}
