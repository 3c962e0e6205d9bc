//! One ticket of a frame: known edits get their stored answer, new ones go through the ticket's editor in the order in which
//! they were made.

use super::super::{Context, OpenTicket};
use crate::Result;
use crate::store::{Device, Tx};
use model::edit::{Edit, Write};
use model::person::Person;
use model::transition::{Row, row};
use model::{Code, Denial, Head, TicketId};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use sync::editor::{Coming, TicketEditor, check_seen};
use sync::{Answer, LooseEdit, Outcome, Resolver, SideRecord};

/// Who sent the frame.
pub(super) struct Sender<'a> {
    pub(super) device: &'a Device,
    /// With every post, ended and coming ones too.
    pub(super) person: &'a Person,
}

/// What a frame brings for one ticket.
pub(super) struct Pushed<'a> {
    pub(super) id: &'a TicketId,
    pub(super) edits: &'a [LooseEdit],
    /// What the device holds the last edit to have become.
    pub(super) hash: Option<&'a str>,
    /// Side records with their place in the frame.
    pub(super) sides: &'a [(usize, &'a SideRecord)],
}

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
pub(super) struct PushedTicket<'a> {
    tx: &'a Tx<'a>,
    cx: &'a Context,
    sender: &'a Sender<'a>,
    pushed: &'a Pushed<'a>,
    /// Its number in the store, when it is there already.
    n: Option<i64>,
    /// Loaded with the first edit that is new.
    open: Option<OpenTicket<'a>>,
    resolver: Resolver,
    /// Heads the store holds, by their digits: read once, whatever the frame names.
    stored: OnceCell<BTreeMap<String, Head>>,
    /// Where the feed tells of known edits that come again.
    repeated: BTreeSet<u64>,
    /// Why 提交 was refused: what follows falls with it.
    fallen: Option<Denial>,
    ruled: Ruled,
}

impl<'a> PushedTicket<'a> {
    /// Looks the ticket up; its document stays where it is until it is needed.
    pub(super) fn find(
        tx: &'a Tx<'a>,
        cx: &'a Context,
        sender: &'a Sender<'a>,
        pushed: &'a Pushed<'a>,
    ) -> Result<Self> {
        Ok(PushedTicket {
            tx,
            cx,
            sender,
            pushed,
            n: tx.ticket(pushed.id)?.map(|p| p.n),
            open: None,
            resolver: Resolver::default(),
            stored: OnceCell::new(),
            repeated: BTreeSet::new(),
            fallen: None,
            ruled: Ruled::default(),
        })
    }

    /// Answers edits and side records in the order they were made, and keeps what counts.
    pub(super) fn take(mut self) -> Result<Ruled> {
        let mut sides = self.pushed.sides;
        for loose in self.pushed.edits {
            // Who was told of at 提交 belongs to it, whatever the device did next.
            let sooner = sides.iter().take_while(|s| is_sooner(s.1, loose)).count();
            let (first, rest) = sides.split_at(sooner);
            self.take_sides(first)?;
            sides = rest;
            let (answer, became) = match self.answer_again(loose)? {
                Some(known) => known,
                None => self.answer_new(loose)?,
            };
            self.ruled.answers.push(answer);
            self.resolver.became(became);
        }
        self.take_sides(sides)?;
        self.keep()
    }

    /// The stored answer to an edit of the device's own that comes again. Only the device itself hears what became of its
    /// edits: a ruling reports on the ticket.
    fn answer_again(&mut self, loose: &LooseEdit) -> Result<Option<(Answer, Vec<Head>)>> {
        if loose.id.device() != self.sender.device.id {
            return Ok(None);
        }
        let Some(known) = self.tx.known_edit(&loose.id)? else {
            return Ok(None);
        };
        if Some(known.n) != self.n {
            let seen = self.resolve(loose).unwrap_or_default();
            return Ok(Some((Answer::Refused(Code::EditForged.into()), seen)));
        }
        self.repeated.insert(known.pos);
        let became = match known.head {
            Some(head) => vec![head],
            None => self.resolve(loose).unwrap_or_default(),
        };
        let answer = known.answer.map_or(Answer::Known, Answer::Void);
        Ok(Some((answer, became)))
    }

