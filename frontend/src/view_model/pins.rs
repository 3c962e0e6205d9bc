//! 钉住: what the next capture begins with, kept by this browser.

use crate::view_model::form::Form;
use model::{AreaCode, CategoryCode, Kind};
use serde::{Deserialize, Serialize};

/// What can be pinned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinnable {
    /// 类别.
    Category,
    /// 诉求类型.
    Kind,
    /// 村居 and grid, until a position says otherwise.
    Area,
}

/// What is pinned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pins {
    category: Option<CategoryCode>,
    kind: Option<Kind>,
    area: Option<(AreaCode, Option<String>)>,
}

impl Pins {
    /// Whether this is pinned.
    pub fn holds(&self, what: Pinnable) -> bool {
        match what {
            Pinnable::Category => self.category.is_some(),
            Pinnable::Kind => self.kind.is_some(),
            Pinnable::Area => self.area.is_some(),
        }
    }
    /// Pins what the form holds now, or lets it go.
    pub fn turn(&mut self, what: Pinnable, form: &Form) {
        let on = !self.holds(what);
        match what {
            Pinnable::Category => self.category = form.category.clone().filter(|_| on),
            Pinnable::Kind => self.kind = on.then_some(form.kind),
            Pinnable::Area => {
                self.area = form
                    .area
                    .clone()
                    .filter(|a| on && a.level() > 1)
                    .map(|a| (a, form.grid.clone()));
            }
        }
    }
    /// What is pinned follows a new choice.
    pub fn follow(&mut self, form: &Form) {
        for what in [Pinnable::Category, Pinnable::Kind, Pinnable::Area] {
            if self.holds(what) {
                self.turn(what, form);
                self.turn(what, form);
            }
        }
    }
    /// Puts what is pinned into a clean form.
    pub fn put(&self, form: &mut Form) {
        if let Some(category) = &self.category {
            form.category = Some(category.clone());
        }
        if let Some(kind) = self.kind {
            form.kind = kind;
        }
        if let Some((area, grid)) = &self.area {
            (form.area, form.grid) = (Some(area.clone()), grid.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pinned_comes_back_and_what_is_not_does_not() {
        let mut form = Form {
            category: CategoryCode::new("010101").ok(),
            kind: Kind::Help,
            area: AreaCode::new("990100001001").ok(),
            grid: Some("99010000100103".into()),
            ..Form::default()
        };
        let mut pinned = Pins::default();
        pinned.turn(Pinnable::Category, &form);
        pinned.turn(Pinnable::Area, &form);
        let kept: Pins = serde_json::from_str(&serde_json::to_string(&pinned).unwrap()).unwrap();
        let mut next = Form::default();
        kept.put(&mut next);
        assert_eq!(
            (next.category, next.area, next.grid),
            (form.category.clone(), form.area.clone(), form.grid.clone())
        );
        assert_eq!(next.kind, Kind::Hazard);
        // Another choice is pinned in its place; letting go forgets it.
        form.category = CategoryCode::new("010103").ok();
        pinned.follow(&form);
        let mut next = Form::default();
        pinned.put(&mut next);
        assert_eq!(next.category, form.category);
        pinned.turn(Pinnable::Category, &form);
        assert!(!pinned.holds(Pinnable::Category) && pinned.holds(Pinnable::Area));
        // Nothing chosen, nothing pinned.
        pinned.turn(Pinnable::Category, &Form::default());
        assert!(!pinned.holds(Pinnable::Category));
    }
}
