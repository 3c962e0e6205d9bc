//! The end of a batch on one ticket: the pool's own edit, then everything is kept.

use super::Context;
use super::bench::{Bench, Kept};
use crate::store::{Before, StoredEdit};
use crate::{Result, texts};
use model::decide;
use model::edit::{Edit, Rulings, SCHEMA, Write};
use model::effect::State;
use model::row::Row;
use model::scope::ScopeKey;
use model::ticket::Ticket;
use model::{Code, Head};

/// A ticket after its batch.
pub struct Finished {
    /// Its number in the store.
    pub n: i64,
    /// What it says now.
    pub ticket: Ticket,
    /// Where it stands now.
    pub state: State,
    /// The pool's own edit, when it ruled.
    pub ruled: Option<(Edit, Head)>,
}

impl Bench<'_> {
    /// Writes the rulings and keeps everything in the transaction, the other ticket of 并案 and 拆案 included: both or none.
    /// The one writer holds the whole store meanwhile; a store that locks tickets takes the two in the order of their ids.
    pub fn finish(mut self) -> Result<Finished> {
        if let Some((id, act)) = self.related.take() {
            let mut other = Bench::load(self.tx, self.cx, &id)?;
            other.by_system(act)??;
            other.finish()?;
        }
        let ruled = self.write_rulings()?;
        let ticket = match (&self.ticket, self.changes.is_empty()) {
            (Some(ticket), true) => ticket.clone(),
            _ => self.document.read()?,
        };
        let state = ticket.state();
        let row = Row::of(&ticket, &state);
        let n = self.keep_ticket(&ticket, &state, &row)?;
        Ok(Finished {
            n,
            ticket,
            state,
            ruled,
        })
    }

    fn write_rulings(&mut self) -> Result<Option<(Edit, Head)>> {
        if self.rulings.is_empty() {
            return Ok(None);
        }
        let act = self.system.take();
        let edit = Edit {
            id: self.rule_edit(),
            ticket: self.id.clone(),
            schema: SCHEMA,
            by: Context::pool_name(),
            at: self.cx.now,
            seen: self.document.heads(),
            write: Write::Rule(Box::new(Rulings {
                first: self.first,
                act,
                rulings: std::mem::take(&mut self.rulings),
            })),
        };
        let head = self.write(edit.clone(), None)?;
        Ok(Some((edit, head)))
    }

    fn keep_ticket(&mut self, ticket: &Ticket, state: &State, row: &Row) -> Result<i64> {
        let (tx, old) = (self.tx, self.place.take());
        if self.kept.is_empty() {
            return Ok(old.ok_or(Code::NotFound)?.n);
        }
        let key = ScopeKey::of(ticket, state);
        let pos = tx.next_pos()?;
        let (n, before) = match &old {
            None => {
                let n = tx.add_ticket(ticket, row, pos)?;
                tx.add_document(n, &self.changes)?;
                (n, Before::Nobody)
            }
            Some(place) => {
                tx.project(place.n, Some(&place.row), ticket, row, pos)?;
                if !self.changes.is_empty() {
                    tx.extend_document(place.n, &self.stored, &self.changes, &mut self.document)?;
                }
                let same = place.scope() == key;
                (
                    place.n,
                    if same {
                        Before::Same
                    } else {
                        Before::Key(Box::new(place.scope()))
                    },
                )
            }
        };
        tx.keep_visits(n, state)?;
        let rules = self.cx.district.district.rules_of(state.rule.as_deref());
        tx.mark(n, state.rule.as_deref(), decide::wake(state, rules))?;
        for (edit, texts) in self.texts.drain(..) {
            let sealed = texts::seal(&self.cx.store.keys, &ticket.id, &edit, &texts)?;
            tx.put_texts(n, &edit, &sealed)?;
        }
        for Kept { edit, head, answer } in self.kept.drain(..) {
            let via = self.cx.via.clone();
            tx.add_edit(
                n,
                &StoredEdit {
                    edit,
                    head,
                    pos,
                    via,
                },
                answer.as_ref(),
            )?;
        }
        tx.add_to_feed(pos, n, &before)?;
        Ok(n)
    }
}
