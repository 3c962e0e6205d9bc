//! 今日 in order: what presses most stands first, and nothing stands there twice.

use crate::words as w;
use api::Today;
use model::Moment;
use model::row::Row;

/// Urgent, due and all others that wait for this person as one list: 突发 first, then 紧急, each by deadline.
pub fn to_do(today: &Today) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in today.urgent.iter().chain(&today.due).chain(&today.waiting) {
        if !is_returned(today, row) && !rows.iter().any(|known| known.id == row.id) {
            rows.push(row.clone());
        }
    }
    rows.sort_by_key(|row| (row.grade, row.due_at.is_none(), row.due_at));
    rows
}

/// What came back: 突发 and 紧急 first, then as it came, the newest first.
pub fn returned(today: &Today) -> Vec<Row> {
    let mut rows = today.returned.clone();
    rows.sort_by_key(|row| row.grade);
    rows
}

/// What came back to this person stands under 退回给我.
fn is_returned(today: &Today, row: &Row) -> bool {
    today.returned.iter().any(|back| back.id == row.id)
}

/// How many there are in all, as far as the two counts tell; never fewer than are shown.
pub fn total(today: &Today) -> u64 {
    let both = today
        .due
        .iter()
        .filter(|row| today.urgent.iter().any(|u| u.id == row.id))
        .count() as u64;
    let mut back = today.urgent.clone();
    back.extend(today.due.iter().chain(&today.waiting).cloned());
    back.retain(|row| is_returned(today, row));
    back.sort_by(|a, b| a.id.cmp(&b.id));
    back.dedup_by(|a, b| a.id == b.id);
    (today.due_total + today.urgent_total + today.waiting_total)
        .saturating_sub(both + back.len() as u64)
}

/// `11 月 22 日 星期日`.
pub fn date(now: Moment, offset: i32) -> String {
    const DAYS: [w::Text; 7] = [
        w::MONDAY,
        w::TUESDAY,
        w::WEDNESDAY,
        w::THURSDAY,
        w::FRIDAY,
        w::SATURDAY,
        w::SUNDAY,
    ];
    let today = now.civil(offset).date();
    let day = today.weekday().to_monday_zero_offset();
    let name = DAYS[usize::try_from(day).unwrap_or(0)];
    w::TODAY_DATE.with(&[&today.month(), &today.day(), &name.t()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::fake::sample_row;
    use model::{Grade, TicketId};

    fn row(n: u8, grade: Grade, due: i64) -> Row {
        Row {
            id: TicketId::new(format!("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e{n:02x}")).unwrap(),
            grade,
            due_at: Some(Moment(due)),
            ..sample_row()
        }
    }

    #[test]
    fn what_presses_most_stands_first_and_only_once() {
        let (sudden, late, near) = (
            row(1, Grade::Sudden, 900),
            row(2, Grade::Normal, 100),
            row(3, Grade::Urgent, 500),
        );
        let today = Today {
            due: vec![late.clone(), near.clone()],
            due_total: 9,
            urgent: vec![near.clone(), sudden.clone()],
            urgent_total: 2,
            waiting: vec![row(4, Grade::Normal, 700)],
            waiting_total: 1,
            returned: vec![],
            returned_total: 0,
            captured: 0,
        };
        let ids: Vec<_> = to_do(&today).into_iter().map(|r| r.id).collect();
        let calm = row(4, Grade::Normal, 700).id;
        assert_eq!(ids, [sudden.id, near.id.clone(), late.id, calm.clone()]);
        assert_eq!(total(&today), 11);
        // What came back stands once, where it says what to do.
        let today = Today {
            returned: vec![near.clone()],
            returned_total: 1,
            ..today
        };
        let ids: Vec<_> = to_do(&today).into_iter().map(|r| r.id).collect();
        assert_eq!(
            ids,
            [
                row(1, Grade::Sudden, 0).id,
                row(2, Grade::Normal, 0).id,
                calm
            ]
        );
        assert_eq!(total(&today), 10);
        let today = Today {
            returned: vec![
                row(5, Grade::Normal, 1),
                near.clone(),
                row(6, Grade::Sudden, 1),
            ],
            ..today
        };
        let grades: Vec<_> = returned(&today).iter().map(|r| r.grade).collect();
        assert_eq!(grades, [Grade::Sudden, Grade::Urgent, Grade::Normal]);
    }

    #[test]
    fn a_date_has_its_weekday() {
        let now = "2026-11-22T10:00:00+08:00".parse().unwrap();
        assert_eq!(date(now, 480), "11 月 22 日 星期日");
    }
}
