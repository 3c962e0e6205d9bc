//! The model's scope clauses as SQL. `Clause::matches` is their meaning; a test compares the two.

use model::Status;
use model::scope::Clause;
use rusqlite::types::Value;

/// A condition on `ticket t`, true when any clause matches.
pub fn condition(clauses: &[Clause], params: &mut Vec<Value>) -> String {
    if clauses.contains(&Clause::All) {
        return "1".into();
    }
    let parts: Vec<String> = clauses.iter().map(|c| one(c, params)).collect();
    if parts.is_empty() {
        "0".into()
    } else {
        format!("({})", parts.join(" or "))
    }
}

fn one(clause: &Clause, params: &mut Vec<Value>) -> String {
    let mut put = |value: &str| {
        params.push(Value::Text(value.to_string()));
        format!("?{}", params.len())
    };
    match clause {
        Clause::All => "1".into(),
        Clause::Open => "t.open = 1".into(),
        Clause::CreatedBy(user) => format!("t.created_by = {}", put(user.as_str())),
        Clause::Area(prefix) => inside(prefix, &mut put),
        Clause::Grid(grid) => format!("t.grid = {}", put(grid)),
        Clause::Unit(unit) => of_unit(&put(unit.as_str()), ""),
        Clause::Assigned(unit, user) => {
            let unit = put(unit.as_str());
            let free = format!(
                " and (t.handler is null or t.handler = {})",
                put(user.as_str())
            );
            of_unit(&unit, &free)
        }
        Clause::Visit(user) => {
            format!(
                "(t.status = '{}' or t.visited_by = {})",
                Status::Visiting,
                put(user.as_str())
            )
        }
    }
}

/// Led by the unit with what else must hold, or joined by it. Each way stands alone, so that an index serves each.
fn of_unit(unit: &str, and: &str) -> String {
    format!("t.lead_unit = {unit}{and} or t.n in (select c.n from co_unit c where c.unit = {unit})")
}

/// A condition on the area: inside the one with these leading digits. A town or a village is looked up in an index that
/// is in the order of deadlines; anything else is a range, and ':' is the character after '9'.
pub fn inside(prefix: &str, put: &mut impl FnMut(&str) -> String) -> String {
    match prefix.len() {
        TOWN => format!("t.town = {}", put(prefix)),
        12 => format!("t.area = {}", put(prefix)),
        _ => {
            let (from, to) = (put(prefix), put(&format!("{prefix}:")));
            format!("(t.area >= {from} and t.area < {to})")
        }
    }
}

/// The digits of an area's code that its town shares.
pub fn town(area: &model::AreaCode) -> &str {
    area.as_str().get(..TOWN).unwrap_or_default()
}

const TOWN: usize = 9;
