//! The table of calls, answered by this device.

use super::App;
use crate::error::{Error, Result};
use api::call::{ActCall, ChooseFactCall, DeviceCalls, answer_on_device};
use api::*;
use model::person::Person;
use model::why::Why;
use serde_json::Value;

impl App {
    /// Answers a call by its name.
    pub async fn call(&self, name: &str, args: Value) -> std::result::Result<Value, ApiError> {
        let reply = answer_on_device(self, name, args).await?;
        Ok(serde_json::to_value(reply).map_err(Error::from)?)
    }
}

/// Each call is the use case of its name, written where it belongs.
impl DeviceCalls for App {
    type Error = Error;

    fn officer(&self) -> Result<Person> {
        Ok(self.session()?.me().person.clone())
    }

    async fn me(&self, _: Me) -> Result<Profile> {
        Ok(self.profile())
    }
    async fn read_district(&self, ask: ReadDistrict) -> Result<DistrictReply> {
        self.district(&ask)
    }
    async fn read_duty(&self, _: ReadDuty) -> Result<Duty> {
        self.duty()
    }
    async fn today(&self, _: ReadToday) -> Result<Today> {
        App::today(self)
    }
    async fn list_tickets(&self, ask: ListTickets) -> Result<TicketPage> {
        self.list(&ask)
    }
    async fn count_tickets(&self, _: CountTickets) -> Result<TicketCounts> {
        self.counts()
    }
    async fn read_ticket(&self, ask: ReadTicket) -> Result<TicketReply> {
        self.show(&ask.id)
    }
    async fn read_reporter(&self, ask: ReadReporter) -> Result<ReporterReply> {
        self.reporter(&ask).await
    }
    async fn why_due(&self, ask: WhyDue) -> Result<Why> {
        App::why_due(self, &ask)
    }
    async fn capture(&self, ask: Capture) -> Result<TicketReply> {
        App::capture(self, &ask)
    }
    async fn edit_facts(&self, ask: EditFacts) -> Result<TicketReply> {
        App::edit_facts(self, &ask)
    }
    async fn choose_fact(&self, ask: ChooseFactCall) -> Result<TicketReply> {
        App::choose_fact(self, &ask)
    }
    async fn add_photo(&self, ask: AddPhoto) -> Result<TicketReply> {
        App::add_photo(self, &ask)
    }
    async fn act(&self, ask: ActCall) -> Result<TicketReply> {
        App::act(self, &ask).await
    }

    async fn enrol(&self, ask: Enrol) -> Result<Profile> {
        App::enrol(self, &ask.pool, &ask.code, &ask.pin, None).await?;
        Ok(self.profile())
    }
    async fn read_qr(&self, ask: ReadQr) -> Result<QrReply> {
        App::read_qr(self, &ask)
    }
    async fn unlock(&self, ask: Unlock) -> Result<Profile> {
        App::unlock(self, &ask.pin)?;
        Ok(self.profile())
    }
    async fn lock(&self, _: Lock) -> Result<Done> {
        App::lock(self);
        Ok(Done {})
    }

    async fn start_over(&self, _: StartOver) -> Result<Profile> {
        App::start_over(self)?;
        Ok(self.profile())
    }

    async fn sync_now(&self, _: SyncNow) -> Result<SyncReport> {
        self.sync().await
    }
    async fn pause_sync(&self, ask: PauseSync) -> Result<Outbox> {
        App::pause_sync(self, ask.paused)
    }
    async fn outbox(&self, _: ReadOutbox) -> Result<Outbox> {
        App::outbox(self)
    }
    async fn read_news(&self, _: ReadNews) -> Result<SyncNews> {
        self.news()
    }

    async fn list_drafts(&self, _: ListDrafts) -> Result<Drafts> {
        self.drafts()
    }
    async fn save_draft(&self, ask: Draft) -> Result<DraftSaved> {
        App::save_draft(self, &ask)
    }
    async fn drop_draft(&self, ask: DropDraft) -> Result<Done> {
        App::drop_draft(self, &ask.id)?;
        Ok(Done {})
    }
    async fn list_notes(&self, _: ListNotes) -> Result<Notes> {
        self.notes()
    }
    async fn save_note(&self, ask: Note) -> Result<DraftSaved> {
        App::save_note(self, &ask)
    }
    async fn drop_note(&self, ask: DropNote) -> Result<Done> {
        App::drop_note(self, &ask.id)?;
        Ok(Done {})
    }
    async fn read_basemap(&self, _: ReadBasemap) -> Result<BasemapState> {
        self.basemap().await
    }
    async fn fetch_basemap(&self, _: FetchBasemap) -> Result<BasemapState> {
        App::fetch_basemap(self).await
    }
}
