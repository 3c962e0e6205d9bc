//! What a capture begins with.

use crate::context::AppContext;
use crate::screens::capture::pins;
use crate::view_model::form::Form;
use leptos::prelude::*;

/// A clean form, at the place of the person's own post, with what is pinned.
pub fn fresh_form(app: AppContext) -> Form {
    let post = app.session.profile.with_untracked(|p| {
        p.as_ref()?
            .posts
            .iter()
            .find(|post| post.area.level() > 1)
            .cloned()
    });
    let (area, grid) = post.map(|post| (post.area, post.grid)).unzip();
    let mut form = Form {
        area,
        grid: grid.flatten(),
        ..Form::default()
    };
    pins::kept().put(&mut form);
    // A category that the district dropped meanwhile is no choice.
    let known = |c: &model::CategoryCode| app.district().district.category(c).is_some();
    form.category = form.category.filter(known);
    form.category_pinned = form.category.is_some();
    form
}
