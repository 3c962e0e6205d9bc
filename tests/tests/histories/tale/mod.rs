//! A history while it runs: people at desks and on devices, the pool by itself, lines that break, and time.

mod desk;
mod lean;

use crate::acts::written;
use crate::album::pictures;
use crate::cast::{FIELD, issue, named};
use crate::duty::Duty;
use crate::pool::Pool;
use crate::replica::{Line, Replica};
use crate::sum::Sum;
use model::act::Act;
use model::edit::Photo;
use model::effect::State;
use model::{Action, PhotoKind, Status, TicketId};
use testkit::Draws;
use testkit::ground::World;

const DAY: i64 = 24 * 60;

pub struct Tale<'w> {
    pub pool: Pool,
    pub devices: Vec<Box<dyn Replica>>,
    /// Its tickets, and whether somebody can be called back about each.
    pub tickets: Vec<(TicketId, bool)>,
    pub sum: Sum,
    /// Whose posts ended and began when.
    pub duty: Duty,
    /// A desk to write at.
    world: &'w mut World,
    commands: u32,
    /// What it is about.
    lean: &'static [Action],
    /// How fast time passes in it.
    pace: &'static [i64],
}

impl<'w> Tale<'w> {
    /// One to three tickets at one place: the first on the collector's device, the others there or at the desk.
    pub fn begin(
        d: &mut Draws,
        world: &'w mut World,
        pool: Pool,
        devices: Vec<Box<dyn Replica>>,
    ) -> Self {
        // Nothing of the history before: each follows from its seed alone.
        world.state = State::queued();
        let mut tale = Tale {
            pool,
            devices,
            tickets: Vec::new(),
            sum: Sum::default(),
            duty: Duty::default(),
            world,
            commands: 0,
            lean: lean::lean(d),
            pace: lean::pace(d),
        };
        let photos = scene(d);
        let told = issue(d, !photos.is_empty());
        let id = tale.devices[0].capture(tale.pool.now, &told, &photos);
        tale.tickets.push((id.clone(), told.reporter.is_some()));
        if photos.len() == 2 && d.chance(60) {
            // 即办即结 before the first sync, allowed or not.
            let act = tale.written(d, &id, Action::SolveOnSpot);
            tale.devices[0].act(tale.pool.now, &id, 0, act);
        }
        for _ in 0..*d.pick(&[0, 1, 1, 1, 2]) {
            tale.another(d);
        }
        tale
    }

    fn another(&mut self, d: &mut Draws) {
        let told = issue(d, false);
        let reporter = told.reporter.is_some();
        let id = match d.chance(50) {
            true => self.devices[0].capture(self.pool.now, &told, &[]),
            false => self.pool.capture(&named("collector2").user, told),
        };
        self.tickets.push((id, reporter));
    }

    pub fn step(&mut self, d: &mut Draws) {
        let minutes = *d.pick(self.pace);
        self.pool.wait(minutes);
        match d.below(100) {
            0..28 => self.offline(d),
            28..48 => self.sync(d),
            48..90 => self.desk(d),
            90..93 => self.two_at_once(d),
            93..95 => self.facts(d),
            95..97 => self.shift(d),
            _ => self.tend(d),
        }
    }

    /// Somebody in the field leaves their posts, mostly with work that is still on the device, or comes back to them.
    fn shift(&mut self, d: &mut Draws) {
        let n = d.below(FIELD.len());
        let (user, now) = (named(FIELD[n]).user, self.pool.now);
        let held = self.duty.held(&user, now);
        if held && d.chance(70) {
            let held = self.devices[n].tickets();
            if !held.is_empty() {
                let id = d.pick(&held).clone();
                self.act_offline(d, n, &id);
                self.pool.wait(1);
            }
        }
        let now = self.pool.now;
        match held {
            true => self.duty.end(&user, now),
            false => self.duty.begin(&user, now),
        }
        self.pool.set_posts(&user, !held);
    }

    /// What the pool does by itself; sometimes so late that 归档 is due.
    fn tend(&mut self, d: &mut Draws) {
        let status = |id: &TicketId| self.pool.ticket(id).map(|t| t.state().status);
        let closed = |t: &(TicketId, bool)| status(&t.0) == Some(Status::Closed);
        if d.chance(60) && self.tickets.iter().any(closed) {
            self.pool.wait(31 * DAY);
        }
        self.pool.tend();
    }

    fn sync(&mut self, d: &mut Draws) {
        let n = d.below(self.devices.len());
        let line = *d.pick(&[
            Line::Good,
            Line::Good,
            Line::Good,
            Line::Good,
            Line::NoAnswer,
            Line::NoPage,
        ]);
        self.sum.lost += u64::from(line != Line::Good);
        self.devices[n].sync(&self.pool, line);
    }

    /// Something on a device that has not heard from the pool for a while.
    fn offline(&mut self, d: &mut Draws) {
        let n = d.below(self.devices.len());
        let held = self.devices[n].tickets();
        if held.is_empty() {
            return;
        }
        let (id, now) = (d.pick(&held).clone(), self.pool.now);
        match d.below(100) {
            0..9 => {
                let body = format!("又到现场看过，第 {} 次。", d.below(1_000));
                self.devices[n].tell_more(now, &id, body);
            }
            9..18 => {
                let kind = PhotoKind::After;
                let picture = pictures(kind).nth(d.below(2)).expect("two of them");
                self.devices[n].add_photo(now, &id, &picture.photo);
            }
            _ => self.act_offline(d, n, &id),
        }
    }

    fn act_offline(&mut self, d: &mut Draws, n: usize, id: &TicketId) {
        let look = self.devices[n].look(id).expect("it is held");
        let all = [
            Action::Sign,
            Action::Respond,
            Action::Progress,
            Action::RequestDone,
            Action::Reassign,
            Action::RequestHang,
            Action::Supplement,
            Action::Resubmit,
            Action::Whistle,
            Action::ReportIn,
            Action::SolveOnSpot,
        ];
        let action = match look.may.is_empty() || d.chance(15) {
            true => *d.pick(&all),
            false => *d.pick(&look.may),
        };
        let act = self.written(d, id, action);
        self.devices[n].act(self.pool.now, id, look.round, act);
    }

    /// An act as somebody would write it who sees the ticket as the pool has it.
    fn written(&mut self, d: &mut Draws, id: &TicketId, action: Action) -> Act {
        self.world.now = self.pool.now;
        if let Some(ticket) = self.pool.ticket(id) {
            self.world.state = ticket.state();
        }
        let tickets: Vec<TicketId> = self.tickets.iter().map(|t| t.0.clone()).collect();
        written(d, self.world, action, &tickets)
    }

    /// The faults stop: everybody syncs until nobody has anything new.
    pub fn end(&mut self) {
        for _ in 0..2 {
            for device in &mut self.devices {
                self.pool.wait(1);
                device.sync(&self.pool, Line::Good);
            }
        }
    }
}

/// Pictures that come with a capture: none, of before, or of before and after.
fn scene(d: &mut Draws) -> Vec<Photo> {
    let mut photos = Vec::new();
    if d.chance(60) {
        photos.extend(pictures(PhotoKind::Before).take(1).map(|p| p.photo.clone()));
        if d.chance(60) {
            photos.extend(pictures(PhotoKind::After).take(1).map(|p| p.photo.clone()));
        }
    }
    photos
}
