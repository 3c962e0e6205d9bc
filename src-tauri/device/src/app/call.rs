//! The table of calls, answered by this device.

use super::App;
use crate::error::{Error, Result};
use api::call::{ActCall, ChooseFactCall, DeviceCalls, answer_on_device};
use api::*;
use model::person::Person;
use model::why::Why;
use serde_json::Value;

impl App {
    /// Answers a call by its name. Blocks; call it from a thread that may.
    pub fn call(&self, name: &str, args: Value) -> std::result::Result<Value, ApiError> {
        let reply = answer_on_device(self, name, args)?;
        Ok(serde_json::to_value(reply).map_err(Error::from)?)
    }
}

/// Each call is the use case of its name, written where it belongs.
impl DeviceCalls for App {
    type Error = Error;

    fn officer(&self) -> Result<Person> {
        Ok(self.session()?.me().person.clone())
    }

    fn me(&self, _: Me) -> Result<Profile> {
        Ok(self.profile())
    }
    fn read_district(&self, ask: ReadDistrict) -> Result<DistrictReply> {
        self.district(&ask)
    }
    fn read_duty(&self, _: ReadDuty) -> Result<Duty> {
        self.duty()
    }
    fn today(&self, _: ReadToday) -> Result<Today> {
        App::today(self)
    }
    fn list_tickets(&self, ask: ListTickets) -> Result<TicketPage> {
        self.list(&ask)
    }
    fn count_tickets(&self, _: CountTickets) -> Result<TicketCounts> {
        self.counts()
    }
    fn read_ticket(&self, ask: ReadTicket) -> Result<TicketReply> {
        self.show(&ask.id)
    }
    fn read_reporter(&self, ask: ReadReporter) -> Result<ReporterReply> {
        self.reporter(&ask)
    }
    fn why_due(&self, ask: WhyDue) -> Result<Why> {
        App::why_due(self, &ask)
    }
    fn capture(&self, ask: Capture) -> Result<TicketReply> {
        App::capture(self, &ask)
    }
    fn edit_facts(&self, ask: EditFacts) -> Result<TicketReply> {
        App::edit_facts(self, &ask)
    }
    fn choose_fact(&self, ask: ChooseFactCall) -> Result<TicketReply> {
        App::choose_fact(self, &ask)
    }
    fn add_photo(&self, ask: AddPhoto) -> Result<TicketReply> {
        App::add_photo(self, &ask)
    }
    fn act(&self, ask: ActCall) -> Result<TicketReply> {
        App::act(self, &ask)
    }

    fn enrol(&self, ask: Enrol) -> Result<Profile> {
        App::enrol(self, &ask.pool, &ask.code, &ask.pin, None)?;
        Ok(self.profile())
    }
    fn read_qr(&self, ask: ReadQr) -> Result<QrReply> {
        App::read_qr(self, &ask)
    }
    fn unlock(&self, ask: Unlock) -> Result<Profile> {
        App::unlock(self, &ask.pin)?;
        Ok(self.profile())
    }
    fn lock(&self, _: Lock) -> Result<Done> {
        App::lock(self);
        Ok(Done {})
    }

    fn sync_now(&self, _: SyncNow) -> Result<SyncReport> {
        self.sync()
    }
    fn pause_sync(&self, ask: PauseSync) -> Result<Outbox> {
        App::pause_sync(self, ask.paused)
    }
    fn outbox(&self, _: ReadOutbox) -> Result<Outbox> {
        App::outbox(self)
    }
    fn read_news(&self, _: ReadNews) -> Result<SyncNews> {
        self.news()
    }

    fn list_drafts(&self, _: ListDrafts) -> Result<Drafts> {
        self.drafts()
    }
    fn save_draft(&self, ask: Draft) -> Result<DraftSaved> {
        App::save_draft(self, &ask)
    }
    fn drop_draft(&self, ask: DropDraft) -> Result<Done> {
        App::drop_draft(self, &ask.id)?;
        Ok(Done {})
    }
    fn list_notes(&self, _: ListNotes) -> Result<Notes> {
        self.notes()
    }
    fn save_note(&self, ask: Note) -> Result<DraftSaved> {
        App::save_note(self, &ask)
    }
    fn drop_note(&self, ask: DropNote) -> Result<Done> {
        App::drop_note(self, &ask.id)?;
        Ok(Done {})
    }
    fn read_basemap(&self, _: ReadBasemap) -> Result<BasemapState> {
        self.basemap()
    }
    fn fetch_basemap(&self, _: FetchBasemap) -> Result<BasemapState> {
        App::fetch_basemap(self)
    }
}
