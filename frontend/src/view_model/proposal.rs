//! A title and a text made of what is known already: category, place, time, photos. Nothing is invented, all of it may be
//! written over.

use crate::view_model::form::Form;
use crate::view_model::lists::Lists;
use crate::view_model::time;
use crate::words as w;
use model::Moment;

/// What could stand in the two text fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proposal {
    /// 标题, within the limit.
    pub title: String,
    /// 主要内容.
    pub body: String,
}

/// Proposes texts; none until a category is chosen and the place is known at least to the village.
pub fn of(form: &Form, lists: &Lists, now: Moment, offset: i32) -> Option<Proposal> {
    let category = form.category.as_ref()?;
    let area = form.area.as_ref().filter(|a| a.level() > 1)?;
    let matter = lists.category(category);
    let address = form.address.trim();
    let near = match form.grid.as_deref().and_then(|g| lists.district.grid(g)) {
        Some((_, grid)) => format!("{}{}", lists.area(area), grid.name),
        None => lists.area(area),
    };
    let place = if address.is_empty() { &near } else { address };
    let max = lists.district.rules.texts.title_max;
    let room = max.saturating_sub(matter.chars().count() + 1);
    let short: String = place.chars().take(room).collect();
    let title: String = format!("{short} {matter}")
        .trim()
        .chars()
        .take(max)
        .collect();
    let at = time::from_local(&form.occurred, offset)
        .or(form.began)
        .unwrap_or(now);
    let path = lists.place(area, form.grid.as_deref());
    let spot = if address.is_empty() {
        path
    } else {
        format!("{path}（{address}）")
    };
    let kinds = lists.district.category_path(category);
    let body = w::PROPOSED_BODY.with(&[
        &time::stamp(at, offset),
        &spot,
        &w::label(form.source),
        &kinds,
    ]);
    Some(Proposal { title, body })
}

/// Of a form, what a proposal is made of: while this stays the same, so does the proposal.
pub fn ground(form: &Form) -> Form {
    Form {
        category: form.category.clone(),
        area: form.area.clone(),
        grid: form.grid.clone(),
        address: form.address.clone(),
        occurred: form.occurred.clone(),
        began: form.began,
        source: form.source,
        ..Form::default()
    }
}

/// The form as it is submitted: what nobody wrote is as proposed.
pub fn taken(form: Form, proposal: Option<&Proposal>) -> Form {
    let Some(proposal) = proposal else {
        return form;
    };
    let or = |own: String, proposed: &str| match own.trim() {
        "" => proposed.to_string(),
        _ => own,
    };
    Form {
        title: or(form.title, &proposal.title),
        body: or(form.body, &proposal.body),
        ..form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;
    use model::CategoryCode;

    fn now() -> Moment {
        "2026-11-22T10:31:00+08:00".parse().unwrap()
    }

    #[test]
    fn texts_come_from_what_is_known_and_pass_the_checks() {
        let lists = tests_lists();
        let mut form = Form::default();
        assert_eq!(of(&form, &lists, now(), 480), None);
        form.category = CategoryCode::new("010101").ok();
        assert_eq!(of(&form, &lists, now(), 480), None, "no place yet");
        form.put_position(116.105, 40.003, &lists);
        let found = of(&form, &lists, now(), 480).unwrap();
        assert_eq!(found.title, "柳湖社区四网格 井盖设施");
        assert_eq!(
            found.body,
            "2026-11-22 10:31，云桥街道·柳湖社区·四网格，主动走访时采集：城市管理→市政设施→井盖设施。"
        );
        assert!(form.title.is_empty() && form.is_blank() == form.category.is_none());
        taken(form, Some(&found)).issue(&lists, 2, 480).unwrap();
    }

    #[test]
    fn a_long_address_is_cut_and_own_words_stay() {
        let lists = tests_lists();
        let mut form = Form {
            category: CategoryCode::new("010101").ok(),
            address: "长".repeat(90),
            ..Form::default()
        };
        form.put_position(116.105, 40.003, &lists);
        let found = of(&form, &lists, now(), 480).unwrap();
        assert_eq!(
            found.title.chars().count(),
            lists.district.rules.texts.title_max
        );
        assert!(found.title.ends_with("井盖设施"));
        form.title = "我写的标题".into();
        let sent = taken(form.clone(), Some(&found));
        assert_eq!(sent.title, "我写的标题");
        assert_eq!(sent.body, found.body);
        assert_eq!(taken(form.clone(), None), form);
        // A proposal follows what it was made of.
        form.address.clear();
        let next = of(&form, &lists, now(), 480).unwrap();
        assert_eq!(of(&ground(&form), &lists, now(), 480).unwrap(), next);
    }
}
