//! Which tickets a list shows: what the person sees, and what was asked for.

use crate::check::{check, limit};
use crate::{Bits, Columns, flag};
use api::{ListTickets, Sort};
use model::hands::{Hand, hands};
use model::person::Person;
use model::scope::Clause;
use model::search::{self, Query};
use model::{Denial, Moment, UserName};

/// Which tickets, in which order, for whom.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Ways in which the person sees tickets.
    pub clauses: Vec<Clause>,
    pub user: UserName,
    /// Ways in which tickets wait for them.
    pub hands: Vec<Hand>,
    /// What was asked for, checked.
    pub ask: ListTickets,
    /// Rows of a page at most.
    pub limit: u32,
    /// What deadlines are compared with.
    pub now: Moment,
    /// The person sees addresses masked, so searches must not see more.
    pub masked: bool,
}

impl Filter {
    /// What a person asks for among what they see this way; `FieldType` and others for what nothing could mean.
    pub fn new(
        person: &Person,
        clauses: Vec<Clause>,
        ask: ListTickets,
        masked: bool,
        now: Moment,
    ) -> Result<Self, Denial> {
        let limit = limit(&ask)?;
        check(&ask, masked)?;
        Ok(Filter {
            clauses,
            user: person.user.clone(),
            hands: hands(person),
            limit,
            ask,
            now,
            masked,
        })
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.ask.sort.unwrap_or(Sort::Due)
    }

    /// The words to look for, if any.
    pub fn query(&self) -> Option<Query> {
        let query = self.ask.text.as_deref().map(search::query);
        query.filter(|query| !query.is_empty())
    }

    /// Whether nothing is asked for but a page of all by deadline: then row numbers, ranks and deadlines are all that is needed
    /// ([`Columns::put_due`]).
    pub fn is_plain(&self) -> bool {
        let plain = ListTickets {
            sort: self.ask.sort,
            limit: self.ask.limit,
            after: self.ask.after.clone(),
            offset: self.ask.offset,
            ..ListTickets::default()
        };
        self.ask == plain && self.sort() == Sort::Due && self.clauses.contains(&Clause::All)
    }
}

impl Columns {
    /// The tickets that match, but for the words looked for: texts are the store's.
    pub fn matching(&self, filter: &Filter) -> Bits {
        let ask = &filter.ask;
        let mut bits = self.seen(&filter.clauses);
        self.keep_facts(ask, &mut bits);
        if let Some(mine) = ask.mine {
            let user = filter.user.as_str();
            match mine {
                true => self.created_by.keep(&mut bits, user),
                false => self.created_by.keep_not(&mut bits, user),
            }
        }
        if let Some(person) = &ask.person {
            let mut any = self.none();
            for names in [&self.created_by, &self.handler, &self.visited_by] {
                let mut by = bits.clone();
                names.keep(&mut by, person.as_str());
                any.or(&by);
            }
            bits.and(&any);
        }
        if let Some(waiting) = ask.waiting {
            let hands = self.in_hands(&filter.hands);
            match waiting {
                true => bits.and(&hands),
                false => bits.and_not(&hands),
            }
        }
        self.keep_times(ask, filter.now, &mut bits);
        if let Some(is) = ask.danger {
            self.keep_danger(&mut bits, is);
        }
        for (wanted, flag) in [
            (ask.open, flag::OPEN),
            (ask.alarm, flag::ALARM),
            (ask.asked, flag::ASKED),
            (ask.pressed, flag::PRESSED),
            (ask.bounced, flag::BOUNCED),
            (ask.redone, flag::REDONE),
        ] {
            if let Some(is) = wanted {
                self.keep_flag(&mut bits, flag, is);
            }
        }
        bits
    }

    /// What the ticket is about, where it is and who has it.
    fn keep_facts(&self, ask: &ListTickets, bits: &mut Bits) {
        if let Some(status) = ask.status {
            self.keep_statuses(bits, [status]);
        }
        if let Some(link) = ask.link {
            self.keep_link(bits, link);
        }
        if let Some(grade) = ask.grade {
            self.keep_grade(bits, grade);
        }
        if let Some(kind) = ask.kind {
            self.keep_kind(bits, kind);
        }
        if let Some(source) = ask.source {
            self.keep_source(bits, source);
        }
        if let Some(grid) = &ask.grid {
            self.grid.keep(bits, grid);
        }
        if let Some(unit) = &ask.unit {
            self.lead_unit.keep(bits, unit.as_str());
        }
        if let Some(area) = &ask.area {
            let inside = |code: &str| code.starts_with(area.prefix());
            self.area.keep_where(bits, inside);
        }
        if let Some(category) = &ask.category {
            let below = |code: &str| code.starts_with(category.as_str());
            self.category.keep_where(bits, below);
        }
        if let Some(frame) = ask.bbox {
            self.keep_inside(bits, frame);
        }
    }

    /// When it was taken in, and what is due. What the pool has not taken in was taken in at no time.
    fn keep_times(&self, ask: &ListTickets, now: Moment, bits: &mut Bits) {
        if let Some(since) = ask.since {
            bits.keep(|at| self.received[at] >= since.0.max(1));
        }
        if let Some(until) = ask.until {
            bits.keep(|at| (1..until.0).contains(&self.received[at]));
        }
        if let Some(overdue) = ask.overdue {
            bits.keep(|at| (self.due[at] < now.0) == overdue);
        }
        if let Some(late) = ask.hang_late {
            bits.keep(|at| (self.hang_check[at] < now.0) == late);
        }
    }

    /// The tickets that wait in one of these ways.
    pub fn in_hands(&self, hands: &[Hand]) -> Bits {
        let mut all = self.none();
        for hand in hands {
            let mut bits = self.seen_by(&hand.of);
            self.keep_statuses(&mut bits, hand.statuses.iter().copied());
            all.or(&bits);
        }
        all
    }
}
