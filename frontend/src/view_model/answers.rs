//! Answers to an act's fields: what is preselected, what is missing, and the payload they make.

use crate::view_model::acts::{Answers, Ask, Field};
use crate::view_model::lists::Lists;
use crate::view_model::others;
use crate::words as w;
use api::shown::Shown;
use model::text::{is_blank, length};
use model::{Action, CategoryCode, Code, Denial, UnitCode};
use serde_json::{Map, Value, json};

/// The suggested unit and the reason for it.
pub fn suggestion(ticket: &Shown, lists: &Lists) -> Option<(UnitCode, String)> {
    let category = ticket.category.as_ref().unwrap_or(&ticket.facts.category);
    let area = ticket
        .area_code
        .as_ref()
        .unwrap_or(&ticket.facts.r#where.area_code);
    let unit = lists.district.suggested_unit(category, area)?;
    let named = (1..=category.level()).rev().map(|l| category.at_level(l));
    let by_list = named
        .into_iter()
        .find(|c| lists.district.category(c).is_some_and(|c| c.unit.is_some()));
    let reason = match by_list {
        Some(entry) => w::SUGGEST_LIST.with(&[&lists.district.category_path(&entry), &unit.name]),
        None => w::SUGGEST_TOWN.t().to_string(),
    };
    Some((unit.code.clone(), reason))
}

/// What is filled in before a person says anything.
pub fn preselected(action: Action, fields: &[&Field], ticket: &Shown, lists: &Lists) -> Answers {
    let mut answers = Answers::new();
    if fields.iter().any(|f| matches!(f.ask, Ask::Others)) {
        answers.insert("others", others::start(&ticket.over.children, ""));
    }
    match action {
        Action::Accept => {
            let category = ticket.category.as_ref().unwrap_or(&ticket.facts.category);
            answers.insert("category", category.to_string());
            answers.insert(
                "grade",
                ticket.grade.unwrap_or(ticket.facts.grade).to_string(),
            );
        }
        Action::Dispatch => {
            answers
                .extend(suggestion(ticket, lists).map(|(unit, _)| ("lead_unit", unit.to_string())));
        }
        _ => {}
    }
    for field in fields {
        if let [(only, _)] = &field.choices()[..] {
            answers.insert(field.name, only.clone());
        }
    }
    answers
}

/// The payload, or what is missing at which field.
pub fn payload(
    fields: &[&Field],
    answers: &Answers,
    note_max: usize,
) -> Result<Value, Vec<(&'static str, String)>> {
    let (mut out, mut faults) = (Map::new(), Vec::new());
    for field in fields.iter().filter(|field| field.is_asked(answers)) {
        let text = answers.get(field.name).map_or("", |t| t.trim());
        if is_blank(text) {
            if field.required {
                let ask = match field.ask {
                    Ask::Text | Ask::Line | Ask::Time => w::NEEDS,
                    _ => w::NEEDS_CHOICE,
                };
                faults.push((field.name, ask.with(&[&field.label.t()])));
            }
            continue;
        }
        if length(text) > note_max && !matches!(field.ask, Ask::Others) {
            faults.push((field.name, w::TOO_LONG.with(&[&field.label.t(), &note_max])));
        }
        if matches!(field.ask, Ask::Category)
            && CategoryCode::new(text).is_ok_and(|c| c.level() < 3)
        {
            faults.push((
                field.name,
                Denial::new(Code::CategoryTooCoarse)
                    .with("value", text)
                    .sentence(),
            ));
        }
        let value = match (&field.ask, text) {
            (Ask::Units, units) => json!(units.split(' ').collect::<Vec<_>>()),
            (Ask::YesNo, answer) => json!(answer == "true"),
            (Ask::Others, text) => match others::payload(text, field.required) {
                Ok(list) if list.is_empty() => continue,
                Ok(list) => json!(list),
                Err(n) => {
                    faults.push((field.name, w::OTHERS_MISSING.with(&[&n])));
                    continue;
                }
            },
            _ => json!(text),
        };
        out.insert(field.name.to_string(), value);
    }
    if faults.is_empty() {
        Ok(Value::Object(out))
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::acts::{fields, forms};
    use crate::view_model::lists::tests_lists;
    use model::act::Act;

    #[test]
    fn every_filled_form_is_a_payload_the_model_reads() {
        for action in forms().iter().map(|form| &form.action) {
            for reporter in [true, false] {
                let fields = fields(*action, reporter, true);
                let answer = |f: &Field| match f.ask {
                    Ask::Choice(_) | Ask::Grade => f.choices()[0].0.clone(),
                    Ask::YesNo => "true".into(),
                    Ask::Time => "2026-11-25T11:02:00+08:00".into(),
                    Ask::Person => "handler".into(),
                    Ask::Ticket => "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f".into(),
                    Ask::Category => "010101".into(),
                    Ask::Unit => "B01".into(),
                    Ask::Units => "B02 B03".into(),
                    Ask::Others => "0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f/missed//".into(),
                    Ask::Text | Ask::Line => " 已处理 ".into(),
                };
                let answers: Answers = fields.iter().map(|f| (f.name, answer(f))).collect();
                let payload = payload(&fields, &answers, 500).unwrap();
                Act::parse(*action, payload).unwrap_or_else(|e| panic!("{action}: {e}"));
            }
        }
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        let fields = fields(Action::Respond, true, false);
        let faults = payload(&fields, &Answers::new(), 500).unwrap_err();
        assert_eq!(faults[0], ("means", "请选择「方式」".to_string()));
        assert_eq!(faults[1], ("note", "请填写「响应情况」".to_string()));
        let long = Answers::from([("means", "phone".into()), ("note", "长".repeat(11))]);
        assert_eq!(payload(&fields, &long, 10).unwrap_err()[0].0, "note");
        let coarse = Answers::from([("category", "0101".into()), ("grade", "normal".into())]);
        assert_eq!(
            payload(
                &super::super::acts::fields(Action::Accept, true, false),
                &coarse,
                9
            )
            .unwrap_err()[0]
                .0,
            "category"
        );
    }

    #[test]
    fn the_desk_starts_from_the_officers_claim_and_the_dispatch_list() {
        let (lists, ticket) = (tests_lists(), crate::link::fake::sample_shown());
        let accept = preselected(Action::Accept, &[], &ticket, &lists);
        assert_eq!(
            (accept["category"].as_str(), accept["grade"].as_str()),
            ("010101", "urgent")
        );
        let (unit, reason) = suggestion(&ticket, &lists).unwrap();
        assert_eq!(
            (unit.as_str(), reason.as_str()),
            ("B01", "派单目录：城市管理→市政设施→井盖设施 → 区城市管理委")
        );
        assert_eq!(
            preselected(Action::Dispatch, &[], &ticket, &lists)["lead_unit"],
            "B01"
        );
    }
}
