//! One ticket of a frame: known edits get their stored answer, new ones are judged in order.

use super::super::Context;
use super::super::bench::{Bench, Taken};
use super::super::side::{Side, put_side};
use crate::store::{Device, Tx};
use crate::{Error, Result};
use model::edit::{Edit, Write};
use model::person::Person;
use model::transition::{Row, row};
use model::{Code, Denial, Head, Moment, TicketId};
use std::collections::BTreeSet;
use sync::{Answer, LooseEdit, Resolver, SideRecord};

/// What became of one ticket of the frame.
#[derive(Default)]
pub(super) struct Ruled {
    pub(super) answers: Vec<Answer>,
    pub(super) sides: Vec<(usize, Answer)>,
    pub(super) differs: bool,
    pub(super) became: Vec<Vec<Head>>,
    pub(super) pool: Vec<(Edit, Head)>,
}

/// One ticket of a frame, on its way in.
pub(super) struct Desk<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) cx: &'a Context,
    pub(super) device: &'a Device,
    /// With every post, ended and coming ones too.
    pub(super) person: &'a Person,
    pub(super) id: &'a TicketId,
}

impl<'a> Desk<'a> {
    /// Judges edits and side records in the order they were made, and keeps what counts.
    pub(super) fn take(
        &self,
        list: &[LooseEdit],
        hash: Option<&str>,
        sides: &[(usize, &SideRecord)],
    ) -> Result<Ruled> {
        let n = self.tx.ticket(self.id)?.map(|p| p.n);
        let mut resolver = Resolver::default();
        let mut out = Ruled::default();
        let mut bench: Option<Bench<'a>> = None;
        let mut repeated = BTreeSet::new();
        let mut fallen: Option<Denial> = None;
        let mut sides_left = sides;
        let mut kept = Vec::new();
        for loose in list {
            // Who was told of at 提交 belongs to it, whatever the device did next.
            let sooner = sides_left.iter().take_while(|s| sooner(s.1, loose)).count();
            let (first, rest) = sides_left.split_at(sooner);
            sides_left = rest;
            kept.extend(self.sides(&mut bench, n, (list, sides), first, &fallen, &mut out)?);
            // Only the device itself hears what became of its edits: a ruling tells of the ticket.
            let mine = loose.id.device() == self.device.id;
            if let Some(known) = self.tx.known_edit(&loose.id)?.filter(|_| mine) {
                let seen = resolver
                    .resolve(&loose.refs, |p| self.find(n, &out, p))
                    .unwrap_or_default();
                let mine = Some(known.n) == n;
                resolver.became(known.head.filter(|_| mine).map_or(seen, |h| vec![h]));
                out.answers.push(match (mine, known.answer) {
                    (false, _) => Answer::Refused(Code::EditForged.into()),
                    (true, Some(denial)) => Answer::Void(denial),
                    (true, None) => Answer::Known,
                });
                repeated.extend(mine.then_some(known.pos));
                continue;
            }
            let seen = resolver.resolve(&loose.refs, |p| self.find_on(bench.as_ref(), n, p));
            let (answer, became) = match (self.own(loose), seen) {
                (Err(denial), seen) => (Answer::Refused(denial), seen.unwrap_or_default()),
                (Ok(_), None) => (self.lacking(&mut bench, list, sides)?, Vec::new()),
                (Ok(edit), Some(seen)) => {
                    let opens = matches!(edit.write, Write::Open(_));
                    match (&fallen, opens || !seen.is_empty()) {
                        (Some(denial), _) => (Answer::Refused(denial.clone()), seen),
                        (None, false) => (Answer::Need, seen),
                        (None, true) => {
                            let mut edit = edit.clone();
                            edit.seen = seen.clone();
                            let person = self.person_at(edit.at);
                            let taken = self
                                .on_bench(&mut bench, list, sides)?
                                .and_then(edit, &person)?;
                            if let (true, Taken::Refused(denial)) = (opens, &taken) {
                                fallen = Some(denial.clone());
                            }
                            answer_to(taken, seen)
                        }
                    }
                }
            };
            out.differs |= matches!(&answer, Answer::Refused(_)) && n.is_some();
            out.answers.push(answer);
            resolver.became(became);
        }
        kept.extend(self.sides(&mut bench, n, (list, sides), sides_left, &fallen, &mut out)?);
        if let Some(bench) =
            bench.filter(|b| !b.kept.is_empty() || !b.rulings.is_empty() || !kept.is_empty())
        {
            let done = bench.finish()?;
            for side in &kept {
                side.store(self.tx, done.n)?;
            }
            out.pool = self.rulings_on(done.n, &repeated)?;
            out.pool.extend(done.ruled);
        } else if let Some(n) = n {
            out.pool = self.rulings_on(n, &repeated)?;
        }
        out.became = resolver.heads().to_vec();
        out.differs |= differs(hash, &out);
        Ok(out)
    }

