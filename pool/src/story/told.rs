//! One ticket's past, as far as its age lets it come.

use super::album::Album;
use super::cast::{Cast, third_level};
use crate::demo::DemoIssue;
use crate::ingest::{self, Context};
use crate::store::{Store, Tx};
use crate::{Outcome, Trouble};
use api::call::ActCall;
use api::{AddPhoto, Capture, TicketReply};
use model::person::Person;
use model::{Action, Moment, PhotoKind, UnitCode};
use serde_json::{Value, json};
use std::sync::Arc;

/// Minutes that each step usually takes after the one before.
const PACE: [(Action, u64); 8] = [
    (Action::Accept, 25),
    (Action::Dispatch, 20),
    (Action::Sign, 70),
    (Action::Respond, 240),
    (Action::Progress, 1100),
    (Action::RequestDone, 2400),
    (Action::PassDone, 500),
    (Action::VisitPass, 1500),
];
/// In percent: how many tickets have come how many steps far.
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

/// A small stream of draws from one seed.
struct Draws(u64);

impl Draws {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
    fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        items.get(self.next(items.len() as u64) as usize).copied()
    }
}

/// Tells one ticket's past up to `now`.
pub fn tell(
    tx: &Tx,
    store: &Arc<Store>,
    cast: &Cast,
    album: &Album,
    issue: &DemoIssue,
    now: Moment,
) -> Outcome<()> {
    let mut draws = Draws(issue.photo_seed);
    let steps = steps(issue, &mut draws);
    let start = now.plus_minutes(-i64::from(issue.age_minutes));
    let times = times(start, now, steps, &mut draws);
    let at = |now: Moment| Context::at(store, None, now);
    let village = &issue.issue.r#where.area_code;
    let collector = cast
        .collector(village)
        .ok_or_else(|| Trouble::Bug("no collector".into()))?;
    let mut captured = issue.issue.clone();
    captured.occurred_at = issue
        .began_minutes
        .map(|m| start.plus_minutes(-i64::from(m)));
    let scene = |i: usize| {
        album.pick(
            issue.theme,
            false,
            issue.photo_seed.wrapping_add(i as u64),
            PhotoKind::Scene,
        )
    };
    let mut photos: Vec<_> = (0..issue.photos.len()).filter_map(scene).collect();
    photos.dedup_by(|a, b| a.sha256 == b.sha256);
    let capture = Capture {
        issue: captured,
        photos,
        draft: None,
        note: None,
        command_id: None,
    };
    let mut reply = ingest::capture(tx, &at(start), collector, &capture)?;
    if draws.next(100) < 2 {
        let reason = json!({"reason": "重复采集，已另有工单。"});
        return act(
            tx,
            &at(start.plus_minutes(3)),
            collector,
            &reply,
            Action::Void,
            reason,
        )
        .map(drop);
    }
    let district = &store.district().district;
    let category = third_level(district, &issue.issue.category);
    let lead = district
        .suggested_unit(&category, village)
        .map(|u| u.code.clone());
    let lead = lead.ok_or_else(|| Trouble::Bug("no unit".into()))?;
    let from_district = draws.next(3) == 0;
    for (i, (action, _)) in PACE.iter().take(steps).enumerate() {
        let cx = at(times.get(i).copied().unwrap_or(now));
        let Some(who) = actor(cast, *action, village, &lead, from_district) else {
            return Ok(());
        };
        if *action == Action::RequestDone
            && district.category(&category).is_some_and(|c| c.photo_done)
        {
            let photo = album.pick(issue.theme, true, issue.photo_seed, PhotoKind::After);
            // Without the photo it has come as far as it can.
            let Some(photo) = photo else { return Ok(()) };
            ingest::add_photo(
                tx,
                &cx,
                who,
                &AddPhoto {
                    id: reply.ticket.id.clone(),
                    photo,
                    command_id: None,
                },
            )?;
        }
        let payload = match action {
            Action::Accept => json!({"category": category, "grade": issue.issue.grade}),
            Action::Dispatch => dispatch(&lead, village, district, &mut draws),
            _ => payload(
                *action,
                reply.reporter.as_ref().is_some_and(|r| r.is_someone()),
                &mut draws,
            ),
        };
        reply = act(tx, &cx, who, &reply, *action, payload)?;
    }
    Ok(())
}

