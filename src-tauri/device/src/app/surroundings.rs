//! What the editor of a ticket is told and may ask on this device. The pool decides in the end.

use crate::error::Result;
use crate::session::{Me, Session};
use crate::store::{Db, Tx, photo, temp_no};
use model::decide::{Around, Other};
use model::{Code, Denial, EditId, Moment, Sha256, TicketId, UnitCode, UserName};
use sync::editor::{Authority, History, Outside, OutsideError, Series, Terms};

/// The device around one ticket, inside a transaction.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub db: &'a Db<'a>,
    /// Where numbers are counted, when something is written.
    pub tx: Option<&'a Tx<'a>>,
    pub session: &'a Session,
    pub me: &'a Me,
    pub now: Moment,
}

impl<'a> Surroundings<'a> {
    /// What an editor on this device is told; `NeedsPool` before the district's lists have come.
    pub fn terms(self) -> Result<Terms<'a>> {
        let lists = self.me.lists()?;
        Ok(Terms {
            authority: Authority::Device,
            district: &lists.district,
            rule_tag: &lists.district.rules.name,
            issuer: &self.me.device,
            now: self.now,
            sent: None,
            person: Some(&self.me.person),
            outside: Box::new(self),
        })
    }
}

impl Around for Surroundings<'_> {
    fn holds_photo(&self, photo: &Sha256) -> bool {
        photo::is_held(self.db, None, photo).unwrap_or(false)
    }
    fn other(&self, _: &TicketId) -> Option<Other> {
        None
    }
    fn handles(&self, _: &UserName, _: &UnitCode) -> Option<bool> {
        None
    }
}

impl Outside for Surroundings<'_> {
    fn next_edit(&self) -> EditId {
        self.session.next_id()
    }
    fn draw(&self, series: Series, day: &str) -> std::result::Result<u32, OutsideError> {
        match series {
            Series::TempNo => {
                let tx = self.tx.ok_or(Denial::from(Code::Bug))?;
                Ok(temp_no::next(tx, day)?)
            }
            // The district's numbers are the pool's to give.
            Series::TicketNo => Err(Denial::from(Code::NeedsPool).into()),
        }
    }
    fn aside(&self, _: &TicketId) -> std::result::Result<History, OutsideError> {
        Ok(History::default())
    }
    fn share(&self, _: &TicketId, _: &UserName) -> std::result::Result<History, OutsideError> {
        Ok(History::default())
    }
}
