//! 督 and 考: 催办, 督办, 提级; 归档 and 剔除.

use super::{OPEN, Row, not_draft, row};
use model::Status::{Archived, Closed};
use model::act::Action::*;
use testkit::ground::DAY;
use testkit::ground::walk::Step::{Do, Late, Wait};

pub fn rows() -> Vec<Row> {
    let not_draft = not_draft();
    let none = Vec::new;
    let late = || vec![Late("handler", Supplement)];
    vec![
        row(Archive, &[Closed], vec![Wait(30 * DAY)], Some(Archived), ""),
        row(
            Urge,
            &OPEN,
            none(),
            None,
            "press EDIT at=+0 due=+240 kind=urge",
        ),
        row(
            Supervise,
            &OPEN,
            none(),
            None,
            "press EDIT at=+0 due=+1440 kind=supervise",
        ),
        row(
            Escalate,
            &OPEN,
            vec![Do("supervisor", Supervise), Wait(1441)],
            None,
            "press EDIT at=+0 due=+1440 kind=escalate",
        ),
        row(
            RequestExclude,
            &not_draft,
            none(),
            None,
            "exclusion by=assessor_C00 reason=civil",
        ),
        row(
            GrantExclude,
            &not_draft,
            vec![Do("assessor", RequestExclude)],
            None,
            "exclusion by=assessor_C00 granted=true reason=civil",
        ),
        row(
            DenyExclude,
            &not_draft,
            vec![Do("assessor", RequestExclude)],
            None,
            "exclusion by=assessor_C00 granted=false reason=civil",
        ),
        row(Confirm, &not_draft, late(), None, ""),
        row(Dismiss, &not_draft, late(), None, ""),
    ]
}
