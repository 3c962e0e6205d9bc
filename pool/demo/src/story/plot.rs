//! What can happen to a ticket, as data: each plot is a list of acts with who does them and how long they usually take.

use crate::DemoIssue;
use fastrand::Rng;
use model::{Action, Grade, Kind};
use std::collections::BTreeMap;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Collector,
    Desk,
    TownDesk,
    DistrictDesk,
    Handler,
    Leader,
    Called,
    Visitor,
    Force,
    Supervisor,
}

/// One act: what, who, and minutes after the one before.
pub type Step = (Action, Who, u64);

/// What a ticket must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    Any,
    /// 一般, and no 咨询 with its short limit.
    Usual,
    /// The same, with photos to show.
    Pictured,
    /// The same, with somebody to call back.
    Reported,
}

/// One way of a ticket through the district.
pub struct Plot {
    pub name: &'static str,
    pub fits: Fits,
    /// Between this many days old.
    pub days: (u32, u32),
    /// The next check of a 挂账: this many hours from the present.
    pub check_hours: i64,
    /// What the visit hears: satisfied, or not although nobody is to blame.
    pub content: bool,
    pub steps: &'static [Step],
}

use Action::*;
use Who::*;

/// The straight way, of which most tickets have come some steps.
pub const STRAIGHT: &[Step] = &[
    (Accept, Desk, 25),
    (Dispatch, Desk, 20),
    (Sign, Handler, 70),
    (Respond, Handler, 240),
    (Progress, Handler, 1100),
    (RequestDone, Handler, 2400),
    (PassDone, Leader, 500),
    (VisitPass, Visitor, 1500),
];

/// Writes a plot: common beginnings are named instead of repeated.
macro_rules! plots {
    ($($name:literal $fits:ident ($from:literal..$to:literal) $([$($key:ident: $value:expr),*])? $start:ident $(, $action:ident $who:ident $minutes:literal)*;)+) => {
        /// Every other way.
        pub const PLOTS: &[Plot] = &[$(Plot {
            name: $name, fits: Fits::$fits, days: ($from, $to),
            $($($key: $value,)*)?
            steps: plots!(@start $start $(($action, $who, $minutes))*),
            ..USUAL
        }),+];
    };
    (@start pooled $($step:tt)*) => { &[$($step),*] };
    (@start accepted $($step:tt)*) => { &[(Accept, Desk, 25), $($step),*] };
    (@start sent $($step:tt)*) => { &[(Accept, Desk, 25), (Dispatch, Desk, 20), $($step),*] };
    (@start handled $($step:tt)*) => { &[(Accept, Desk, 25), (Dispatch, Desk, 20), (Sign, Handler, 40), (Respond, Handler, 200), $($step),*] };
    (@start visited $($step:tt)*) => { &[
        (Accept, Desk, 25), (Dispatch, Desk, 20), (Sign, Handler, 40), (Respond, Handler, 200), (Progress, Handler, 600),
        (RequestDone, Handler, 1200), (PassDone, Leader, 300), $($step),*
    ] };
}

const USUAL: Plot = Plot {
    name: "",
    fits: Fits::Any,
    days: (0, 0),
    check_hours: 240,
    content: true,
    steps: &[],
};

