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
    Danger,
    Waiting,
    Person,
    Pressed,
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
            Part::Danger,
            q.danger
                .filter(|is| *is)
                .map(|_| w::VIEW_DANGER.t().to_string()),
        ),
        (
            Part::Waiting,
            q.waiting
                .filter(|is| *is)
                .map(|_| w::VIEW_TURN.t().to_string()),
        ),
        (
            Part::Person,
            q.person
                .as_ref()
                .map(|p| w::FILTER_PERSON.with(&[&lists.name(p)])),
        ),
        (
            Part::Pressed,
            q.pressed
                .filter(|is| *is)
                .map(|_| w::FILTER_LINK.with(&[&w::label(Link::Press)])),
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
        Part::Danger => query.danger = None,
        Part::Waiting => query.waiting = None,
        Part::Person => query.person = None,
        Part::Pressed => query.pressed = None,
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

/// The question once these words are looked for, and the view that was left for it: words are looked for in everything, and
/// without them the view is there again.
pub fn search(
    now: &ListTickets,
    text: Option<String>,
    left: Option<ListTickets>,
) -> (ListTickets, Option<ListTickets>) {
    let sort = now.sort;
    match (now.text.is_some(), text) {
        (false, Some(text)) => {
            let left = (bare(now) != ListTickets::default()).then(|| now.clone());
            let everything = ListTickets {
                text: Some(text),
                sort,
                ..ListTickets::default()
            };
            (everything, left)
        }
        (_, None) => {
            let back = left.unwrap_or_else(|| now.clone());
            let view = ListTickets {
                text: None,
                sort,
                ..back
            };
            (view, None)
        }
        (true, text) => {
            let other = ListTickets {
                text,
                ..now.clone()
            };
            (other, left)
        }
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
    fn words_are_looked_for_in_everything_and_the_view_comes_back() {
        let view = ListTickets {
            sort: Some(api::Sort::Grade),
            ..only(Some(Status::Accepted), None, None)
        };
        let (all, left) = search(&view, Some("井盖".into()), None);
        assert_eq!((all.status, all.text.as_deref()), (None, Some("井盖")));
        assert_eq!(all.sort, view.sort);
        let (other, left) = search(&all, Some("井盖碎".into()), left);
        assert_eq!(other.text.as_deref(), Some("井盖碎"));
        // A view that is chosen meanwhile narrows the search.
        let narrow = ListTickets {
            status: Some(Status::Pooled),
            ..other.clone()
        };
        let (kept, _) = search(&narrow, Some("路灯".into()), None);
        assert_eq!(kept.status, Some(Status::Pooled));
        let (back, gone) = search(&other, None, left);
        assert_eq!((back, gone), (view, None));
    }

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