    /// The person with the posts that count for a write of this time.
    fn person_at(&self, at: Moment) -> Person {
        let district = &self.cx.district.district;
        self.person.at(self.cx.rights_at(at), district)
    }

    /// The edit, when it reads, is this device's and this person's own, and needs no answer of the pool's.
    fn own<'b>(&self, loose: &'b LooseEdit) -> Result<&'b Edit, Denial> {
        let edit = loose.edit.as_ref().ok_or(Code::FrameBroken)?;
        if loose.id.device() != self.device.id || edit.by != self.person.user {
            return Err(Code::EditForged.into());
        }
        // What the pool alone may write has its own refusal.
        let online = |row: &Row| !row.offline && !row.actors.is_empty();
        match &edit.write {
            Write::Act { act, .. } if row(act.action()).is_some_and(online) => {
                Err(Code::NeedsPool.into())
            }
            _ => Ok(edit),
        }
    }

    fn on_bench<'b>(
        &self,
        bench: &'b mut Option<Bench<'a>>,
        list: &[LooseEdit],
        sides: &[(usize, &SideRecord)],
    ) -> Result<Turn<'b, 'a>> {
        if bench.is_none() {
            let mut fresh = Bench::load(self.tx, self.cx, self.id)?;
            fresh.photos_coming = list
                .iter()
                .filter(|l| {
                    l.edit
                        .as_ref()
                        .is_some_and(|e| matches!(e.write, Write::Photo(_)))
                })
                .count();
            if fresh.ticket().is_none() {
                fresh.has_reporter = sides
                    .iter()
                    .any(|(_, s)| s.reporter.check().is_ok() && s.reporter.is_someone());
            }
            *bench = Some(fresh);
        }
        match bench {
            Some(bench) => Ok(Turn(bench)),
            None => Err(Error::Bug("no bench".into())),
        }
    }

    /// The answer to an edit whose past is not here. Who does not see the ticket by now gets no copy to write it on again.
    fn lacking(
        &self,
        bench: &mut Option<Bench<'a>>,
        list: &[LooseEdit],
        sides: &[(usize, &SideRecord)],
    ) -> Result<Answer> {
        let bench = self.on_bench(bench, list, sides)?.0;
        let person = self.person_at(self.cx.now);
        Ok(match bench.ticket().is_some() && !bench.seen_by(&person) {
            true => Answer::Refused(Code::NotFound.into()),
            false => Answer::Need,
        })
    }

    /// Takes side records in; `all` is everything the frame brings for this ticket.
    fn sides(
        &self,
        bench: &mut Option<Bench<'a>>,
        n: Option<i64>,
        all: (&[LooseEdit], &[(usize, &SideRecord)]),
        now: &[(usize, &SideRecord)],
        fallen: &Option<Denial>,
        out: &mut Ruled,
    ) -> Result<Vec<Side>> {
        let mut kept = Vec::new();
        for (i, side) in now {
            let answer = if self.tx.known_side(&side.id)? {
                Answer::Known
            } else if side.id.device() != self.device.id {
                Answer::Refused(Code::EditForged.into())
            } else if let Some(denial) = fallen {
                Answer::Refused(denial.clone())
            } else if n.is_none() && bench.as_ref().is_none_or(|b| b.ticket().is_none()) {
                Answer::Need
            } else {
                let person = self.person_at(side.at);
                let turn = self.on_bench(bench, all.0, all.1)?;
                if !turn.0.seen_by(&person) {
                    Answer::Refused(Code::NotFound.into())
                } else {
                    match put_side(turn.0, &person, side.id, side.at, &side.reporter)? {
                        Ok(side) => {
                            kept.push(side);
                            Answer::Receipt
                        }
                        Err(denial) if denial.code == Code::TooLate => Answer::Void(denial),
                        Err(denial) => Answer::Refused(denial),
                    }
                }
            };
            out.sides.push((*i, answer));
        }
        Ok(kept)
    }

    /// The pool's edits that ruled on edits which come again.
    fn rulings_on(&self, n: i64, repeated: &BTreeSet<u64>) -> Result<Vec<(Edit, Head)>> {
        let Some(first) = repeated.first() else {
            return Ok(Vec::new());
        };
        let stored = self.tx.edits_after(n, self.id, first.saturating_sub(1))?;
        let of_pool = |e: &Edit| matches!(e.write, Write::Rule(_));
        Ok(stored
            .into_iter()
            .filter(|s| repeated.contains(&s.pos) && of_pool(&s.edit))
            .filter_map(|s| s.head.map(|h| (s.edit, h)))
            .collect())
    }

    fn find_on(&self, bench: Option<&Bench>, n: Option<i64>, prefix: &str) -> Option<Head> {
        let here = bench.and_then(|b| {
            b.kept
                .iter()
                .filter_map(|k| k.head)
                .find(|h| h.to_string().starts_with(prefix))
        });
        here.or_else(|| self.stored_head(n, prefix))
    }

    fn find(&self, n: Option<i64>, _: &Ruled, prefix: &str) -> Option<Head> {
        self.stored_head(n, prefix)
    }

    /// The one head of the ticket that begins like this.
    fn stored_head(&self, n: Option<i64>, prefix: &str) -> Option<Head> {
        let heads = self.tx.heads_of(n?).ok()?;
        let mut found = heads
            .into_iter()
            .filter(|h| h.to_string().starts_with(prefix));
        match (found.next(), found.next()) {
            (Some(head), None) => Some(head),
            _ => None,
        }
    }
}

