//! What an edited form changes: only the fields that differ, so that a group nobody touched is not written.

use crate::view_model::form::{Fault, Form};
use crate::view_model::time;
use model::issue::FactsPatch;

/// The difference of two forms; none when nothing was changed.
pub fn of(old: &Form, new: &Form, offset: i32) -> Result<Option<FactsPatch>, Fault> {
    let text = |old: &String, new: &String| (old != new).then(|| new.clone());
    let place_changed = (&old.lon, &old.lat, &old.address, &old.area, &old.grid)
        != (&new.lon, &new.lat, &new.address, &new.area, &new.grid);
    let patch = FactsPatch {
        title: text(&old.title, &new.title),
        body: text(&old.body, &new.body),
        kind: (old.kind != new.kind).then_some(new.kind),
        source: (old.source != new.source).then_some(new.source),
        category: new
            .category
            .clone()
            .filter(|_| old.category != new.category),
        grade: (old.grade != new.grade).then_some(new.grade),
        occurred_at: time::from_local(&new.occurred, offset)
            .filter(|_| old.occurred != new.occurred),
        no_photo_reason: text(&old.no_photo_reason, &new.no_photo_reason),
        r#where: if place_changed {
            Some(new.place()?)
        } else {
            None
        },
        ..FactsPatch::default()
    };
    Ok((patch != FactsPatch::default()).then_some(patch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AreaCode, Grade};

    #[test]
    fn only_what_differs_is_written() {
        let old = Form {
            area: AreaCode::new("990100001001").ok(),
            address: "东门".into(),
            ..Form::default()
        };
        assert_eq!(of(&old, &old.clone(), 480), Ok(None));
        let new = Form {
            grade: Grade::Urgent,
            ..old.clone()
        };
        let patch = of(&old, &new, 480).unwrap().unwrap();
        assert_eq!(
            (patch.grade, patch.body, patch.r#where),
            (Some(Grade::Urgent), None, None)
        );
        let moved = Form {
            address: "西门".into(),
            ..old.clone()
        };
        let place = of(&old, &moved, 480).unwrap().unwrap().r#where.unwrap();
        assert_eq!(place.address.as_deref(), Some("西门"));
        let lost = Form {
            area: None,
            ..old.clone()
        };
        assert!(of(&old, &lost, 480).is_err());
    }
}
