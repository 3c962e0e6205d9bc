//! Why a unit is suggested, in words.

use crate::view_model::lists::Lists;
use crate::words as w;
use api::shown::Shown;
use api::{SuggestReason, Suggestion};
use model::UnitCode;

/// The reason for one suggestion.
pub fn reason(suggestion: &Suggestion, ticket: &Shown, lists: &Lists) -> String {
    let category = ticket.category.as_ref().unwrap_or(&ticket.facts.category);
    let why = match suggestion.reason {
        SuggestReason::Catalogue => w::SUGGEST_LIST.with(&[
            &lists.district.category_path(category),
            &lists.unit(&suggestion.unit),
        ]),
        SuggestReason::Town => w::SUGGEST_TOWN.t().to_string(),
        SuggestReason::History => return w::SUGGEST_HISTORY.with(&[&suggestion.recent]),
    };
    match suggestion.recent {
        0 => why,
        n => w::SUGGEST_RECENT.with(&[&why, &n]),
    }
}

/// The best suggestion with its reason.
pub fn best(units: &[Suggestion], ticket: &Shown, lists: &Lists) -> Option<(UnitCode, String)> {
    let first = units.first()?;
    Some((first.unit.clone(), reason(first, ticket, lists)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::lists::tests_lists;

    #[test]
    fn a_suggestion_says_why_and_how_often() {
        let (lists, ticket) = (tests_lists(), crate::link::fake::sample_shown());
        let say = |reason: SuggestReason, recent| {
            let unit = UnitCode::new("B01").unwrap();
            let one = Suggestion {
                unit,
                reason,
                recent,
            };
            best(&[one], &ticket, &lists).unwrap().1
        };
        assert_eq!(
            say(SuggestReason::Catalogue, 14),
            "派单目录：城市管理→市政设施→井盖设施 → 区城市管理委；近 90 天同类 14 件"
        );
        assert_eq!(say(SuggestReason::History, 3), "近 90 天办过同类工单 3 件");
        assert!(say(SuggestReason::Town, 0).ends_with("街道乡镇"));
        assert_eq!(best(&[], &ticket, &lists), None);
    }
}