/// Whether a side record was made before an edit: ids of one opening count on, others are told apart by time.
fn sooner(side: &SideRecord, loose: &LooseEdit) -> bool {
    if side.id.opening() == loose.id.opening() {
        return side.id.counter() < loose.id.counter();
    }
    loose.edit.as_ref().is_some_and(|e| side.at <= e.at)
}

/// A bench whose turn it is.
struct Turn<'b, 'a>(&'b mut Bench<'a>);

impl Turn<'_, '_> {
    fn and_then(self, edit: Edit, person: &Person) -> Result<Taken> {
        // Whoever does not see the ticket learns nothing about it.
        let there = self.0.ticket().is_some();
        if there && !self.0.seen_by(person) && !self.0.seen_then(person, &edit.seen)? {
            return Ok(Taken::Refused(Code::NotFound.into()));
        }
        self.0.take(person, edit)
    }
}

fn answer_to(taken: Taken, seen: Vec<Head>) -> (Answer, Vec<Head>) {
    match taken {
        Taken::Written(head) => (Answer::Receipt, vec![head]),
        Taken::Void(head, denial) => (Answer::Void(denial), vec![head]),
        Taken::Aside(denial) => (Answer::Void(denial), seen),
        Taken::Refused(denial) => (Answer::Refused(denial), seen),
    }
}

/// Whether the device's last hash is another than ours.
fn differs(hash: Option<&str>, out: &Ruled) -> bool {
    let asked = out
        .answers
        .iter()
        .any(|a| matches!(a, Answer::Need | Answer::Retry));
    match (hash, out.became.last().map(Vec::as_slice)) {
        (Some(hash), Some([head])) if !asked => sync::short(head) != hash,
        _ => false,
    }
}
