//! Any ticket as far as the columns go, and acts on it.

use super::Draws;
use model::row::Row;
use model::{AreaCode, Grade, Kind, Moment, Source, Status, TicketId, UnitCode, UserName};

/// When everything is asked.
pub const NOW: Moment = Moment(1_795_000_000_000);
const HOUR: i64 = 60 * 60 * 1000;
pub(super) const AREAS: [&str; 3] = ["990100001001", "990100001002", "990100002001"];
pub(super) const CATEGORIES: [&str; 4] = ["01", "0101", "010103", "020101"];

pub(super) fn user(draws: &mut Draws) -> UserName {
    UserName::new(*draws.pick(&["ann", "bob", "eve"])).unwrap()
}
pub(super) fn unit(draws: &mut Draws) -> UnitCode {
    UnitCode::new(*draws.pick(&["B01", "B02", "T01"])).unwrap()
}
pub(super) fn area(draws: &mut Draws) -> AreaCode {
    draws.pick(&AREAS).parse().unwrap()
}
pub(super) fn moment(draws: &mut Draws) -> Moment {
    Moment(NOW.0 + (draws.below(21) as i64 - 10) * HOUR)
}
pub(super) fn grid(draws: &mut Draws) -> String {
    format!("{}01", draws.pick(&AREAS))
}

/// The id of a ticket by a number of the test's own.
pub fn id(n: usize) -> TicketId {
    TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-{n:012x}")).unwrap()
}

/// Any ticket, as far as the columns go.
pub fn row(n: usize, draws: &mut Draws) -> Row {
    let place = draws.some(70, |d| {
        (
            117.0 + d.below(9) as f64 / 100.0,
            40.0 + d.below(9) as f64 / 100.0,
        )
    });
    let received = draws.some(90, moment);
    let before = draws.below(30) as i64 * HOUR;
    let captured = received.map_or(NOW.0, |at| at.0) - before;
    Row {
        id: id(n),
        temp_no: format!("离-{n}"),
        ticket_no: None,
        status: *draws.pick(Status::ALL),
        title: "路灯不亮".into(),
        grade: *draws.pick(Grade::ALL),
        kind: *draws.pick(Kind::ALL),
        source: *draws.pick(Source::ALL),
        category: draws.pick(&CATEGORIES).parse().unwrap(),
        area_code: area(draws),
        grid: draws.some(60, grid),
        address: None,
        lon: place.map(|p| p.0),
        lat: place.map(|p| p.1),
        created_by: user(draws),
        captured_at: Moment(captured),
        received_at: received,
        lead_unit: draws.some(70, unit),
        co_units: draws.some(20, unit).into_iter().collect(),
        handler: draws.some(50, user),
        visited_by: draws.some(20, user),
        clock: None,
        amber_at: draws.some(60, moment),
        due_at: draws.some(80, moment),
        photos: 0,
        cover: None,
        conflict: draws.chance(20),
        closed_at: None,
        returns: u32::from(draws.chance(10)),
        redos: u32::from(draws.chance(10)),
        presses: u32::from(draws.chance(10)),
        hang_check: draws.some(10, moment),
        parent: None,
        alarm: draws.chance(10),
        asked: draws.chance(10),
        on_spot: false,
        excluded: false,
    }
}

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts.
    Counts,
    /// Its ruling is not here yet; at the pool nothing waits, so that there it counts.
    Waits,
    /// 未生效.
    Void,
    /// Facts that came too late and stay outside the document: no act.
    Aside,
}

/// An act on a ticket, by its place among those drawn.
#[derive(Debug, Clone)]
pub struct Act {
    /// On which ticket.
    pub ticket: usize,
    /// By whom.
    pub by: UserName,
    /// When, by the author's clock.
    pub at: Moment,
    /// What became of it.
    pub fate: Fate,
}

/// Some act on one of this many tickets, up to 40 days ago.
pub fn act(tickets: usize, draws: &mut Draws) -> Act {
    Act {
        ticket: draws.below(tickets),
        by: user(draws),
        at: NOW.plus_minutes(-(draws.below(40 * 24) as i64) * 60),
        fate: *draws.pick(&[
            Fate::Counts,
            Fate::Waits,
            Fate::Void,
            Fate::Void,
            Fate::Void,
            Fate::Aside,
        ]),
    }
}
