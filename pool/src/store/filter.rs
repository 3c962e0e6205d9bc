//! Which tickets a list shows, as SQL: the person's scope and what was asked for.

use super::{Db, scope_sql};
use crate::Outcome;
use api::ListTickets;
use model::scope::Clause;
use model::{Moment, UserName};
use rusqlite::types::Value;

/// Which tickets, in which order, for whom.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Ways in which the person sees tickets.
    pub clauses: Vec<Clause>,
    /// Who asks.
    pub user: UserName,
    /// What was asked for, checked.
    pub ask: ListTickets,
    /// At most so many rows.
    pub limit: u32,
    /// Pool time.
    pub now: Moment,
    /// The person sees addresses masked, so searches must not see more.
    pub masked: bool,
}

/// The condition that every ticket fulfils.
pub(super) const EVERY: &str = "1";

/// A condition on `ticket t` with its parameters.
pub(super) struct Where {
    pub sql: String,
    pub params: Vec<Value>,
    /// How many match, when the words alone decide.
    pub found: Option<u64>,
}

impl Where {
    /// The condition of a scope alone.
    pub fn scope(clauses: &[Clause]) -> Self {
        let mut params = Vec::new();
        let sql = scope_sql::condition(clauses, &mut params);
        Where {
            sql,
            params,
            found: None,
        }
    }
    /// Keeps a value and names its place.
    pub fn put(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }
    /// Narrows.
    pub fn and(&mut self, part: &str) {
        if self.sql == EVERY {
            self.sql = part.to_string();
        } else {
            self.sql.push_str(" and ");
            self.sql.push_str(part);
        }
    }
    /// Narrows to one value of a column.
    pub fn is(&mut self, column: &str, value: impl Into<Value>) {
        let value = self.put(value);
        self.and(&format!("t.{column} = {value}"));
    }
}

impl Db {
    pub(super) fn condition(&self, filter: &Filter) -> Outcome<Where> {
        let ask = &filter.ask;
        let mut w = Where::scope(&filter.clauses);
        let texts = [
            ("status", ask.status.map(|s| s.to_string())),
            ("link", ask.link.map(|l| l.to_string())),
            ("kind", ask.kind.map(|k| k.to_string())),
            ("source", ask.source.map(|s| s.to_string())),
            ("grid", ask.grid.clone()),
            ("lead_unit", ask.unit.as_ref().map(ToString::to_string)),
        ];
        for (column, value) in texts {
            if let Some(value) = value {
                w.is(column, value);
            }
        }
        if let Some(grade) = ask.grade {
            w.is("grade", super::tickets::grade_rank(grade));
        }
        if let Some(area) = &ask.area {
            let prefix = area.prefix().to_string();
            let part = scope_sql::inside(&prefix, &mut |v| w.put(v.to_string()));
            w.and(&part);
        }
        if let Some(category) = &ask.category {
            // ':' is the character after '9'.
            let (from, to) = (category.to_string(), format!("{category}:"));
            let (from, to) = (w.put(from), w.put(to));
            w.and(&format!("t.category >= {from} and t.category < {to}"));
        }
        if let Some(mine) = ask.mine {
            let user = w.put(filter.user.to_string());
            w.and(&format!(
                "t.created_by {} {user}",
                if mine { "=" } else { "<>" }
            ));
        }
        if let Some([west, south, east, north]) = ask.bbox {
            let [west, south, east, north] = [west, south, east, north].map(|d| w.put(d));
            w.and(&format!(
                "t.lat between {south} and {north} and t.lon between {west} and {east}"
            ));
        }
        if let Some(since) = ask.since {
            let since = w.put(since.0);
            w.and(&format!("t.received >= {since}"));
        }
        if let Some(until) = ask.until {
            let until = w.put(until.0);
            w.and(&format!("t.received < {until}"));
        }
        if let Some(overdue) = ask.overdue {
            let now = w.put(filter.now.0);
            w.and(&format!("t.due {} {now}", if overdue { "<" } else { ">=" }));
        }
        overlays(ask, filter.now, &mut w);
        let query = ask.text.as_deref().map(model::search::query);
        if let Some(query) = query.filter(|q| !q.is_empty()) {
            self.narrow(query, filter.masked, &mut w)?;
        }
        Ok(w)
    }
}

/// What lies over a ticket. Each is asked as its index is written.
fn overlays(ask: &ListTickets, now: Moment, w: &mut Where) {
    let counted = [
        (ask.pressed, "t.presses"),
        (ask.bounced, "t.returns"),
        (ask.redone, "t.redos"),
    ];
    for (wanted, column) in counted {
        let wanted = wanted.map(|yes| if yes { ">" } else { "=" });
        wanted
            .into_iter()
            .for_each(|sign| w.and(&format!("{column} {sign} 0")));
    }
    let flags = [
        (ask.open, "t.open"),
        (ask.alarm, "t.alarm"),
        (ask.asked, "t.asked"),
    ];
    for (wanted, column) in flags {
        let wanted = wanted.map(u8::from);
        wanted
            .into_iter()
            .for_each(|is| w.and(&format!("{column} = {is}")));
    }
    if let Some(late) = ask.hang_late {
        let now = w.put(now.0);
        w.and(&if late {
            format!("t.hang_check < {now}")
        } else {
            format!("ifnull(t.hang_check, {now}) >= {now}")
        });
    }
}
