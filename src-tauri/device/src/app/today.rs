//! 今日: what waits for this officer.

use super::App;
use crate::error::Result;
use api::Today;
use lists::midnight;
use model::scope::Clause;

/// The zone before the district's lists have come: Beijing time.
const OFFSET_MINUTES: i32 = 480;

impl App {
    /// What waits for this officer now.
    pub fn today(&self) -> Result<Today> {
        let (session, now) = (self.session()?, self.now());
        let me = session.me();
        let offset = me.lists.as_ref().map_or(OFFSET_MINUTES, |l| {
            l.district.rules.calendar.utc_offset_minutes
        });
        let midnight = midnight(now, offset);
        session
            .store
            .with_columns(|lists| lists.today(&me.person, &[Clause::All], now, midnight))
    }
}
