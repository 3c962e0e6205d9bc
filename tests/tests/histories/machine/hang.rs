//! 挂: while a ticket hangs, the clocks of handling stand still.

use super::{Deed, Machine};
use model::act::Act;
use model::overlay::{Hang, Renewal};
use model::{Clock, Status};

impl Machine<'_> {
    pub(super) fn hanging(&mut self, deed: &Deed) {
        let now = deed.now;
        match deed.act {
            Act::RequestHang(asked) => {
                self.state.hang = deed.by.clone().map(|by| Hang {
                    by,
                    reason: asked.reason,
                    until: asked.until,
                    next_check: asked.next_check,
                    since: None,
                    renewal: None,
                });
                self.answer(deed.at);
            }
            Act::GrantHang(_) => {
                let hang = self.state.hang.as_mut().expect("asked for");
                match hang.renewal.take() {
                    Some(renewal) => {
                        (hang.until, hang.next_check) = (renewal.until, renewal.next_check)
                    }
                    None => hang.since = Some(now),
                }
                let check = hang.next_check;
                if deed.was == Status::HangReq {
                    self.pause(Clock::Feedback, now);
                    self.pause(Clock::Done, now);
                }
                self.start_until(Clock::HangCheck, now, check);
            }
            Act::DenyHang(_) => match deed.was {
                Status::Hung => self.state.hang.as_mut().expect("it hangs").renewal = None,
                _ => self.state.hang = None,
            },
            Act::RenewHang(asked) => {
                let renewal = deed.by.clone().map(|by| Renewal {
                    by,
                    until: asked.until,
                    next_check: asked.next_check,
                });
                self.state.hang.as_mut().expect("it hangs").renewal = renewal;
            }
            Act::HangProgress(progress) => {
                self.state.hang.as_mut().expect("it hangs").next_check = progress.next_check;
                self.start_until(Clock::HangCheck, now, progress.next_check);
                self.answer(deed.at);
            }
            Act::ReleaseHang(release) => {
                self.state.hang = None;
                self.meet(Clock::HangCheck, now);
                self.resume(Clock::Feedback, now, None);
                self.resume(Clock::Done, now, release.until);
                self.answer(deed.at);
            }
            _ => {}
        }
    }
}
