//! What somebody who leaves has not sent, in words.

use crate::view_model::acts;
use crate::view_model::form::Form;
use crate::view_model::form_draft::EDIT;
use crate::words as w;
use api::Draft;
use model::Action;
use std::collections::BTreeMap;

/// Captures by their titles, forms on tickets by their acts, photos by their number.
pub fn words(captures: &[Draft], forms: &[&'static str], photos: usize) -> Vec<String> {
    let begun = |draft: &Draft| {
        let form = Form::kept(&draft.fields)?;
        if form.is_blank() && draft.photos.is_empty() {
            return None;
        }
        let title = form.title.trim();
        let title = if title.is_empty() {
            w::UNSENT_UNTITLED.t()
        } else {
            title
        };
        Some(w::UNSENT_CAPTURE.with(&[&title]))
    };
    let mut all: Vec<String> = captures.iter().filter_map(begun).collect();
    let mut counted = BTreeMap::<&str, usize>::new();
    for form in forms {
        *counted.entry(form).or_default() += 1;
    }
    all.extend(counted.into_iter().map(|(form, count)| {
        let name = named(form);
        match count {
            1 => w::UNSENT_FORM.with(&[&name]),
            n => w::UNSENT_FORMS.with(&[&name, &n]),
        }
    }));
    all.extend((photos > 0).then(|| w::UNSENT_PHOTOS.with(&[&photos])));
    all
}

fn named(form: &str) -> &'static str {
    match form.parse::<Action>() {
        Ok(action) => acts::name(action),
        Err(_) if form == EDIT => w::EDIT_FACTS.t(),
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn draft(title: &str) -> Draft {
        let form = Form {
            title: title.into(),
            body: "东门外".into(),
            ..Form::default()
        };
        Draft {
            id: title.into(),
            fields: form.fields(),
            photos: Vec::new(),
            saved_at: None,
        }
    }

    #[test]
    fn who_leaves_is_told_what_is_not_sent() {
        let blank = Draft {
            fields: Form::default().fields(),
            ..draft("")
        };
        let odd = Draft {
            fields: json!({"act": Value::Null}),
            ..draft("")
        };
        let captures = [draft("井盖碎了"), blank, draft(""), odd];
        let said = words(&captures, &["dispatch", "edit", "dispatch"], 3);
        assert_eq!(
            said.join("|"),
            "采集：井盖碎了|采集：还没有标题|填了一半的「派单」2 份|填了一半的「修改」|正在上传的照片 3 张"
        );
        assert!(words(&[], &[], 0).is_empty());
    }
}
