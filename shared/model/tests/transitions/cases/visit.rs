//! 访: 回访, 重办 and 重开; 即办即结, which goes there at once.

use super::{Row, row};
use model::Status::{Closed, Handling, Pooled, Queued, Visiting};
use model::act::Action::*;
use testkit::ground::DAY;
use testkit::ground::walk::Step::{Do, Wait};

pub fn rows() -> Vec<Row> {
    let none = Vec::new;
    vec![
        row(
            SolveOnSpot,
            &[Queued, Pooled],
            none(),
            Some(Visiting),
            "on_spot; category 010101; grade normal false; round 1; met accept +0; number WS990100-20261123-000001-X; lead T01; first_receiver T01; done_by EDIT collector_T01; start visit +0 +3456 +4320",
        ),
        row(
            VisitPass,
            &[Visiting],
            none(),
            Some(Closed),
            "met visit +0; closed +0; visited_by visitor_C00; visited at=+0 means=site_check solved=yes unit=B01",
        ),
        row(
            Redo,
            &[Visiting],
            none(),
            Some(Handling),
            "round 2; redos 1; met visit +0; visited at=+0 means=site_check solved=no unit=B01; visited_by visitor_C00; start done +0 +4032 +5040",
        ),
        row(
            VisitMissed,
            &[Visiting],
            vec![Do("system", Joined)],
            None,
            "missed +0",
        ),
        row(
            VisitMissed,
            &[Visiting],
            vec![
                Do("system", Joined),
                Do("visitor", VisitMissed),
                Wait(DAY),
                Do("visitor", VisitMissed),
            ],
            Some(Closed),
            "missed +0; met visit +0; closed +0; visited_by visitor_C00; visited at=+0 satisfied=unrated unit=B01",
        ),
        row(
            Reopen,
            &[Closed],
            none(),
            Some(Handling),
            "reopened; round 2; redos 1; start done +0 +4032 +5040",
        ),
    ]
}
