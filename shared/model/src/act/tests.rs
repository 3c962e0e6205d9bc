use super::*;
use serde_json::json;

#[test]
fn payloads_are_read_as_automation_writes_them() {
    let ok = [
        (
            Action::Accept,
            json!({"category":"010101","grade":"normal"}),
        ),
        (
            Action::Dispatch,
            json!({"lead_unit":"B01","co_units":["B02"],"note":"尽快"}),
        ),
        (Action::Sign, json!({})),
        (Action::Sign, json!(null)),
        (Action::Respond, json!({"means":"phone","note":"已联系"})),
        (Action::Progress, json!({"text":"已围挡"})),
        (
            Action::RequestDone,
            json!({"result":"已修复","reply":"已告知","measure":"更换"}),
        ),
        (Action::PassDone, json!({})),
        (
            Action::VisitPass,
            json!({"means":"site_check","solved":"yes"}),
        ),
        (
            Action::VisitPass,
            json!({"means":"phone","contacted":true,"solved":"yes","satisfied":"mostly","note":"好"}),
        ),
    ];
    for (action, payload) in ok {
        let act = Act::parse(action, payload.clone()).unwrap_or_else(|e| panic!("{action}: {e:?}"));
        assert_eq!(act.action(), action);
        let back: Act = serde_json::from_value(serde_json::to_value(&act).unwrap()).unwrap();
        assert_eq!(back, act);
    }
    let bad = [
        (
            Action::Accept,
            json!({"category":"010101"}),
            Code::FieldMissing,
        ),
        (Action::Sign, json!({"handler":"me"}), Code::FieldUnknown),
        (
            Action::Respond,
            json!({"means":"letter","note":"x"}),
            Code::ValueUnknown,
        ),
        (
            Action::Accept,
            json!({"category":"010101","grade":"normal","ticket_no":"WS1"}),
            Code::FieldUnknown,
        ),
    ];
    for (action, payload, code) in bad {
        assert_eq!(Act::parse(action, payload).unwrap_err().code, code);
    }
}
