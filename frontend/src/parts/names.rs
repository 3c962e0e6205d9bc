//! The district's long lists as something can be found in them: units, places, categories, people.

use crate::context::AppContext;
use crate::parts::initials::initials;
use crate::view_model::find::Named;
use crate::words as w;
use std::sync::Arc;

/// Every unit, with its group.
pub fn units(app: AppContext) -> Arc<Vec<Named>> {
    let lists = app.district();
    let all = lists.district.units.iter().map(|unit| {
        Named::new(unit.code.to_string(), unit.name.clone())
            .initials(Some(&initials(&unit.name)))
            .more(w::label(unit.group))
    });
    Arc::new(all.collect())
}

/// Every town with its villages.
pub fn areas(app: AppContext) -> Arc<Vec<Named>> {
    let lists = app.district();
    let mut all = Vec::new();
    for town in lists.towns() {
        let named =
            |code: String, name: &str| Named::new(code, name).initials(Some(&initials(name)));
        all.push(named(town.code.to_string(), &town.name));
        let below = lists.villages(&town.code);
        all.extend(below.map(|v| named(v.code.to_string(), &v.name).more(town.name.clone())));
    }
    Arc::new(all)
}

/// Every category, with what it lies below.
pub fn categories(app: AppContext) -> Arc<Vec<Named>> {
    let lists = app.district();
    let all = lists.district.categories.iter().map(|category| {
        let above = (category.code.level() > 1).then(|| {
            lists
                .district
                .category_path(&category.code.at_level(category.code.level() - 1))
        });
        Named::new(category.code.to_string(), category.name.clone())
            .initials(category.initials.as_deref())
            .more(above.unwrap_or_default())
    });
    Arc::new(all.collect())
}

/// Colleagues, by name or by the name they sign in with.
pub fn people(app: AppContext) -> Arc<Vec<Named>> {
    let lists = app.district();
    let mut all: Vec<Named> = lists
        .names
        .iter()
        .map(|(user, name)| {
            Named::new(user.to_string(), name.clone())
                .initials(Some(&initials(name)))
                .more(user.to_string())
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Arc::new(all)
}

/// With a first line for none of them.
pub fn or_any(all: Arc<Vec<Named>>, words: &str) -> Arc<Vec<Named>> {
    let first = Named::new("", words);
    Arc::new(std::iter::once(first).chain(all.iter().cloned()).collect())
}
