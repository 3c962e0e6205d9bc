//! One ticket's past, as far as its age lets it come.

use super::album::Album;
use super::cast::{Cast, third_level};
use super::plot::{Plot, STRAIGHT, Step, Told, Who, straight};
use super::said::{Around, payload};
use crate::DemoIssue;
use api::call::ActCall;
use api::{AddPhoto, Capture, TicketReply};
use fastrand::Rng;
use model::person::Person;
use model::{Action, AreaCode, CategoryCode, Clock, Moment, PhotoKind, Status, TicketId, UnitCode};
use pool::ingest::{self, Context};
use pool::store::{Store, Tx};
use pool::{Error, Result};
use serde_json::{Value, json};
use std::sync::Arc;

/// A 挂账 is checked again within this many days.
const CHECK_DAYS_MAX: i64 = 29;

/// Everybody and everything that the pasts share.
pub struct Teller<'a> {
    /// Where they are kept.
    pub store: &'a Arc<Store>,
    /// Who acts.
    pub cast: &'a Cast,
    /// Photos to show.
    pub album: &'a Album,
    /// Which ways were gone how often.
    pub told: &'a mut Told,
    /// Tickets still worked on, for others to be merged into.
    pub parents: &'a mut Vec<(TicketId, Status)>,
    pub now: Moment,
}

/// What is to happen to one ticket.
struct Past<'a> {
    issue: &'a DemoIssue,
    plot: Option<&'static Plot>,
    steps: &'static [Step],
    /// By then the last step was taken.
    until: Moment,
    content: bool,
}

/// One ticket while it is told.
struct Tale<'a> {
    issue: &'a DemoIssue,
    village: &'a AreaCode,
    category: CategoryCode,
    /// The unit of the dispatch list, and the one called or named instead.
    lead: UnitCode,
    other: UnitCode,
    from_district: bool,
    plot: Option<&'static Plot>,
    /// What the visit hears.
    content: bool,
}

