//! Tickets that may be the matter that is being captured, without a browser: what to ask a list for, and which of its rows are
//! near in place and time by the district's own rule.

use crate::view_model::form::Form;
use crate::view_model::lists::Lists;
use crate::view_model::nearby::{self, Near};
use api::ListTickets;
use model::Moment;
use model::row::Row;
use model::rulepack::AlikeRules;

/// Rows looked at.
const LOOKED_AT: u32 = 50;
const DAY_MS: i64 = 24 * 3_600_000;

/// Where one stands, and the question to a list; none before place and category are known.
pub fn ask(form: &Form, lists: &Lists) -> Option<((f64, f64), ListTickets)> {
    let (at, category) = (form.position()?, form.category.as_ref()?);
    let metres = f64::from(lists.district.rules.alike.metres);
    let level = category.level().min(2);
    let request = ListTickets {
        bbox: Some(nearby::bounds(at, metres)),
        category: Some(category.at_level(level)),
        open: Some(true),
        limit: Some(LOOKED_AT),
        ..ListTickets::default()
    };
    Some((at, request))
}

/// Those within the rule's metres and days, the nearest first.
pub fn near(rows: Vec<Row>, at: (f64, f64), rules: &AlikeRules, now: Moment) -> Vec<Near> {
    let recent = |row: &Row| now.since(row.captured_at) <= i64::from(rules.days) * DAY_MS;
    let rows = rows.into_iter().filter(recent).collect();
    nearby::near(rows, at, f64::from(rules.metres))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::{tests_lists, tests_row};
    use model::CategoryCode;

    #[test]
    fn what_is_near_in_place_and_time_is_said_before_it_is_reported_again() {
        let lists = tests_lists();
        let mut form = Form::default();
        assert_eq!(ask(&form, &lists), None);
        form.put_position(116.105, 40.003, &lists);
        assert_eq!(ask(&form, &lists), None, "no category yet");
        form.category = CategoryCode::new("010101").ok();
        let (at, asked) = ask(&form, &lists).unwrap();
        assert_eq!(asked.category.unwrap().as_str(), "0101");
        let now = Moment(1_795_313_000_000);
        let row = |n: usize, east: f64, days: i64| Row {
            lon: Some(116.105 + east),
            lat: Some(40.003),
            captured_at: Moment(now.0 - days * DAY_MS),
            ..tests_row(n)
        };
        let rules = AlikeRules {
            metres: 200,
            days: 14,
        };
        let rows = vec![
            row(1, 0.001, 1),
            row(2, 0.0002, 13),
            row(3, 0.01, 1),
            row(4, 0.0, 15),
        ];
        let found = near(rows, at, &rules, now);
        let ids: Vec<_> = found.iter().map(|n| n.row.id.clone()).collect();
        assert_eq!(ids, [tests_row(2).id, tests_row(1).id]);
    }
}
