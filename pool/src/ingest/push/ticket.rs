//! One ticket of a frame: known edits get their stored answer, new ones go through the ticket's editor in the order in which
//! they were made.

use super::super::{Context, OpenTicket};
use super::{Pushed, Sender};
use crate::Result;
use crate::store::Tx;
use model::edit::{Edit, Write};
use model::transition::{Row, row};
use model::{Class, Code, Denial, Head};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::time::{Duration, Instant};
use sync::editor::{Coming, TicketEditor, check_seen};
use sync::{Answer, EditError, LooseEdit, Outcome, Resolver, SideRecord};

/// Edits taken in one part, at most, and the time after which a part ends with the edit it is at.
pub(super) const EDITS: usize = 24;
const LONG: Duration = Duration::from_millis(15);

/// How far one ticket of the frame has come, and what became of it.
#[derive(Clone, Default)]
pub(super) struct Progress {
    pub(super) answers: Vec<Answer>,
    pub(super) sides: Vec<(usize, Answer)>,
    pub(super) differs: bool,
    /// The ticket is there, and its sender never saw it: asking for its past is a refusal to the books.
    pub(super) hidden: bool,
    /// What the edits became.
    pub(super) resolver: Resolver,
    /// The pool's own edits.
    pub(super) pool: Vec<(Edit, Head)>,
    /// New edits without effect or right.
    pub(super) voids: u64,
    /// Where the feed tells of known edits that come again.
    repeated: BTreeSet<u64>,
    /// Why 提交 was refused: what follows falls with it.
    fallen: Option<Denial>,
}

impl Progress {
    /// Everything not answered yet is answered like this.
    pub(super) fn rest(mut self, pushed: &Pushed, answer: &Answer) -> Self {
        for _ in self.answers.len()..pushed.edits.len() {
            self.answers.push(answer.clone());
            self.resolver.became(Vec::new());
        }
        for (place, _) in pushed.sides.iter().skip(self.sides.len()) {
            self.sides.push((*place, answer.clone()));
        }
        self
    }
}

/// One ticket of a frame, on its way in.
pub(super) struct PushedTicket<'a> {
    tx: &'a Tx<'a>,
    cx: &'a Context,
    sender: &'a Sender,
    pushed: &'a Pushed,
    /// Its number in the store, when it is there already and its sender may know.
    n: Option<i64>,
    /// It is there, and its sender never saw it: answered as if it were not.
    hidden: bool,
    /// Loaded with the first edit that is new.
    open: Option<OpenTicket<'a>>,
    /// Heads the store holds, by their digits: read once, whatever the frame names.
    stored: OnceCell<BTreeMap<String, Head>>,
    progress: Progress,
}

impl<'a> PushedTicket<'a> {
    /// Looks the ticket up; its document stays where it is until it is needed.
    pub(super) fn find(
        tx: &'a Tx<'a>,
        cx: &'a Context,
        sender: &'a Sender,
        pushed: &'a Pushed,
        mut progress: Progress,
    ) -> Result<Self> {
        let place = tx.ticket(&pushed.id)?;
        let n = match &place {
            Some(place) if sender.may_know(tx, place)? => Some(place.n),
            _ => None,
        };
        let hidden = place.is_some() && n.is_none();
        progress.hidden = hidden;
        Ok(PushedTicket {
            tx,
            cx,
            sender,
            pushed,
            n,
            hidden,
            open: None,
            stored: OnceCell::new(),
            progress,
        })
    }

    /// Answers the next edits and side records in the order they were made, and keeps what counts; whether that was the rest.
    pub(super) fn take(mut self) -> Result<(Progress, bool)> {
        let (began, from) = (Instant::now(), self.progress.answers.len());
        let edits = self.pushed.edits.iter().skip(from);
        let mut left = edits.len();
        for loose in edits.take(EDITS) {
            self.take_sides(|side| is_sooner(side, loose))?;
            // Who was told of at 提交 belongs to it, whatever the device did next.
            let (answer, became) = match self.answer_again(loose)? {
                Some(known) => known,
                None => self.answer_new(loose)?,
            };
            self.progress.answers.push(answer);
            let became = self.sender.bounded(became);
            self.progress.resolver.became(became);
            left -= 1;
            if began.elapsed() >= LONG {
                break;
            }
        }
        if left > 0 {
            return Ok((self.keep()?, false));
        }
        self.take_sides(|_| true)?;
        let hash = self.pushed.hash.as_deref();
        let mut progress = self.keep()?;
        progress.differs |= differs(hash, &progress);
        Ok((progress, true))
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
        self.progress.repeated.insert(known.pos);
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
        self.progress.differs |= matches!(answer, Answer::Refused(_)) && self.n.is_some();
        let counts = matches!(answer, Answer::Void(_))
            || matches!(&answer, Answer::Refused(d) if d.code.class() == Class::Right);
        self.progress.voids += u64::from(counts);
        Ok((answer, became))
    }

