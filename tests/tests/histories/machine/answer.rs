//! 应: signing, handling, 吹哨, 延期, 办结.

use super::{Deed, MINUTE, Machine};
use model::act::Act;
use model::overlay::{Extension, Whistle};
use model::{Clock, EditId, Moment, UnitCode};

impl Machine<'_> {
    pub(super) fn answering(&mut self, deed: &Deed) {
        let (at, now) = (deed.at, deed.now);
        match deed.act {
            Act::Sign(_) => {
                self.meet(Clock::Sign, at);
                self.state.handler.clone_from(&deed.by);
            }
            Act::Reassign(r) => {
                self.state.handler = Some(r.handler.clone());
                self.state.transfers += 1;
            }
            Act::Respond(_) => {
                self.meet(Clock::Respond, at);
                if self.state.handler.is_none() {
                    self.state.handler.clone_from(&deed.by);
                }
                self.answer(at);
            }
            Act::Progress(_) => {
                self.meet(Clock::Feedback, at);
                self.answer(at);
            }
            Act::Whistle(w) => self.whistle(deed, &w.units, w.meet_at),
            Act::ReportIn(r) => self.report_in(deed, r.whistle),
            Act::RequestExtension(asked) => {
                self.state.extension = deed.by.clone().map(|by| Extension {
                    by,
                    until: asked.until,
                    complex: asked.complex,
                    granted: None,
                });
            }
            Act::GrantExtension(_) => {
                let asked = self.state.extension.as_mut().expect("asked for");
                asked.granted = Some(true);
                let (until, complex) = (asked.until, asked.complex);
                let complex = complex && self.grade() == "normal";
                self.state.complex |= complex;
                self.extend(until, complex);
            }
            Act::DenyExtension(_) => {
                self.state.extension.as_mut().expect("asked for").granted = Some(false);
            }
            Act::RequestDone(_) => {
                self.meet(Clock::Feedback, at);
                self.meet(Clock::Done, at);
                self.state.done_by = deed.by.clone().map(|by| (deed.id, by));
                self.start(Clock::Review, now);
                self.answer(at);
            }
            Act::PassDone(_) => {
                self.meet(Clock::Review, now);
                self.start(Clock::Visit, now);
            }
            Act::DenyDone(_) => {
                self.meet(Clock::Review, now);
                self.unmeet(Clock::Done);
            }
            _ => {}
        }
    }

    /// The units called join as 协办.
    fn whistle(&mut self, deed: &Deed, units: &[UnitCode], meet_at: Option<Moment>) {
        let lead = self.state.lead_unit.clone();
        let called = units.iter().filter(|u| Some(*u) != lead.as_ref());
        let called: Vec<UnitCode> = called.cloned().collect();
        let usual = Moment(deed.at.0 + self.life("report_in_minutes") * MINUTE);
        let whistle = Whistle {
            due: meet_at.filter(|t| *t > deed.at).unwrap_or(usual),
            units: called.iter().map(|u| (u.clone(), None)).collect(),
        };
        self.state.co_units.extend(called);
        self.state.co_units.sort();
        self.state.co_units.dedup();
        self.state.whistles.insert(deed.id, whistle);
    }

    /// The whistle asked for, else the latest that calls the unit of whoever came.
    fn report_in(&mut self, deed: &Deed, wanted: Option<EditId>) {
        let by = deed.by.as_ref().expect("people report in");
        let mine = self.laws.units_of(by);
        let mut found: Option<(Moment, EditId, UnitCode)> = None;
        for (id, whistle) in &self.state.whistles {
            let waits = whistle
                .units
                .iter()
                .find(|(u, at)| at.is_none() && mine.contains(*u));
            if let Some((unit, _)) = waits.filter(|_| wanted.is_none_or(|w| w == *id)) {
                let later = found.as_ref().is_none_or(|(due, ..)| whistle.due >= *due);
                if later {
                    found = Some((whistle.due, *id, unit.clone()));
                }
            }
        }
        let (_, id, unit) = found.expect("somebody was called");
        let whistle = self.state.whistles.get_mut(&id).expect("it is there");
        whistle.units.insert(unit, Some(deed.at));
    }

    /// What the unit says counts as its reply to every open order.
    pub(super) fn answer(&mut self, at: Moment) {
        for press in self.state.presses.values_mut() {
            press.answered = press.answered.or(Some(at));
        }
    }
}
