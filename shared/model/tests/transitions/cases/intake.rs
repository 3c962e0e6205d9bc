//! 接: from 提交 to 接单, with 补正, 并案, 拆案 and 作废.

use super::{OPEN, Row, not_draft, row};
use model::Status::{self, Accepted, Draft, Fixing, Merged, Pooled, Queued, Rejected};
use model::act::Action::{self, *};
use testkit::ground::walk::Step::Wait;

pub fn rows() -> Vec<Row> {
    let entered: Vec<Status> = not_draft()
        .into_iter()
        .chain([Rejected, Status::Void])
        .collect();
    let none = Vec::new;
    vec![
        row(Submit, &[Draft], none(), Some(Queued), ""),
        row(PhoneDuty, &[Queued, Pooled], none(), None, ""),
        row(
            EnterPool,
            &[Queued],
            none(),
            Some(Pooled),
            "received +0; place 990100001001 G1; rule 示例-2024#0; start accept +0 +96 +120",
        ),
        row(
            Accept,
            &[Pooled],
            none(),
            Some(Accepted),
            "category 010101; grade normal false; met accept +0; number WS990100-20261123-000001-X; start dispatch +0 +96 +120",
        ),
        row(
            AskFix,
            &[Pooled],
            none(),
            Some(Fixing),
            "pause accept +0; start fix +0 +1152 +1440",
        ),
        row(
            Resubmit,
            &[Fixing],
            vec![Wait(59)],
            Some(Pooled),
            "met fix +0; resume accept +0 +95 +119",
        ),
        row(Refuse, &[Pooled], none(), Some(Rejected), ""),
        row(
            Merge,
            &[Pooled, Accepted],
            none(),
            Some(Merged),
            "parent 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e60",
        ),
        row(
            Joined,
            &OPEN,
            none(),
            None,
            "child 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e61 true",
        ),
        row(
            Split,
            &[Merged],
            none(),
            Some(Pooled),
            "parent null; start accept +0 +96 +120",
        ),
        row(
            Parted,
            &entered,
            none(),
            None,
            "child_left 0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e61",
        ),
        row(
            Action::Void,
            &[Draft, Pooled],
            none(),
            Some(Status::Void),
            "",
        ),
    ]
}