    fn judge(&mut self, edit: &Edit, seen: Vec<Head>) -> Result<(Answer, Vec<Head>)> {
        if let Some(denial) = &self.progress.fallen {
            return Ok((Answer::Refused(denial.clone()), seen));
        }
        let opens = matches!(edit.write, Write::Open(_));
        if !opens && seen.is_empty() {
            return Ok((Answer::Need, seen));
        }
        if self.hidden {
            let denial = Denial::from(Code::NotFound);
            self.progress.fallen = Some(denial.clone());
            return Ok((Answer::Refused(denial), seen));
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
                    self.progress.fallen = Some(denial.clone());
                }
                (Answer::Refused(denial), seen)
            }
        })
    }

    /// The answer to an edit whose past is not here. Who does not see the ticket by now gets no copy to write it on again.
    fn answer_lacking(&mut self) -> Result<Answer> {
        if self.n.is_none() && self.open.is_none() {
            return Ok(Answer::Need);
        }
        let editor = self.editor()?;
        Ok(match editor.ticket().is_some() && !editor.is_seen() {
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
        let (pushed, person) = (self.pushed, &self.sender.person);
        let mut open = OpenTicket::load(self.tx, self.cx, Some(person), &pushed.id)?;
        let photo = |l: &&LooseEdit| {
            let write = l.edit.as_ref().map(|e| &e.write);
            matches!(write, Some(Write::Photo(_)))
        };
        let someone = |s: &SideRecord| s.reporter.checked().is_ok() && s.reporter.is_someone();
        open.editor.expect(Coming {
            photos: pushed.edits.iter().filter(photo).count(),
            reporter: pushed.sides.iter().any(|(_, s)| someone(s)),
        });
        Ok(open)
    }

    /// Answers the next side records, as long as this says so.
    fn take_sides(&mut self, next: impl Fn(&SideRecord) -> bool) -> Result<()> {
        let pushed = self.pushed;
        while let Some((place, side)) = pushed.sides.get(self.progress.sides.len())
            && next(side)
        {
            let answer = self.answer_side(side)?;
            self.progress.sides.push((*place, answer));
        }
        Ok(())
    }

    fn answer_side(&mut self, side: &SideRecord) -> Result<Answer> {
        if side.id.device() != self.sender.device.id {
            return Ok(Answer::Refused(Code::EditForged.into()));
        }
        if self.tx.known_side(&side.id)? {
            return Ok(Answer::Known);
        }
        if let Some(denial) = &self.progress.fallen {
            return Ok(Answer::Refused(denial.clone()));
        }
        let opened = |o: &OpenTicket| o.editor.ticket().is_some();
        if self.n.is_none() && !self.open.as_ref().is_some_and(opened) {
            return Ok(Answer::Need);
        }
        let taken = self.editor()?.take_side(side.id, side.at, &side.reporter);
        match taken {
            Ok(()) => Ok(Answer::Receipt),
            Err(EditError::Denied(denial)) if denial.code == Code::TooLate => {
                Ok(Answer::Void(denial))
            }
            Err(EditError::Denied(denial)) => Ok(Answer::Refused(denial)),
            Err(error) => Err(error.into()),
        }
    }

    fn keep(mut self) -> Result<Progress> {
        let (mut n, mut ruled) = (self.n, None);
        if let Some(open) = self.open.take()
            && open.editor.has_changes()
        {
            let kept = open.keep()?;
            (n, ruled) = (Some(kept.n), kept.ruled);
        }
        if let Some(n) = n {
            self.add_rulings(n)?;
        }
        self.progress.pool.extend(ruled);
        Ok(self.progress)
    }

    /// Adds the pool's edits that ruled on edits which came again.
    fn add_rulings(&mut self, n: i64) -> Result<()> {
        let repeated = std::mem::take(&mut self.progress.repeated);
        let Some(first) = repeated.first() else {
            return Ok(());
        };
        let stored = self
            .tx
            .edits_after(n, &self.pushed.id, first.saturating_sub(1))?;
        let pool = &mut self.progress.pool;
        for rule in stored {
            let wanted = repeated.contains(&rule.pos) && matches!(rule.edit.write, Write::Rule(_));
            let known = pool.iter().any(|(edit, _)| edit.id == rule.edit.id);
            if let (true, false, Some(head)) = (wanted, known, rule.head) {
                pool.push((rule.edit, head));
            }
        }
        Ok(())
    }

    /// The heads an edit had seen; none when one is not known here, or when there are too many to look up.
    fn resolve(&self, loose: &LooseEdit) -> Option<Vec<Head>> {
        check_seen(loose.refs.len()).ok()?;
        self.progress.resolver.resolve(&loose.refs, |prefix| {
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
fn differs(hash: Option<&str>, out: &Progress) -> bool {
    let asked = out
        .answers
        .iter()
        .any(|a| matches!(a, Answer::Need | Answer::Retry));
    match (hash, out.resolver.heads().last().map(Vec::as_slice)) {
        (Some(hash), Some([head])) if !asked => sync::short(head) != hash,
        _ => false,
    }
}