    /// Judges an edit that is new here; with the answer, what it became.
    fn answer_new(&mut self, loose: &LooseEdit) -> Result<(Answer, Vec<Head>)> {
        let (answer, became) = match (self.own(loose), self.resolve(loose)) {
            (Err(denial), seen) => (Answer::Refused(denial), seen.unwrap_or_default()),
            (Ok(_), None) => (self.answer_lacking()?, Vec::new()),
            (Ok(edit), Some(seen)) => self.judge(edit, seen)?,
        };
        self.ruled.differs |= matches!(answer, Answer::Refused(_)) && self.n.is_some();
        Ok((answer, became))
    }

    fn judge(&mut self, edit: &Edit, seen: Vec<Head>) -> Result<(Answer, Vec<Head>)> {
        if let Some(denial) = &self.fallen {
            return Ok((Answer::Refused(denial.clone()), seen));
        }
        let opens = matches!(edit.write, Write::Open(_));
        if !opens && seen.is_empty() {
            return Ok((Answer::Need, seen));
        }
        let edit = Edit {
            seen: seen.clone(),
            ..edit.clone()
        };
        Ok(match self.editor()?.take(edit)? {
            Outcome::Written(head) => (Answer::Receipt, vec![head]),
            Outcome::Void(head, denial) => (Answer::Void(denial), vec![head]),
            Outcome::Aside(denial) => (Answer::Void(denial), seen),
            Outcome::Refused(denial) => {
                if opens {
                    self.fallen = Some(denial.clone());
                }
                (Answer::Refused(denial), seen)
            }
        })
    }

    /// The answer to an edit whose past is not here. Who does not see the ticket by now gets no copy to write it on again.
    fn answer_lacking(&mut self) -> Result<Answer> {
        let now = self.cx.now;
        let editor = self.editor()?;
        Ok(match editor.ticket().is_some() && !editor.is_seen(now) {
            true => Answer::Refused(Code::NotFound.into()),
            false => Answer::Need,
        })
    }