// name, which tickets, how old in days, how far by the straight way, then what else
plots! {
    "fixing" Any (0..60) pooled, AskFix Desk 30;
    "rejected" Any (0..60) pooled, Refuse Desk 40;
    "void" Any (0..60) pooled, Void Collector 3;
    "merged" Any (0..60) pooled, Merge DistrictDesk 50;
    "returning" Usual (0..60) sent, RequestReturn Leader 40;
    "whistled" Any (1..60) handled, Whistle Leader 300;
    "extension_asked" Usual (1..60) handled, RequestExtension Leader 500;
    "hang_asked" Usual (1..60) handled, RequestHang Leader 600;
    "urged" Any (1..60) handled, Urge Supervisor 500;
    "spot" Pictured (0..60) pooled, SolveOnSpot Collector 30;
    "hung_near" Usual (7..28) [check_hours: 8] handled, RequestHang Leader 600, GrantHang Force 200;
    "hung_late" Usual (10..28) [check_hours: -48] handled, RequestHang Leader 600, GrantHang Force 200;
    "excluded" Any (1..60) handled, RequestExclude Leader 500, GrantExclude Force 600;
    "ruled" Usual (1..60) sent, RequestReturn Leader 40, RuleDispatch Force 100, Sign Handler 40;
    "redo" Usual (4..60) visited, Redo Visitor 700, Progress Handler 300;
    "supervised" Any (2..60) handled, Supervise Supervisor 500, Progress Handler 300;
    "whistle_answered" Any (1..60) handled, Whistle Leader 300, ReportIn Called 20, Progress Handler 200;
    "extension_granted" Usual (2..60) handled, RequestExtension Leader 500, GrantExtension Desk 200, Progress Handler 400;
    "extension_denied" Usual (2..60) handled, RequestExtension Leader 500, DenyExtension Desk 200, Progress Handler 400;
    "exclude_asked" Any (1..60) handled, RequestExclude Leader 500;
    "returned" Usual (1..60) sent, RequestReturn Leader 40, GrantReturn Desk 60, Dispatch Desk 30, Sign Handler 40, Respond Handler 100;
    "returned_twice" Usual (1..60) sent, RequestReturn Leader 30, GrantReturn Desk 60, Dispatch Desk 30, RequestReturn Leader 30, GrantReturn Desk 60, RuleDispatch Force 90;
    "return_denied" Usual (1..60) sent, RequestReturn Leader 40, DenyReturn Desk 60, Sign Handler 20, Respond Handler 90;
    "fixed" Any (1..60) pooled, AskFix Desk 30, Resubmit Collector 300, Accept Desk 30;
    "town_itself" Usual (1..60) pooled, Accept TownDesk 25, SelfHandle TownDesk 20, Respond Handler 100, Progress Handler 400;
    "hang_progress" Usual (6..60) handled, RequestHang Leader 600, GrantHang Force 200, HangProgress Leader 2000;
    "hang_renewed" Usual (6..60) handled, RequestHang Leader 600, GrantHang Force 200, RenewHang Leader 3000;
    "hang_released" Usual (6..60) handled, RequestHang Leader 600, GrantHang Force 200, ReleaseHang Leader 3000, Progress Handler 200;
    "hang_denied" Usual (3..60) handled, RequestHang Leader 600, DenyHang Force 200, Progress Handler 200;
    "done_denied" Usual (4..60) handled, RequestDone Handler 900, DenyDone Leader 200, Progress Handler 300;
    "redo_good" Usual (8..60) visited, Redo Visitor 700, Progress Handler 300, RequestDone Handler 600, PassDone Leader 200, VisitPass Visitor 500;
    "reopened" Usual (8..60) visited, VisitPass Visitor 700, Reopen Visitor 1500, Progress Handler 300;
    "missed" Reported (5..60) visited, VisitMissed Visitor 300;
    "unrated" Reported (7..60) visited, VisitMissed Visitor 300, VisitMissed Visitor 300, VisitMissed Visitor 1500;
    "justified" Reported (6..60) [content: false] visited, VisitPass Visitor 900;
    "spot_visited" Pictured (1..60) pooled, SolveOnSpot Collector 30, VisitPass Visitor 900;
    "escalated" Any (3..60) handled, Supervise Supervisor 500, Escalate Force 1600;
    "regraded" Usual (0..60) sent, Regrade Force 30, Sign Handler 15;
    "exclude_denied" Any (2..60) handled, RequestExclude Leader 500, DenyExclude Force 600;
    "supplemented" Any (1..60) sent, Sign Handler 40, Supplement Collector 200;
}

/// In percent: how many tickets have come how many steps of the straight way.
const SHARE: [(u64, usize); 9] = [
    (16, 0),
    (10, 1),
    (12, 2),
    (10, 3),
    (8, 4),
    (13, 5),
    (9, 6),
    (9, 7),
    (13, 8),
];
/// Of a hundred tickets, so many leave the straight way.
const ASIDE: u64 = 45;

/// Steps of the straight way: old tickets have mostly come to their end, fresh ones have hardly begun.
pub fn straight(issue: &DemoIssue, draws: &mut Rng) -> &'static [Step] {
    let mut left = draws.u64(..100);
    let drawn = SHARE.iter().find(|(share, _)| {
        let here = left < *share;
        left = left.saturating_sub(*share);
        here
    });
    let steps = drawn.map_or(8, |(_, steps)| *steps);
    let steps = match issue.age_minutes {
        0..60 => steps.min(1),
        60..600 => steps.min(3),
        600..3_000 => steps.min(5),
        _ if issue.age_minutes > 20_000 && draws.u64(..4) > 0 => 8,
        _ => steps,
    };
    STRAIGHT.get(..steps).unwrap_or(STRAIGHT)
}

/// Which plots were told how often.
#[derive(Default)]
pub struct Told(BTreeMap<&'static str, u32>);

impl Told {
    /// A plot for a ticket, the one told least often so far; none when it goes the straight way.
    pub fn choose(&mut self, issue: &DemoIssue, draws: &mut Rng) -> Option<&'static Plot> {
        if draws.u64(..100) >= ASIDE {
            return None;
        }
        let fitting = PLOTS.iter().filter(|p| p.takes(issue));
        let plot = fitting.min_by_key(|p| self.0.get(p.name).copied().unwrap_or(0))?;
        *self.0.entry(plot.name).or_default() += 1;
        Some(plot)
    }
}

impl Plot {
    fn takes(&self, issue: &DemoIssue) -> bool {
        let days = issue.age_minutes / 1440;
        let usual = issue.issue.grade == Grade::Normal && issue.issue.kind != Kind::Consult;
        let fits = match self.fits {
            Fits::Any => true,
            Fits::Usual => usual,
            Fits::Pictured => usual && !issue.photos.is_empty(),
            Fits::Reported => {
                usual
                    && issue
                        .issue
                        .reporter
                        .as_ref()
                        .is_some_and(|r| r.is_someone())
            }
        };
        fits && (self.days.0..self.days.1).contains(&days)
    }
}
