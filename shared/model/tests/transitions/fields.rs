//! The fields of the acts: what must be there, what may be left out, how long it may be, what is kept apart.

use model::Code;
use model::act::{Act, Action, Shape, fields};
use model::rulepack::{RulePack, TextLimits};
use serde_json::{Value, json};
use testkit::ground::{World, payloads, rules};

fn limits() -> TextLimits {
    let rules: RulePack = serde_json::from_value(rules()).unwrap();
    rules.texts
}

/// The payload with every field, and the one with only what must be there.
fn both(action: Action, w: &World) -> (Value, Value) {
    let least = payloads::required(action, w);
    let mut whole = least.clone();
    for f in fields(action).iter().filter(|f| !f.required) {
        whole[f.name] = payloads::optional(f, w);
    }
    (least, whole)
}

fn each(mut look: impl FnMut(Action, Value, Value)) {
    let w = World::at(model::Status::Handling);
    for action in Action::ALL {
        let (least, whole) = both(*action, &w);
        look(*action, least, whole);
    }
}

fn code(action: Action, payload: Value) -> Option<model::Denial> {
    let read = Act::parse(action, payload);
    read.and_then(|act| act.check(&limits())).err()
}

#[test]
fn payloads_are_read_as_they_are_written() {
    each(|action, least, whole| {
        for payload in [&least, &whole] {
            let act = Act::parse(action, payload.clone()).unwrap();
            act.check(&limits())
                .unwrap_or_else(|e| panic!("{action}: {e}"));
            assert_eq!(act.payload(), *payload, "{action}");
            let back: Act = serde_json::from_value(serde_json::to_value(&act).unwrap()).unwrap();
            assert_eq!(back, act);
        }
    });
}

#[test]
fn what_is_required_is_missed_by_name_and_what_is_not_may_be_left_out() {
    each(|action, _, whole| {
        for f in fields(action) {
            let mut without = whole.clone();
            without.as_object_mut().unwrap().remove(f.name);
            let got = code(action, without);
            if f.required {
                let got = got.unwrap_or_else(|| panic!("{action}: {} is not missed", f.name));
                assert_eq!(
                    (got.code, got.params["field"].as_str()),
                    (Code::FieldMissing, f.name),
                    "{action}"
                );
            } else {
                assert_eq!(got, None, "{action} without {}", f.name);
            }
        }
    });
}

#[test]
fn texts_and_lists_have_their_limits() {
    each(|action, _, whole| {
        let with = |name: &str, value: Value| {
            let mut payload = whole.clone();
            payload[name] = value;
            code(action, payload)
        };
        for f in fields(action) {
            let is = |value: Value, want: Code| {
                let got =
                    with(f.name, value).unwrap_or_else(|| panic!("{action}.{}: no {want}", f.name));
                assert_eq!(
                    (got.code, got.params["field"].as_str()),
                    (want, f.label),
                    "{action}.{}",
                    f.name
                );
            };
            match f.shape {
                Shape::Text => {
                    is(json!("长".repeat(1001)), Code::TextTooLong);
                    assert_eq!(with(f.name, json!("长".repeat(1000))), None);
                    is(json!("一\u{0}"), Code::TextControl);
                    if f.required {
                        is(json!(""), Code::FieldMissing);
                        is(json!(" \n　"), Code::FieldMissing);
                    }
                    assert_eq!(
                        with(f.name, json!(7)).unwrap().code,
                        Code::FieldType,
                        "{action}.{}",
                        f.name
                    );
                }
                Shape::List(_, max) => {
                    let one = whole[f.name][0].clone();
                    is(json!(vec![one.clone(); max + 1]), Code::TooMany);
                    assert_eq!(with(f.name, json!(vec![one; max])), None);
                    if f.required {
                        is(json!([]), Code::FieldMissing);
                    }
                }
                Shape::Word(_) => {
                    for odd in [json!({"a": 1}), json!(["x"]), json!("\u{1}?")] {
                        let got = with(f.name, odd.clone())
                            .unwrap_or_else(|| panic!("{action}.{} took {odd}", f.name));
                        assert_eq!(got.code.class(), model::Class::Input, "{action}.{}", f.name);
                        assert!(
                            got.params["field"].contains(f.name) || got.code == Code::ValueUnknown,
                            "{action}.{}: {got:?}",
                            f.name
                        );
                    }
                }
            }
        }
    });
}

#[test]
fn what_nobody_asked_for_is_refused_by_name_and_so_is_what_the_pool_writes() {
    each(|action, least, _| {
        for name in [
            "nonsense",
            "status",
            "ticket_no",
            "round",
            "deadlines",
            "returns",
        ] {
            let mut payload = least.clone();
            payload[name] = json!("x");
            let got = code(action, payload).unwrap_or_else(|| panic!("{action} took {name}"));
            assert_eq!(
                (got.code, got.params["field"].as_str()),
                (Code::FieldUnknown, name)
            );
        }
        for odd in [json!([]), json!("x"), json!(3)] {
            assert!(code(action, odd).is_some(), "{action}");
        }
    });
}

/// What reporters said and the texts of supervision and exclusion never stand in a document.
#[test]
fn private_texts_leave_the_act_and_nothing_else_does() {
    let apart = [
        (Action::VisitPass, vec!["justified", "note"]),
        (Action::Redo, vec!["note"]),
        (Action::VisitMissed, vec!["note"]),
        (Action::Urge, vec!["text"]),
        (Action::Supervise, vec!["text"]),
        (Action::Escalate, vec!["text"]),
        (Action::RequestExclude, vec!["evidence", "text"]),
        (Action::GrantExclude, vec!["note"]),
        (Action::DenyExclude, vec!["reason"]),
    ];
    each(|action, least, whole| {
        for payload in [least, whole] {
            let act = Act::parse(action, payload.clone()).unwrap();
            let (public, kept) = act.part();
            let names = apart
                .iter()
                .find(|(a, _)| *a == action)
                .map(|(_, n)| n.clone());
            let names: Vec<&str> = names.unwrap_or_default();
            assert_eq!(
                model::act::is_private(action),
                !names.is_empty(),
                "{action}"
            );
            let given: Vec<&str> = names
                .into_iter()
                .filter(|n| payload.get(n).is_some())
                .collect();
            let mut found: Vec<&str> = kept.keys().map(String::as_str).collect();
            found.sort_unstable();
            assert_eq!(found, given, "{action}");
            let mut shown = public.payload();
            for name in given {
                assert_eq!(shown[name], "", "{action}.{name} stays as an empty text");
                assert_eq!(kept[name], payload[name]);
                shown[name] = payload[name].clone();
            }
            assert_eq!(shown, payload, "{action}: everything else is untouched");
        }
    });
}