    /// The edit, when it reads, is this device's and this person's own, needs no answer of the pool's, and names no more
    /// heads than may be looked up.
    fn own<'b>(&self, loose: &'b LooseEdit) -> Result<&'b Edit, Denial> {
        let edit = loose.edit.as_ref().ok_or(Code::FrameBroken)?;
        if loose.id.device() != self.sender.device.id || edit.by != self.sender.person.user {
            return Err(Code::EditForged.into());
        }
        check_seen(loose.refs.len())?;
        // What the pool alone may write has its own refusal.
        let online = |row: &Row| !row.offline && !row.actors.is_empty();
        match &edit.write {
            Write::Act { act, .. } if row(act.action()).is_some_and(online) => {
                Err(Code::NeedsPool.into())
            }
            _ => Ok(edit),
        }
    }

    fn editor(&mut self) -> Result<&mut TicketEditor<'a>> {
        let open = match self.open.take() {
            Some(open) => open,
            None => self.load()?,
        };
        Ok(&mut self.open.insert(open).editor)
    }

    fn load(&self) -> Result<OpenTicket<'a>> {
        let (pushed, person) = (self.pushed, self.sender.person);
        let mut open = OpenTicket::load(self.tx, self.cx, Some(person), pushed.id)?;
        let photo = |l: &&LooseEdit| {
            let write = l.edit.as_ref().map(|e| &e.write);
            matches!(write, Some(Write::Photo(_)))
        };
        let someone = |s: &SideRecord| s.reporter.check().is_ok() && s.reporter.is_someone();
        open.editor.expect(Coming {
            photos: pushed.edits.iter().filter(photo).count(),
            reporter: pushed.sides.iter().any(|(_, s)| someone(s)),
        });
        Ok(open)
    }

    fn take_sides(&mut self, sides: &[(usize, &SideRecord)]) -> Result<()> {
        for (i, side) in sides {
            let answer = self.answer_side(side)?;
            self.ruled.sides.push((*i, answer));
        }
        Ok(())
    }

    fn answer_side(&mut self, side: &SideRecord) -> Result<Answer> {
        if self.tx.known_side(&side.id)? {
            return Ok(Answer::Known);
        }
        if side.id.device() != self.sender.device.id {
            return Ok(Answer::Refused(Code::EditForged.into()));
        }
        if let Some(denial) = &self.fallen {
            return Ok(Answer::Refused(denial.clone()));
        }
        let opened = |o: &OpenTicket| o.editor.ticket().is_some();
        if self.n.is_none() && !self.open.as_ref().is_some_and(opened) {
            return Ok(Answer::Need);
        }
        let taken = self.editor()?.take_side(side.id, side.at, &side.reporter);
        Ok(match taken {
            Ok(()) => Answer::Receipt,
            Err(denial) if denial.code == Code::TooLate => Answer::Void(denial),
            Err(denial) => Answer::Refused(denial),
        })
    }

    fn keep(mut self) -> Result<Ruled> {
        let (mut n, mut ruled) = (self.n, None);
        if let Some(open) = self.open.take()
            && open.editor.has_changes()
        {
            let kept = open.keep()?;
            (n, ruled) = (Some(kept.n), kept.ruled);
        }
        if let Some(n) = n {
            self.ruled.pool = self.rulings_on(n)?;
        }
        self.ruled.pool.extend(ruled);
        self.ruled.became = self.resolver.heads().to_vec();
        self.ruled.differs |= differs(self.pushed.hash, &self.ruled);
        Ok(self.ruled)
    }

    /// The pool's edits that ruled on edits which come again.
    fn rulings_on(&self, n: i64) -> Result<Vec<(Edit, Head)>> {
        let Some(first) = self.repeated.first() else {
            return Ok(Vec::new());
        };
        let after = first.saturating_sub(1);
        let stored = self.tx.edits_after(n, self.pushed.id, after)?;
        let of_pool = |e: &Edit| matches!(e.write, Write::Rule(_));
        Ok(stored
            .into_iter()
            .filter(|s| self.repeated.contains(&s.pos) && of_pool(&s.edit))
            .filter_map(|s| s.head.map(|h| (s.edit, h)))
            .collect())
    }

    /// The heads an edit had seen; none when one is not known here, or when there are too many to look up.
    fn resolve(&self, loose: &LooseEdit) -> Option<Vec<Head>> {
        check_seen(loose.refs.len()).ok()?;
        self.resolver.resolve(&loose.refs, |prefix| {
            let open = self.open.as_ref();
            open.and_then(|o| o.editor.written_head(prefix))
                .or_else(|| self.stored_head(prefix))
        })
    }

    /// The one head of the ticket that begins like this.
    fn stored_head(&self, prefix: &str) -> Option<Head> {
        let heads = self.stored.get_or_init(|| {
            let heads = self.n.and_then(|n| self.tx.heads_of(n).ok());
            let named = heads.unwrap_or_default().into_iter();
            named.map(|head| (head.to_string(), head)).collect()
        });
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let mut found = heads
            .range::<str, _>(from)
            .take_while(|(name, _)| name.starts_with(prefix));
        match (found.next(), found.next()) {
            (Some((_, head)), None) => Some(*head),
            _ => None,
        }
    }
}

/// Whether a side record was made before an edit: ids of one opening count on, others are told apart by time.
fn is_sooner(side: &SideRecord, loose: &LooseEdit) -> bool {
    if side.id.opening() == loose.id.opening() {
        return side.id.counter() < loose.id.counter();
    }
    loose.edit.as_ref().is_some_and(|e| side.at <= e.at)
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
