//! What only a device offers: the notebook, news of the last syncs, the QR code. No basemap is offered.

use super::world::World;
use api::*;
use model::edit::Verdict;
use model::ticket::Ticket;
use model::{Action, Code};

/// Why an event did not count; none when it does.
pub fn void_code(event: &model::ticket::Event) -> Option<Code> {
    match &event.ruling.as_ref()?.verdict {
        Verdict::Void(denial) => Some(denial.code),
        Verdict::Applied(_) => None,
    }
}

impl World {
    /// Saves a note.
    pub fn save_note(&mut self, mut note: Note) -> DraftSaved {
        note.saved_at = Some(self.now);
        self.notes.retain(|old| old.id != note.id);
        self.notes.insert(0, note);
        DraftSaved { saved_at: self.now }
    }

    /// The note a capture came from names its ticket.
    pub fn note_became(&mut self, note: Option<&String>, ticket: &model::TicketId) {
        if let Some(note) = self.notes.iter_mut().find(|n| Some(&n.id) == note) {
            note.ticket = Some(ticket.clone());
        }
    }

    /// News made of what the canned tickets went through.
    pub fn news(&self) -> SyncNews {
        let change = |ticket: &Ticket| {
            let last = ticket.log.last()?;
            let action = last.act.action();
            Some(Change {
                id: ticket.id.clone(),
                title: ticket.facts.what.title.clone(),
                status: ticket.state().status,
                action: (action != Action::EnterPool).then_some(action),
                by: last.by.clone(),
                code: void_code(last),
            })
        };
        let changes: Vec<Change> = self.tickets.iter().filter_map(change).collect();
        let news = |minutes: i64, changes: &[Change], photos_sent| News {
            at: self.now.plus_minutes(-minutes),
            report: report(changes.len() as u64, photos_sent),
            changes: changes.to_vec(),
        };
        let (late, early) = changes.split_at(changes.len().min(5));
        SyncNews {
            news: vec![news(12, late, 4), news(180, early, 0)],
        }
    }

    /// What a sync did, with everything that waited gone.
    pub fn sync(&mut self) -> SyncReport {
        let waited = std::mem::take(&mut self.queued).len() as u64;
        SyncReport {
            pushed: waited,
            ..report(2, waited * 2)
        }
    }
}

fn report(pulled: u64, photos_sent: u64) -> SyncReport {
    SyncReport {
        pushed: 3,
        pulled,
        photos_sent,
        refused: Vec::new(),
        void: Vec::new(),
        requests: 4,
        bytes_up: 9_000,
        bytes_down: 400,
    }
}

/// What the QR code of the demo district says, whatever the picture shows.
pub fn qr() -> QrReply {
    QrReply {
        pool: "https://pool.example".into(),
        code: "K7M2-93QD".into(),
    }
}

/// A pool that publishes no basemap.
pub fn no_basemap() -> BasemapState {
    BasemapState {
        offered: None,
        here: 0,
        ready: false,
    }
}
