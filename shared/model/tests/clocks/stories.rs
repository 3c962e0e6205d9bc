//! The clocks of the life cycle: each story ends with the dues it must have, in the district's wall time, and with steps of
//! `why_due` that lead to exactly them.

mod limits;
mod pauses;
mod rounds;

use model::Clock;
use model::act::Action::*;
use model::rulepack::Limit;
use model::why::why_due;
use model::{Kind, Moment};
use serde_json::json;
use testkit::ground::World;
use testkit::ground::walk::{Step, Step::*};
use testkit::retold;

struct Story {
    told: &'static str,
    start: &'static str,
    kind: Kind,
    grade: &'static str,
    /// 办结 and 首次反馈 count working time only.
    working: bool,
    steps: Vec<Step>,
    dues: Vec<(Clock, &'static str)>,
}

fn story(
    told: &'static str,
    start: &'static str,
    steps: Vec<Step>,
    dues: &[(Clock, &'static str)],
) -> Story {
    let dues = dues.to_vec();
    Story {
        told,
        start,
        kind: Kind::Hazard,
        grade: "normal",
        working: false,
        steps,
        dues,
    }
}
impl Story {
    fn graded(self, grade: &'static str) -> Self {
        Story { grade, ..self }
    }
    fn working(self) -> Self {
        Story {
            working: true,
            ..self
        }
    }
    fn kind(self, kind: Kind) -> Self {
        Story { kind, ..self }
    }
}

fn local(text: &str) -> Moment {
    format!("{text}:00+08:00").parse().unwrap()
}

/// Each step takes a minute: 同步入池 at :02, 接单 :03, 派单 :04, 签收 :05, 响应 :06.
fn told(story: Story) {
    let mut w = World::new();
    w.now = local(story.start);
    w.ticket.facts.what.kind = story.kind;
    if story.working {
        for clock in [Clock::Done, Clock::Feedback] {
            let limits = w.district.rules.clocks.get_mut(&clock).unwrap();
            for limit in [&mut limits.normal, &mut limits.complex] {
                // Days of the rule pack become working days of 7.5 hours.
                let days = limit.unwrap().minutes / 1440;
                *limit = Some(Limit {
                    minutes: days * 450,
                    working: true,
                });
            }
        }
        w.district.check().unwrap();
    }
    w.walk(vec![Do("collector", Submit), Do("system", EnterPool)]);
    w.step(With(
        "desk_town",
        Accept,
        json!({"category": "010101", "grade": story.grade}),
    ));
    w.step(Do("desk_town", Dispatch));
    for step in story.steps {
        w.step(step);
    }
    for (clock, due) in story.dues {
        let found = w.state.deadlines[&clock].clone();
        assert_eq!(
            found.due.civil(480),
            local(due).civil(480),
            "{}: {clock}",
            story.told
        );
        let why = why_due(&w.ticket, &w.district, clock).unwrap();
        assert_eq!(why.due, found.due);
        assert_eq!(
            retold::due(&why, &w.district.rules.calendar),
            found.due,
            "{}: {clock}\n{why:?}",
            story.told
        );
    }
}

fn handled() -> Vec<Step> {
    vec![Do("handler", Sign), Do("handler", Respond)]
}
fn and(mut steps: Vec<Step>, more: Vec<Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}
const DAY: i64 = 1440;
