//! Forms on a ticket as far as they were filled in, as a draft keeps them over a closed window: which form on which ticket,
//! and the answers.

use crate::view_model::acts::{Answers, form_of};
use crate::view_model::steps::Deed;
use crate::view_model::{merging, visit};
use api::Draft;
use model::{Action, TicketId};
use serde_json::{Value, json};

/// The form of the facts, beside those of the acts.
pub const EDIT: &str = "edit";
/// Its only field: the whole form as JSON.
pub const FORM: &str = "form";
/// Where a draft says that it is one of these and not a capture.
const MARK: &str = "act";

/// The form that something decided came from.
pub fn form_of_deed(deed: &Deed) -> Option<&'static str> {
    match deed {
        Deed::Act(action, _) => Some(action.as_str()),
        Deed::Choose(..) => None,
        Deed::Edit(_) => Some(EDIT),
    }
}

/// The id of the draft of a form.
pub fn id(ticket: &TicketId, form: &str) -> String {
    format!("{MARK} {ticket} {form}")
}

/// The draft of a form; nothing was answered when it only names one that is over.
pub fn draft(ticket: &TicketId, form: &str, answers: &Answers) -> Draft {
    Draft {
        id: id(ticket, form),
        fields: json!({ MARK: answers }),
        photos: Vec::new(),
        saved_at: None,
    }
}

/// Whether a draft is one of these.
pub fn is_one(draft: &Draft) -> bool {
    draft.fields.get(MARK).is_some()
}

/// What a draft keeps; none for captures and for forms that this page does not know.
pub fn read(draft: &Draft) -> Option<(TicketId, &'static str, Answers)> {
    let mut words = draft.id.split(' ').skip(1);
    let ticket = TicketId::new(words.next()?).ok()?;
    let (form, fields): (_, Vec<&'static str>) = match words.next()? {
        EDIT => (EDIT, vec![FORM]),
        act => {
            let action: Action = act.parse().ok()?;
            let fields = form_of(action)?.fields.iter().map(|f| f.name);
            // What forms ask beside the fields of their act.
            let beside = [visit::CALL, visit::CHOSEN, merging::STAY, merging::TITLE];
            (action.as_str(), fields.chain(beside).collect())
        }
    };
    let kept = draft.fields.get(MARK)?;
    let answer =
        |name: &&'static str| Some((*name, kept.get(name).and_then(Value::as_str)?.into()));
    Some((ticket, form, fields.iter().filter_map(answer).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::form::Form;

    #[test]
    fn a_form_comes_back_as_it_was_left() {
        let ticket = TicketId::new("0199a3c4-5b1e-7cc0-8d1f-0a1b2c3d4e5f").unwrap();
        let answers = Answers::from([
            ("means", "phone".into()),
            ("note", "=1+1 \u{202e}👨‍👩‍👧".into()),
        ]);
        let kept = draft(&ticket, "respond", &answers);
        let text = serde_json::to_string(&vec![kept.clone()]).unwrap();
        let back = crate::view_model::drafts::read(&text);
        assert_eq!(
            read(&back[0]),
            Some((ticket.clone(), "respond", answers.clone()))
        );
        // It is never taken for a capture, whatever it holds.
        let accept = draft(
            &ticket,
            "accept",
            &Answers::from([("category", "010101".into())]),
        );
        let form: Form = serde_json::from_value(accept.fields.clone()).unwrap();
        assert!(is_one(&accept) && form.is_blank());
        assert!(!is_one(&Draft {
            fields: json!({"title": "井盖"}),
            ..accept.clone()
        }));
        let edit = draft(&ticket, EDIT, &Answers::from([(FORM, "{}".into())]));
        assert_eq!(read(&edit).unwrap().1, EDIT);
        // What an older page kept under a name that is gone is left alone.
        assert_eq!(read(&draft(&ticket, "enchant", &answers)), None);
        let odd = draft(&ticket, "sign", &answers);
        assert_eq!(read(&odd).unwrap().2, Answers::new());
    }
}
