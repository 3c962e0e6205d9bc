//! Which tickets a list shows: the person's scope and what was asked for.

use super::Sight;
use super::columns::{Bits, Columns, flag};
use crate::Result;
use api::ListTickets;
use model::hands::Hand;
use model::scope::Clause;
use model::{Moment, UserName};

/// Which tickets, in which order, for whom.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Ways in which the person sees tickets.
    pub clauses: Vec<Clause>,
    /// Who asks.
    pub user: UserName,
    /// Ways in which tickets wait for them.
    pub hands: Vec<Hand>,
    /// What was asked for, checked.
    pub ask: ListTickets,
    /// At most so many rows.
    pub limit: u32,
    /// Pool time.
    pub now: Moment,
    /// The person sees addresses masked, so searches must not see more.
    pub masked: bool,
}

impl Sight<'_> {
    /// The tickets that match.
    pub(super) fn matching(&self, filter: &Filter) -> Result<Bits> {
        let (columns, ask) = (&*self.columns, &filter.ask);
        let mut bits = columns.seen(&filter.clauses);
        self::facts(columns, ask, &mut bits);
        if let Some(mine) = ask.mine {
            let user = filter.user.as_str();
            match mine {
                true => columns.created_by.keep(&mut bits, user),
                false => columns.created_by.keep_not(&mut bits, user),
            }
        }
        if let Some(waiting) = ask.waiting {
            let hands = self.in_hands(&filter.hands);
            match waiting {
                true => bits.and(&hands),
                false => bits.and_not(&hands),
            }
        }
        clocks(columns, ask, filter.now, &mut bits);
        for (wanted, flag) in [
            (ask.open, flag::OPEN),
            (ask.alarm, flag::ALARM),
            (ask.asked, flag::ASKED),
            (ask.pressed, flag::PRESSED),
            (ask.bounced, flag::BOUNCED),
            (ask.redone, flag::REDONE),
        ] {
            if let Some(is) = wanted {
                columns.keep_flag(&mut bits, flag, is);
            }
        }
        let query = ask.text.as_deref().map(model::search::query);
        if let Some(query) = query.filter(|q| !q.is_empty()) {
            self.narrow(&query, filter.masked, &mut bits)?;
        }
        Ok(bits)
    }

    /// Keeps those whose words the query finds.
    fn narrow(&self, query: &model::search::Query, masked: bool, bits: &mut Bits) -> Result<()> {
        if !masked {
            bits.and(&self.columns.numbered(self.found(query)?));
            return Ok(());
        }
        let mut found = self.columns.none();
        self.each_found(query, |n, text| {
            let at = usize::try_from(n - 1).unwrap_or(usize::MAX);
            // What the mask hides is not found either.
            if bits.has(at) && model::search::matches(&mask(text()?), query) {
                found.put(at);
            }
            Ok(())
        })?;
        *bits = found;
        Ok(())
    }
}

/// What the ticket is about, where it is and who has it.
fn facts(columns: &Columns, ask: &ListTickets, bits: &mut Bits) {
    if let Some(status) = ask.status {
        columns.keep_statuses(bits, [status]);
    }
    if let Some(link) = ask.link {
        columns.keep_link(bits, link);
    }
    if let Some(grade) = ask.grade {
        columns.keep_grade(bits, grade);
    }
    if let Some(kind) = ask.kind {
        columns.keep_kind(bits, kind);
    }
    if let Some(source) = ask.source {
        columns.keep_source(bits, source);
    }
    if let Some(grid) = &ask.grid {
        columns.grid.keep(bits, grid);
    }
    if let Some(unit) = &ask.unit {
        columns.lead_unit.keep(bits, unit.as_str());
    }
    if let Some(area) = &ask.area {
        let inside = |code: &str| code.starts_with(area.prefix());
        columns.area.keep_where(bits, inside);
    }
    if let Some(category) = &ask.category {
        let below = |code: &str| code.starts_with(category.as_str());
        columns.category.keep_where(bits, below);
    }
    if let Some(frame) = ask.bbox {
        columns.keep_inside(bits, frame);
    }
}

/// When it came, and what is due.
fn clocks(columns: &Columns, ask: &ListTickets, now: Moment, bits: &mut Bits) {
    if let Some(since) = ask.since {
        bits.keep(|at| columns.received[at] >= since.0);
    }
    if let Some(until) = ask.until {
        bits.keep(|at| columns.received[at] < until.0);
    }
    if let Some(overdue) = ask.overdue {
        bits.keep(|at| (columns.due[at] < now.0) == overdue);
    }
    if let Some(late) = ask.hang_late {
        bits.keep(|at| (columns.hang_check[at] < now.0) == late);
    }
}

/// The words with the address (fourth line) masked.
fn mask(text: &str) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    if let Some(address) = lines.get_mut(3) {
        *address = model::mask::address(address);
    }
    lines.join("\n")
}
