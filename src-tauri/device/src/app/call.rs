//! The one table of calls, answered by this device. No wildcard: a call missing here does not compile.

use super::App;
use crate::error::Result;
use api::{ApiError, Call, Done};
use model::Code;
use serde::Serialize;
use serde_json::Value;

impl App {
    /// Answers a call. Blocks; call it from a thread that may.
    pub fn call(&self, call: Call) -> std::result::Result<Value, ApiError> {
        self.answer(call).map_err(ApiError::from)
    }

    fn answer(&self, call: Call) -> Result<Value> {
        match call {
            // A tablet knows its officer by the PIN; passwords are the desk's.
            Call::SignIn(_) | Call::SignOut(_) | Call::ChangePassword(_) => {
                Err(Code::NeedsPool.into())
            }
            Call::Me(_) => json(&self.profile()),
            Call::ReadDistrict(ask) => json(&self.district(&ask)?),
            Call::ListTickets(ask) => json(&self.list(&ask)?),
            Call::CountTickets(_) => json(&self.counts()?),
            Call::ReadTicket(ask) => json(&self.show(&ask.id)?),
            Call::ReadReporter(ask) => json(&self.reporter(&ask)?),
            Call::Capture(capture) => json(&self.capture(&capture)?),
            Call::EditFacts(edit) => json(&self.edit_facts(&edit)?),
            Call::ChooseFact(choice) => json(&self.choose_fact(&choice)?),
            Call::AddPhoto(add) => json(&self.add_photo(&add)?),
            Call::Act(act) => json(&self.act(&act)?),
            // The desk's own; a device has neither the district's other tickets nor its views.
            Call::ListViews(_)
            | Call::SaveView(_)
            | Call::DropView(_)
            | Call::FindAlike(_)
            | Call::SuggestUnits(_)
            | Call::ReadBoards(_)
            | Call::ListTalks(_)
            | Call::ListPeople(_)
            | Call::SavePerson(_)
            | Call::PutLeave(_)
            | Call::ListRules(_)
            | Call::ProposeRules(_)
            | Call::ApproveRules(_)
            | Call::ApplyRules(_)
            | Call::ReadAudit(_)
            | Call::ExportTickets(_) => Err(Code::NeedsPool.into()),
            Call::WhyDue(ask) => json(&self.why_due(&ask)?),
            Call::ReadDuty(_) => json(&self.duty()?),
            Call::Today(_) => json(&self.today()?),
            Call::ListNotes(_) => json(&self.notes()?),
            Call::SaveNote(note) => json(&self.save_note(&note)?),
            Call::DropNote(note) => {
                self.drop_note(&note.id)?;
                json(&Done {})
            }
            Call::PauseSync(pause) => json(&self.pause_sync(pause.paused)?),
            Call::ReadNews(_) => json(&self.news()?),
            Call::ReadQr(ask) => json(&self.read_qr(&ask)?),
            Call::ReadBasemap(_) => json(&self.basemap()?),
            Call::FetchBasemap(_) => json(&self.fetch_basemap()?),
            Call::Enrol(enrol) => {
                self.enrol(&enrol.pool, &enrol.code, &enrol.pin, None)?;
                json(&self.profile())
            }
            Call::Unlock(unlock) => {
                self.unlock(&unlock.pin)?;
                json(&self.profile())
            }
            Call::Lock(_) => {
                self.lock();
                json(&Done {})
            }
            Call::SyncNow(_) => json(&self.sync()?),
            Call::Outbox(_) => json(&self.outbox()?),
            Call::ListDrafts(_) => json(&self.drafts()?),
            Call::SaveDraft(draft) => json(&self.save_draft(&draft)?),
            Call::DropDraft(draft) => {
                self.drop_draft(&draft.id)?;
                json(&Done {})
            }
        }
    }
}

fn json(reply: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(reply)?)
}
