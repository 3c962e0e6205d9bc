//! A ticket between the store and its editor: loaded, then kept with everything derived from it.

use super::Context;
use crate::store::{Before, Projection, Stored, StoredEdit, Tx};
use crate::{Result, reporters, texts};
use model::edit::Edit;
use model::effect::State;
use model::person::Person;
use model::scope::ScopeKey;
use model::score::ledger::account;
use model::ticket::Ticket;
use model::{Code, Head, Moment, TicketId, decide};
use sync::editor::{Changes, Held, History, KeptEdit, TicketEditor};

/// A ticket in the hands of its editor, inside a transaction.
pub struct OpenTicket<'a> {
    /// Writes to it.
    pub editor: TicketEditor<'a>,
    tx: &'a Tx<'a>,
    cx: &'a Context,
    /// Its number in the store and its position in the feed, when it is there already.
    place: Option<(i64, u64)>,
    stored: Stored,
}

/// A ticket after its changes were kept.
pub struct Kept {
    /// Its number in the store.
    pub n: i64,
    /// What it says now.
    pub ticket: Ticket,
    /// Where it stands now.
    pub state: State,
    /// The pool's own edit, when it ruled.
    pub ruled: Option<(Edit, Head)>,
}

impl<'a> OpenTicket<'a> {
    /// Takes the ticket up for a person, or for the system; begins it when there is none.
    pub fn load(
        tx: &'a Tx<'a>,
        cx: &'a Context,
        person: Option<&'a Person>,
        id: &TicketId,
    ) -> Result<Self> {
        let terms = cx.terms(tx, person, id);
        let (editor, place, stored) = match tx.ticket(id)? {
            None => {
                let editor = TicketEditor::begin(terms, id.clone());
                (editor, None, Stored::default())
            }
            Some(place) => {
                let stored = tx.document(place.n)?;
                let held = Held {
                    document: stored.document()?,
                    history: History {
                        changes: stored.changes,
                        bytes: stored.bytes,
                    },
                    row: Some(place.row),
                };
                let editor = TicketEditor::load(terms, id.clone(), held)?;
                (editor, Some((place.n, place.pos)), stored)
            }
        };
        Ok(OpenTicket {
            editor,
            tx,
            cx,
            place,
            stored,
        })
    }

    /// Its number in the store.
    pub fn n(&self) -> Result<i64> {
        Ok(self.place.ok_or(Code::NotFound)?.0)
    }

    /// Keeps everything in the transaction, the other ticket of 并案 and 拆案 included: both or none. The one writer holds
    /// the whole store meanwhile; a store that locks tickets takes the two in the order of their ids.
    pub fn keep(self) -> Result<Kept> {
        let (tx, cx) = (self.tx, self.cx);
        let mut changes = self.editor.finish()?;
        if let Some((id, act)) = changes.counterpart.take() {
            let mut other = OpenTicket::load(tx, cx, None, &id)?;
            other.editor.act_by_system(act)?;
            other.keep()?;
        }
        let ruled = changes.ruling().map(|(edit, head)| (edit.clone(), head));
        let n = match self.place {
            Some((n, _)) if !changes.any() => n,
            _ => keep_ticket(tx, cx, self.place, &self.stored, &mut changes)?,
        };
        for (step, answer) in &changes.settled {
            tx.answer_anew(step, answer.as_ref())?;
        }
        for side in &changes.sides {
            let (keys, ticket) = (&cx.store.keys, (n, &side.ticket));
            reporters::keep(tx, keys, ticket, (&side.id, side.at), &side.reporter)?;
        }
        Ok(Kept {
            n,
            ticket: changes.ticket,
            state: changes.state,
            ruled,
        })
    }
}

fn keep_ticket(
    tx: &Tx,
    cx: &Context,
    place: Option<(i64, u64)>,
    stored: &Stored,
    changes: &mut Changes,
) -> Result<i64> {
    let pos = tx.next_pos()?;
    let (ticket, row) = (&changes.ticket, &changes.row);
    let pieces = changes.pieces().concat();
    let (n, before) = match place.zip(changes.before.take()) {
        None => {
            let n = tx.add_ticket(ticket, row, pos)?;
            tx.add_document(n, &pieces, changes.history)?;
            (n, Before::Nobody)
        }
        Some(((n, old), row_before)) => {
            tx.project(n, Some(&row_before), ticket, row, pos)?;
            if !pieces.is_empty() {
                let document = &mut changes.document;
                tx.extend_document(n, stored, &pieces, changes.history, document)?;
            }
            let was = Projection {
                n,
                pos: old,
                row: row_before,
            }
            .scope();
            let same = was == ScopeKey::of(ticket, &changes.state);
            (
                n,
                if same {
                    Before::Same
                } else {
                    Before::Key(Box::new(was))
                },
            )
        }
    };
    derive(tx, cx, n, &changes.ticket, &changes.state)?;
    for (edit, texts) in &changes.texts {
        let sealed = texts::seal(&cx.store.keys, &changes.id, edit, texts)?;
        tx.put_texts(n, edit, &sealed)?;
    }
    for kept in changes.edits.drain(..) {
        let head = kept.head();
        let KeptEdit { edit, answer, .. } = kept;
        let via = cx.via.clone();
        let stored = StoredEdit {
            edit,
            head,
            pos,
            via,
        };
        tx.add_edit(n, &stored, answer.as_ref())?;
    }
    tx.add_to_feed(pos, n, &before)?;
    Ok(n)
}

/// What follows from a ticket's course: the verdicts that are settled by now, and when time alone does something next.
/// The second of them is the answer.
pub fn derive(
    tx: &Tx,
    cx: &Context,
    n: i64,
    ticket: &Ticket,
    state: &State,
) -> Result<Option<Moment>> {
    let district = &cx.district.district;
    let account = account(ticket, district, cx.now);
    tx.keep_instances(n, &account.lines)?;
    let rule = state.rule.as_deref();
    let wake = decide::wake(state, district.rules_of(rule));
    tx.mark(n, rule, [wake, account.next].into_iter().flatten().min())?;
    Ok(account.next)
}
