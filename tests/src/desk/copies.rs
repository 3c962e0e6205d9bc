//! Tickets in any number: facts from the demo's generator, states from tickets whose past was told by the real rules,
//! moved to another time, place and unit.

use model::district::District;
use model::effect::State;
use model::ticket::Ticket;
use model::{Moment, Status, TicketId, UnitCode, number};
use testkit::Draws;

/// Tickets from one seed of the generator, so that it never tires of finding new sentences.
const EACH_SEED: usize = 1_000;
const YEAR_MINUTES: usize = 365 * 24 * 60;
/// Older ones have come to their end, but for one in fifty.
const YOUNG_MINUTES: usize = 45 * 24 * 60;
const LEFT_OPEN: usize = 50;
const ARCHIVED_MINUTES: usize = 75 * 24 * 60;

/// Copies without end, of any age up to a year.
pub fn copies(
    district: &District,
    told: Vec<(Ticket, State)>,
    seed: u64,
    now: Moment,
) -> impl Iterator<Item = (Ticket, State)> {
    let district = district.clone();
    let (open, ended): (Vec<_>, Vec<_>) = told.into_iter().partition(|t| t.1.status.is_open());
    let all: Vec<(Ticket, State)> = open.iter().chain(&ended).cloned().collect();
    let mut draws = Draws::new(seed);
    let issues = (0_u64..).flat_map({
        let district = district.clone();
        move |part| {
            let issues = demo::issues(seed * 1_000_003 + part, EACH_SEED, &district);
            issues.collect::<Vec<_>>()
        }
    });
    (1_u64..).zip(issues).map(move |(n, issue)| {
        let age = draws.below(YEAR_MINUTES);
        let from = match (age > YOUNG_MINUTES, draws.below(LEFT_OPEN)) {
            (false, _) => draws.pick(&all),
            (true, 0) => draws.pick(&open),
            (true, _) => draws.pick(&ended),
        };
        let at = now.plus_minutes(-(age as i64));
        copy(&district, from, &issue.issue, n, at, age)
    })
}

fn copy(
    district: &District,
    (ticket, state): &(Ticket, State),
    issue: &model::issue::Issue,
    n: u64,
    at: Moment,
    age: usize,
) -> (Ticket, State) {
    let facts = issue.facts();
    let by = at.since(state.received_at.unwrap_or(at));
    let mut state = moved(state.clone(), by);
    let place = &facts.place;
    state.area = Some(place.area_code.clone());
    state.grid = place.grid.clone();
    state.category = state.category.map(|_| facts.what.category.clone());
    if let Some(lead) = unit(district, &facts, &state) {
        let before = state.lead_unit.replace(lead.clone());
        let town = district.town_unit(&place.area_code).map(|u| u.code.clone());
        let joined = !state.co_units.is_empty();
        state.co_units = town.filter(|t| joined && *t != lead).into_iter().collect();
        state.handler = state
            .handler
            .map(|_| colleague(&lead))
            .filter(|_| before.is_some());
        state
            .visits
            .iter_mut()
            .for_each(|v| v.unit = Some(lead.clone()));
    }
    let day = at.civil(district.rules.calendar.utc_offset_minutes).date();
    let seq = u32::try_from(n % 1_000_000).unwrap_or(0);
    state.ticket_no = state
        .ticket_no
        .map(|_| number::ticket_no(&district.code, day, seq));
    if state.status == Status::Closed && age > ARCHIVED_MINUTES {
        state.status = Status::Archived;
    }
    let ticket = Ticket {
        id: id(n),
        temp_no: format!(
            "坐-BNCH-{:02}{:02}{:02}-{n:07}",
            day.year() % 100,
            day.month(),
            day.day()
        ),
        captured_at: at,
        facts,
        photos: Vec::new(),
        log: Vec::new(),
        other_rulings: Default::default(),
        heads: Vec::new(),
        conflicts: Default::default(),
        ..ticket.clone()
    };
    (ticket, state)
}

fn unit(district: &District, facts: &model::facts::Facts, state: &State) -> Option<UnitCode> {
    state.lead_unit.as_ref()?;
    let unit = district.suggested_unit(&facts.what.category, &facts.place.area_code);
    unit.map(|u| u.code.clone())
}

fn colleague(unit: &UnitCode) -> model::UserName {
    let name = format!("demo_handler_{}", unit.as_str().to_lowercase());
    name.parse().expect("a demo person's name")
}

/// Ids that count up, as those of tickets do.
fn id(n: u64) -> TicketId {
    let text = format!("{:08x}-{:04x}-7000-8000-{:012x}", n >> 16, n & 0xffff, n);
    TicketId::new(text).expect("a UUID")
}

/// Everything that has a time, later by this many milliseconds.
fn moved(mut state: State, by: i64) -> State {
    let later = |at: &mut Moment| at.0 += by;
    let maybe = |at: &mut Option<Moment>| at.iter_mut().for_each(|at| at.0 += by);
    maybe(&mut state.received_at);
    maybe(&mut state.closed_at);
    for deadline in state.deadlines.values_mut() {
        [
            &mut deadline.started,
            &mut deadline.amber,
            &mut deadline.due,
        ]
        .into_iter()
        .for_each(later);
        [&mut deadline.met, &mut deadline.paused]
            .into_iter()
            .for_each(maybe);
    }
    for hang in state.hang.iter_mut() {
        [&mut hang.until, &mut hang.next_check]
            .into_iter()
            .for_each(later);
        maybe(&mut hang.since);
    }
    for press in state.presses.values_mut() {
        [&mut press.at, &mut press.due].into_iter().for_each(later);
        maybe(&mut press.answered);
    }
    state.visits.iter_mut().for_each(|v| later(&mut v.at));
    state
}