fn act(
    tx: &Tx,
    cx: &Context,
    who: &Person,
    on: &TicketReply,
    action: Action,
    payload: Value,
) -> Outcome<TicketReply> {
    let id = on.ticket.id.clone();
    ingest::make_act(
        tx,
        cx,
        who,
        &ActCall {
            id,
            action,
            payload,
            round: None,
            command_id: None,
            seen: None,
        },
    )
}

/// How many steps: old tickets have mostly come to their end, fresh ones have hardly begun.
fn steps(issue: &DemoIssue, draws: &mut Draws) -> usize {
    let mut left = draws.next(100);
    let drawn = SHARE.iter().find(|(share, _)| {
        let here = left < *share;
        left = left.saturating_sub(*share);
        here
    });
    let steps = drawn.map_or(8, |(_, steps)| *steps);
    match issue.age_minutes {
        0..60 => steps.min(1),
        60..600 => steps.min(3),
        600..3_000 => steps.min(5),
        _ if issue.age_minutes > 20_000 && draws.next(4) > 0 => 8,
        _ => steps,
    }
}

/// When each step happened; squeezed when the ticket is too young for the usual pace.
fn times(start: Moment, now: Moment, steps: usize, draws: &mut Draws) -> Vec<Moment> {
    let mut sum = 0;
    let minutes: Vec<u64> = PACE
        .iter()
        .take(steps)
        .map(|(_, usual)| {
            sum += 1 + usual * (30 + draws.next(170)) / 100;
            sum
        })
        .collect();
    let age = u64::try_from(now.since(start) / 60_000).unwrap_or(0);
    let most = age * 95 / 100;
    let squeeze = |m: u64| if sum > most { m * most / sum.max(1) } else { m };
    minutes
        .iter()
        .map(|m| start.plus_minutes(i64::try_from(squeeze(*m)).unwrap_or(0)))
        .collect()
}

fn actor<'a>(
    cast: &'a Cast,
    action: Action,
    village: &model::AreaCode,
    lead: &UnitCode,
    from_district: bool,
) -> Option<&'a Person> {
    match action {
        Action::Accept | Action::Dispatch => cast.desk(village, from_district),
        Action::PassDone => cast.leader(lead),
        Action::VisitPass => cast.visitor(lead),
        _ => cast.handler(lead),
    }
}

fn dispatch(
    lead: &UnitCode,
    village: &model::AreaCode,
    district: &model::district::District,
    draws: &mut Draws,
) -> Value {
    let town = district
        .town_unit(village)
        .map(|u| u.code.clone())
        .filter(|u| u != lead && draws.next(4) == 0);
    match town {
        Some(town) => json!({"lead_unit": lead, "co_units": [town], "note": "请属地配合。"}),
        None => json!({"lead_unit": lead}),
    }
}

fn payload(action: Action, reporter: bool, draws: &mut Draws) -> Value {
    match action {
        Action::Respond => {
            let means = if reporter { "phone" } else { "scene" };
            json!({"means": means, "note": draws.pick(&RESPONDED).unwrap_or_default()})
        }
        Action::Progress => json!({"text": draws.pick(&PROGRESS).unwrap_or_default()}),
        Action::RequestDone => {
            let (result, reply, measure) = draws.pick(&RESULTS).unwrap_or_default();
            json!({"result": result, "reply": reply, "measure": measure})
        }
        Action::VisitPass if reporter => {
            let satisfied = if draws.next(4) == 0 { "mostly" } else { "yes" };
            json!({"means": "phone", "contacted": true, "solved": "yes", "satisfied": satisfied})
        }
        Action::VisitPass => json!({"means": "site_check", "solved": "yes"}),
        _ => json!({}),
    }
}
