//! 督: orders, 改等级, 剔除.

use super::{Deed, MINUTE, Machine};
use model::act::Act;
use model::overlay::{Exclusion, Press};
use model::{Moment, PressKind};

impl Machine<'_> {
    pub(super) fn pressing(&mut self, deed: &Deed) {
        match deed.act {
            Act::Urge(o) => self.press(deed, PressKind::Urge, o.reply_by),
            Act::Supervise(o) => self.press(deed, PressKind::Supervise, o.reply_by),
            Act::Escalate(o) => self.press(deed, PressKind::Escalate, o.reply_by),
            Act::Regrade(r) => {
                (self.state.grade, self.state.complex) = (Some(r.grade), r.complex);
                self.regrade();
            }
            Act::RequestExclude(asked) => {
                self.state.exclusion = deed.by.clone().map(|by| Exclusion {
                    by,
                    reason: asked.reason,
                    granted: None,
                });
            }
            Act::GrantExclude(_) => self.settle(true),
            Act::DenyExclude(_) => self.settle(false),
            _ => {}
        }
    }

    fn press(&mut self, deed: &Deed, kind: PressKind, due: Option<Moment>) {
        let minutes = self.around.rules["life"]["reply_minutes"][kind.as_str()]
            .as_i64()
            .unwrap();
        let press = Press {
            kind,
            at: deed.now,
            due: due.unwrap_or(Moment(deed.now.0 + minutes * MINUTE)),
            answered: None,
        };
        self.state.presses.insert(deed.id, press);
    }

    /// 提级督办 that raises itself.
    pub(super) fn raise(&mut self, deed: &Deed) {
        self.press(deed, PressKind::Escalate, None);
    }

    fn settle(&mut self, granted: bool) {
        self.state.exclusion.as_mut().expect("asked for").granted = Some(granted);
    }
}
