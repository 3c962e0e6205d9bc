//! The desk's conditions: which are set, in words, and how each is taken away.

use crate::view_model::lists::Lists;
use crate::words as w;
use api::ListTickets;
use model::{Link, Moment, Status};

/// One condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Link,
    Status,
    Overdue,
    Grade,
    Kind,
    Source,
    Category,
    Unit,
    Area,
    Since,
    Until,
    Text,
}

/// The conditions that are set, in words.
pub fn parts(query: &ListTickets, lists: &Lists, offset: i32) -> Vec<(Part, String)> {
    let q = query;
    let day = |at: Moment| at.day(offset);
    let late = |late: bool| {
        if late { w::VIEW_LATE } else { w::NOT_LATE }
            .t()
            .to_string()
    };
    let all = [
        (
            Part::Link,
            q.link.map(|l| w::FILTER_LINK.with(&[&w::label(l)])),
        ),
        (Part::Status, q.status.map(|s| w::label(s).to_string())),
        (Part::Overdue, q.overdue.map(late)),
        (Part::Grade, q.grade.map(|g| w::label(g).to_string())),
        (Part::Kind, q.kind.map(|k| w::label(k).to_string())),
        (Part::Source, q.source.map(|s| w::label(s).to_string())),
        (
            Part::Category,
            q.category.as_ref().map(|c| lists.category(c)),
        ),
        (Part::Unit, q.unit.as_ref().map(|u| lists.unit(u))),
        (Part::Area, q.area.as_ref().map(|a| lists.area(a))),
        (
            Part::Since,
            q.since.map(|at| w::FILTER_SINCE.with(&[&day(at)])),
        ),
        // The end itself is not inside; people name the last day that is.
        (
            Part::Until,
            q.until
                .map(|at| w::FILTER_UNTIL.with(&[&day(Moment(at.0 - 1))])),
        ),
        (
            Part::Text,
            q.text.as_ref().map(|t| w::FILTER_TEXT.with(&[t])),
        ),
    ];
    all.into_iter()
        .filter_map(|(part, words)| Some((part, words?)))
        .collect()
}

/// Takes one condition away.
pub fn without(query: &mut ListTickets, part: Part) {
    match part {
        Part::Link => query.link = None,
        Part::Status => query.status = None,
        Part::Overdue => query.overdue = None,
        Part::Grade => query.grade = None,
        Part::Kind => query.kind = None,
        Part::Source => query.source = None,
        Part::Category => query.category = None,
        Part::Unit => query.unit = None,
        Part::Area => query.area = None,
        Part::Since => query.since = None,
        Part::Until => query.until = None,
        Part::Text => query.text = None,
    }
}

/// The conditions alone: no page, no order.
pub fn bare(query: &ListTickets) -> ListTickets {
    ListTickets {
        sort: None,
        limit: None,
        after: None,
        offset: None,
        ..query.clone()
    }
}

/// Conditions of a view: one status, one link, or all.
pub fn only(status: Option<Status>, link: Option<Link>, overdue: Option<bool>) -> ListTickets {
    ListTickets {
        status,
        link,
        overdue,
        ..ListTickets::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use model::{AreaCode, CategoryCode, Grade, Kind, Source, UnitCode};

    #[test]
    fn each_condition_is_said_and_can_be_taken_away() {
        let (lists, at) = (tests_lists(), |t: &str| t.parse::<Moment>().unwrap());
        let mut query = ListTickets {
            link: Some(Link::Take),
            status: Some(Status::Pooled),
            overdue: Some(true),
            grade: Some(Grade::Urgent),
            kind: Some(Kind::Hazard),
            source: Some(Source::Patrol),
            category: CategoryCode::new("010101").ok(),
            unit: UnitCode::new("B01").ok(),
            area: AreaCode::new("990100001001").ok(),
            since: Some(at("2026-11-01T00:00:00+08:00")),
            until: Some(at("2026-11-22T00:00:00+08:00")),
            text: Some("井盖".into()),
            ..ListTickets::default()
        };
        let said: Vec<String> = parts(&query, &lists, 480)
            .into_iter()
            .map(|p| p.1)
            .collect();
        assert_eq!(
            said.join("|"),
            "「接」环节|待接单|超时|紧急|隐患|网格巡查|井盖设施|区城市管理委|柳湖社区|2026-11-01 起|到 2026-11-21|含「井盖」"
        );
        for (part, _) in parts(&query.clone(), &lists, 480) {
            without(&mut query, part);
            assert!(parts(&query, &lists, 480).iter().all(|(p, _)| *p != part));
        }
        assert_eq!(query, ListTickets::default());
    }

    #[test]
    fn order_and_page_are_no_conditions() {
        let query = ListTickets {
            sort: Some(api::Sort::Newest),
            limit: Some(5),
            after: Some("x".into()),
            offset: Some(3),
            ..only(Some(Status::Pooled), None, None)
        };
        assert_eq!(bare(&query), only(Some(Status::Pooled), None, None));
    }
}
