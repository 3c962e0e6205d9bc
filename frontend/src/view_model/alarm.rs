//! 突发 and 紧急 that no unit has signed: which are new, and how the page's title says so.

use crate::words as w;
use model::row::Row;
use model::{Grade, TicketId};
use std::collections::BTreeSet;

/// What was seen before.
#[derive(Debug, Clone, Default)]
pub struct Alarm {
    known: Option<BTreeSet<TicketId>>,
}

impl Alarm {
    /// Takes in what stands there now and gives what was not there before; at the first time nothing is new.
    pub fn hear<'a>(&mut self, rows: &'a [Row]) -> Vec<&'a Row> {
        let now: BTreeSet<TicketId> = rows.iter().map(|r| r.id.clone()).collect();
        let before = self.known.replace(now);
        let Some(before) = before else {
            return Vec::new();
        };
        rows.iter().filter(|r| !before.contains(&r.id)).collect()
    }
}

/// How many there are of each, the most dangerous first: 「突发 1 件、紧急 2 件」; nothing for none.
pub fn counted(rows: &[Row]) -> String {
    let count = |grade| rows.iter().filter(|r| r.grade == grade).count();
    let said = [Grade::Sudden, Grade::Urgent]
        .map(|grade| (grade, count(grade)))
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(grade, n)| w::ALARM_COUNT.with(&[&w::label(grade), &n]));
    said.collect::<Vec<_>>().join(w::ALARM_AND.t())
}

/// The page's title.
pub fn title(rows: &[Row]) -> String {
    match counted(rows).as_str() {
        "" => w::APP_NAME.t().to_string(),
        counted => w::ALARM_TITLE.with(&[&counted, &w::APP_NAME.t()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_row;

    fn row(n: usize, grade: Grade) -> Row {
        Row {
            grade,
            ..tests_row(n)
        }
    }

    #[test]
    fn what_comes_is_new_once() {
        let mut alarm = Alarm::default();
        let [one, two] = [row(1, Grade::Urgent), row(2, Grade::Sudden)];
        assert!(
            alarm.hear(std::slice::from_ref(&one)).is_empty(),
            "it was there"
        );
        let both = [two.clone(), one.clone()];
        assert_eq!(alarm.hear(&both), [&two]);
        assert!(alarm.hear(&both).is_empty());
        assert!(alarm.hear(&[]).is_empty());
        assert_eq!(
            alarm.hear(std::slice::from_ref(&two)),
            [&two],
            "it came back"
        );
    }

    #[test]
    fn the_title_says_how_many() {
        let rows = [
            row(1, Grade::Sudden),
            row(2, Grade::Urgent),
            row(3, Grade::Urgent),
        ];
        assert_eq!(counted(&rows), "突发 1 件、紧急 2 件");
        assert_eq!(title(&rows), "（突发 1 件、紧急 2 件）掌上12345政府端");
        assert_eq!(title(&[]), "掌上12345政府端");
    }
}
