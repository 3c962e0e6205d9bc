//! The model's scope clauses over the columns. `Clause::matches` is their meaning; a test compares the two.

use crate::{Bits, Columns, NONE, flag};
use model::Status;
use model::scope::Clause;

impl Columns {
    /// The tickets seen in any of these ways.
    pub fn seen(&self, clauses: &[Clause]) -> Bits {
        self.seen_among(clauses, self.all())
    }

    /// Those of some tickets that are seen in any of these ways; asking costs by how many they are.
    pub fn seen_among(&self, clauses: &[Clause], among: Bits) -> Bits {
        if clauses.contains(&Clause::All) {
            return among;
        }
        let mut seen = self.none();
        for clause in clauses {
            seen.or(&self.kept_by(clause, among.clone()));
        }
        // Who joined a ticket is looked up by unit.
        seen.and(&among);
        seen
    }

    /// The tickets seen in this way.
    pub fn seen_by(&self, clause: &Clause) -> Bits {
        self.kept_by(clause, self.all())
    }

    fn kept_by(&self, clause: &Clause, mut bits: Bits) -> Bits {
        match clause {
            Clause::All => {}
            Clause::Open => self.keep_flag(&mut bits, flag::OPEN, true),
            Clause::CreatedBy(user) => self.created_by.keep(&mut bits, user.as_str()),
            Clause::Area(prefix) => self
                .area
                .keep_where(&mut bits, |area| area.starts_with(prefix.as_str())),
            Clause::Grid(grid) => self.grid.keep(&mut bits, grid),
            Clause::Unit(unit) => {
                self.lead_unit.keep(&mut bits, unit.as_str());
                bits.or(&self.joined_by(unit.as_str()));
            }
            Clause::Assigned(unit, user) => {
                self.lead_unit.keep(&mut bits, unit.as_str());
                let own = self.handler.find(user.as_str()).unwrap_or(NONE);
                bits.keep(|at| [NONE, own].contains(&self.handler.at(at)));
                bits.or(&self.joined_by(unit.as_str()));
            }
            Clause::Visit(user) => {
                let mut visited = bits.clone();
                self.visited_by.keep(&mut visited, user.as_str());
                self.keep_statuses(&mut bits, [Status::Visiting]);
                bits.or(&visited);
            }
        }
        bits
    }

    fn joined_by(&self, unit: &str) -> Bits {
        let numbers = self.joined.get(unit).into_iter().flatten();
        self.numbered(numbers.map(|n| i64::from(*n)))
    }
}
