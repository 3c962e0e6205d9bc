//! 接: coming in, 补正, 接单, 并案 and 拆案, 即办即结.

use super::{Deed, Machine};
use model::act::Act;
use model::{Clock, Grade};

/// The unit of the town these histories are set in.
pub const TOWN: &str = "T01";

impl Machine<'_> {
    pub(super) fn intake(&mut self, deed: &Deed) {
        let now = deed.now;
        match deed.act {
            Act::EnterPool(_) => {
                let place = &self.claimed.place;
                self.state.received_at = Some(now);
                self.state.area = Some(place.area_code.clone());
                self.state.grid.clone_from(&place.grid);
                self.state.rule = Some(self.around.tag.to_string());
                self.state.has_reporter = self.around.reporter;
                self.start(Clock::Accept, now);
            }
            Act::SolveOnSpot(_) => {
                self.state.on_spot = true;
                self.state.category = Some(self.claimed.what.category.clone());
                self.state.grade = Some(Grade::Normal);
                self.state.round = 1;
                self.state.lead_unit = TOWN.parse().ok();
                self.state.first_receiver = TOWN.parse().ok();
                self.state.done_by = deed.by.clone().map(|by| (deed.id, by));
                // One taken in before, merged and parted again, keeps its number.
                self.numbered = self.numbered.or(Some(now));
                self.meet(Clock::Accept, now);
                self.start(Clock::Visit, now);
            }
            Act::Accept(accept) => {
                self.state.category = Some(accept.category.clone());
                (self.state.grade, self.state.complex) = (Some(accept.grade), false);
                self.numbered = self.numbered.or(Some(now));
                self.meet(Clock::Accept, now);
                self.start(Clock::Dispatch, now);
            }
            Act::AskFix(_) => {
                self.pause(Clock::Accept, now);
                self.start(Clock::Fix, now);
            }
            Act::Resubmit(_) => {
                self.meet(Clock::Fix, deed.at);
                self.resume(Clock::Accept, now, None);
            }
            Act::Merge(merge) => self.state.parent = Some(merge.parent.clone()),
            Act::Split(_) => {
                self.state.parent = None;
                self.pause(Clock::Dispatch, now);
                self.start(Clock::Accept, now);
            }
            Act::Joined(joined) => {
                self.state
                    .children
                    .insert(joined.child.clone(), joined.reporter);
            }
            Act::Parted(parted) => {
                self.state.children.remove(&parted.child);
            }
            _ => {}
        }
    }
}