impl Teller<'_> {
    /// Tells one ticket's past up to the present.
    pub fn tell(&mut self, tx: &Tx, issue: &DemoIssue) -> Result<()> {
        let mut draws = Rng::with_seed(issue.photo_seed);
        let plot = self.told.choose(issue, &mut draws);
        let steps = plot.map_or_else(|| straight(issue, &mut draws), |p| p.steps);
        let past = Past {
            issue,
            plot,
            steps,
            until: self.now,
            content: true,
        };
        self.run(tx, &past, &mut draws)
    }

    /// Tells a ticket that came to its end before a moment, and what its reporter said of it.
    pub fn tell_rated(
        &mut self,
        tx: &Tx,
        issue: &DemoIssue,
        until: Moment,
        content: bool,
    ) -> Result<()> {
        let past = Past {
            issue,
            plot: None,
            steps: STRAIGHT,
            until,
            content,
        };
        self.run(tx, &past, &mut Rng::with_seed(issue.photo_seed))
    }

    fn run(&mut self, tx: &Tx, past: &Past, draws: &mut Rng) -> Result<()> {
        let Past {
            issue,
            plot,
            steps,
            until,
            content,
        } = *past;
        let start = self.now.plus_minutes(-i64::from(issue.age_minutes));
        let times = times(start, until, steps, draws);
        let district = &self.store.district().district;
        let village = &issue.issue.r#where.area_code;
        let category = third_level(district, &issue.issue.category);
        let lead = district.suggested_unit(&category, village);
        let lead = lead
            .ok_or_else(|| Error::Bug("no unit".into()))?
            .code
            .clone();
        let town = district.town_unit(village).map(|u| u.code.clone());
        // A town calls its district's departments, a department the town.
        let bureau = district.units.iter().map(|u| u.code.clone()).rev();
        let mut others = town.into_iter().chain(bureau);
        let other = others.find(|u| *u != lead);
        let tale = Tale {
            issue,
            village,
            category,
            other: other.unwrap_or_else(|| lead.clone()),
            lead,
            from_district: draws.u64(..3) == 0,
            plot,
            content: content && plot.is_none_or(|p| p.content),
        };
        let mut reply = self.capture(tx, &tale, start)?;
        for (step, at) in steps.iter().zip(times) {
            let Some(next) = self.step(tx, &tale, &reply, *step, at, draws)? else {
                break;
            };
            reply = next;
        }
        if reply.ticket.status.is_open() {
            self.parents
                .push((reply.ticket.id.clone(), reply.ticket.status));
        }
        Ok(())
    }

    fn capture(&self, tx: &Tx, tale: &Tale, start: Moment) -> Result<TicketReply> {
        let issue = tale.issue;
        let collector = self.cast.collector(tale.village);
        let collector = collector.ok_or_else(|| Error::Bug("no collector".into()))?;
        let mut captured = issue.issue.clone();
        captured.occurred_at = issue
            .began_minutes
            .map(|m| start.plus_minutes(-i64::from(m)));
        let on_spot = tale
            .plot
            .is_some_and(|p| p.steps.iter().any(|s| s.0 == Action::SolveOnSpot));
        let kind = if on_spot {
            PhotoKind::Before
        } else {
            PhotoKind::Scene
        };
        let scene = |i: usize| {
            let seed = issue.photo_seed.wrapping_add(i as u64);
            self.album.pick(issue.theme, false, seed, kind)
        };
        let mut photos: Vec<_> = (0..issue.photos.len()).filter_map(scene).collect();
        if on_spot {
            let mended = |seed| self.album.pick(issue.theme, true, seed, PhotoKind::After);
            photos.extend(mended(issue.photo_seed));
        }
        let mut known = std::collections::BTreeSet::new();
        photos.retain(|p| known.insert(p.sha256.clone()));
        let capture = Capture {
            issue: captured,
            photos,
            draft: None,
            note: None,
            command_id: None,
        };
        ingest::capture(
            tx,
            &Context::at(self.store, None, start),
            collector,
            &capture,
        )
    }

    /// The next act; none when this is as far as the ticket can come.
    fn step(
        &mut self,
        tx: &Tx,
        tale: &Tale,
        reply: &TicketReply,
        (action, who, _): Step,
        at: Moment,
        draws: &mut Rng,
    ) -> Result<Option<TicketReply>> {
        let at = if action == Action::Merge {
            self.now.plus_minutes(-1)
        } else {
            at
        };
        let cx = Context::at(self.store, None, at);
        let lead = reply.ticket.lead_unit.as_ref().unwrap_or(&tale.lead);
        let other = if *lead == tale.other {
            &tale.lead
        } else {
            &tale.other
        };
        let Some(person) = self.actor(tale, who, lead, other) else {
            return Ok(None);
        };
        let district = &self.store.district().district;
        let asked = district
            .category(&tale.category)
            .is_some_and(|c| c.photo_done);
        let shown = reply
            .ticket
            .photos
            .iter()
            .any(|p| p.kind == PhotoKind::After);
        if action == Action::RequestDone && asked && !shown {
            let photo = self.album.pick(
                tale.issue.theme,
                true,
                tale.issue.photo_seed,
                PhotoKind::After,
            );
            let Some(photo) = photo else { return Ok(None) };
            let add = AddPhoto {
                id: reply.ticket.id.clone(),
                photo,
                command_id: None,
            };
            ingest::add_photo(tx, &cx, person, &add)?;
        }
        let payload = match action {
            Action::Accept => json!({"category": tale.category, "grade": tale.issue.issue.grade}),
            Action::Dispatch if reply.ticket.round > 0 => json!({"lead_unit": tale.other}),
            Action::Dispatch => self.dispatch(tale, draws),
            // Best into one that is about to be visited: whoever calls back has several to call.
            Action::Merge => match self
                .parents
                .iter()
                .rfind(|(_, status)| *status == Status::Visiting)
                .or(self.parents.last())
            {
                Some((parent, _)) => json!({"parent": parent, "note": "同一处问题，并入主单。"}),
                None => return Ok(None),
            },
            _ => {
                let longest = at.plus_minutes(CHECK_DAYS_MAX * 24 * 60);
                let hours = tale.plot.map_or(240, |p| p.check_hours);
                let due = reply.ticket.deadlines.get(&Clock::Done).map(|d| d.due);
                let around = Around {
                    reporter: reply.reporter.as_ref().is_some_and(|r| r.is_someone()),
                    at,
                    due,
                    check: self.now.plus_minutes(hours * 60).min(longest),
                    content: tale.content,
                    other,
                };
                payload(action, &around, draws)
            }
        };
        let call = ActCall {
            id: reply.ticket.id.clone(),
            action,
            payload,
            round: None,
            command_id: None,
            seen: None,
        };
        match ingest::make_act(tx, &cx, person, &call) {
            Ok(reply) => Ok(Some(reply)),
            // On some days of the year a term has run out before its act: then this is how far the ticket came.
            Err(Error::Denied(denial)) => {
                tracing::debug!(code = %denial.code, %action, "a demo ticket stays where it is");
                Ok(None)
            }
            Err(trouble) => Err(trouble),
        }
    }

    fn actor(&self, tale: &Tale, who: Who, lead: &UnitCode, other: &UnitCode) -> Option<&Person> {
        let cast = self.cast;
        match who {
            Who::Collector => cast.collector(tale.village),
            Who::Desk => cast.desk(tale.village, tale.from_district),
            Who::TownDesk => cast.desk(tale.village, false),
            Who::DistrictDesk => cast.desk(tale.village, true),
            Who::Handler => cast.handler(lead),
            Who::Leader => cast.leader(lead),
            Who::Called => cast.leader(other),
            Who::Visitor => cast.visitor(lead),
            Who::Force => cast.anyone(model::Role::TaskForce),
            Who::Supervisor => cast.anyone(model::Role::Supervisor),
        }
    }

    fn dispatch(&self, tale: &Tale, draws: &mut Rng) -> Value {
        let district = &self.store.district().district;
        let town = district
            .town_unit(tale.village)
            .map(|u| u.code.clone())
            .filter(|u| *u != tale.lead && draws.u64(..4) == 0);
        match town {
            Some(town) => {
                json!({"lead_unit": tale.lead, "co_units": [town], "note": "请属地配合。"})
            }
            None => json!({"lead_unit": tale.lead}),
        }
    }
}

/// When each step happened; squeezed when there is less time than the usual pace takes.
fn times(start: Moment, until: Moment, steps: &[Step], draws: &mut Rng) -> Vec<Moment> {
    let mut sum = 0;
    let minutes: Vec<u64> = steps
        .iter()
        .map(|(_, _, usual)| {
            sum += 1 + usual * (30 + draws.u64(..170)) / 100;
            sum
        })
        .collect();
    let age = u64::try_from(until.since(start) / 60_000).unwrap_or(0);
    let most = age * 95 / 100;
    let squeeze = |m: u64| if sum > most { m * most / sum.max(1) } else { m };
    minutes
        .iter()
        .map(|m| start.plus_minutes(i64::try_from(squeeze(*m)).unwrap_or(0)))
        .collect()
}
