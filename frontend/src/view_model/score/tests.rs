use super::*;
use serde_json::json;

fn unit(code: &str) -> UnitCode {
    UnitCode::new(code).unwrap()
}

#[test]
fn a_place_stands_in_the_address_and_is_read_from_it() {
    for (id, view) in [
        ("2026-10", View::First),
        ("2026-10~bureau", View::Group(UnitGroup::Bureau)),
        ("2026-10~quality", View::Quality),
        ("2026-10~appeals", View::Appeals),
        ("2026-10~u~T01", View::Unit(unit("T01"), Wanted::All)),
        ("2026-10~u~T01~bad", View::Unit(unit("T01"), Wanted::Bad)),
        (
            "2026-10~u~T01~done",
            View::Unit(unit("T01"), Wanted::Of(Indicator::Done)),
        ),
        (
            "2026-10~u~T01~bad-sign",
            View::Unit(unit("T01"), Wanted::Missed(Indicator::Sign)),
        ),
        (
            "2026-10~u~T01~not-flow",
            View::Unit(unit("T01"), Wanted::Not(Uncounted::Flow)),
        ),
    ] {
        let place = Place::read(Some(id), "2026-09");
        assert_eq!(
            (place.month.as_str(), &place.view),
            ("2026-10", &view),
            "{id}"
        );
        assert_eq!(place.path(), format!("/score/{id}"));
    }
    assert_eq!(Place::read(None, "2026-09").path(), "/score/2026-09");
    // What nobody wrote leads to the beginning.
    assert_eq!(Place::read(Some("2026-10~x"), "").view, View::First);
}

#[test]
fn lines_are_asked_for_by_what_was_pressed() {
    for (wanted, ind, uncounted, bad) in [
        (Wanted::All, None, None, None),
        (Wanted::Bad, None, None, Some(true)),
        (
            Wanted::of(Mark::LateSign),
            Some(Indicator::Sign),
            None,
            Some(true),
        ),
        (Wanted::of(Mark::Redo), Some(Indicator::Redo), None, None),
        (
            Wanted::Not(Uncounted::Flow),
            None,
            Some(Uncounted::Flow),
            None,
        ),
    ] {
        let asked = ask("2026-10", &unit("T01"), wanted, None);
        assert_eq!(
            (asked.ind, asked.uncounted, asked.bad),
            (ind, uncounted, bad)
        );
    }
}

#[test]
fn months_go_back_a_year_over_the_turn() {
    let lists = crate::view_model::lists::tests_lists();
    let calendar = &lists.district.rules.calendar;
    let months = months("2026-12-01T00:10:00+08:00".parse().unwrap(), calendar);
    assert_eq!((months.len(), months[0].as_str()), (13, "2026-12"));
    assert_eq!(
        (months[1].as_str(), months[12].as_str()),
        ("2026-11", "2025-12")
    );
}

#[test]
fn numbers_read_as_on_paper() {
    assert_eq!(hundredths(Some(8378)), "83.78");
    assert_eq!(hundredths(Some(5)), "0.05");
    assert_eq!(hundredths(None), "—");
    assert_eq!(share(Some(1667)), "16.6 %");
    assert_eq!(of_all(Rate::of(66, 40)), "33/40");
    assert_eq!(of_all(Rate::of(65, 40)), "32.5/40");
}

fn period(state: &str, more: serde_json::Value) -> PeriodReply {
    let mut reply = json!({"month": "2026-10", "state": state, "version": 0, "from": "2026-09-30T16:00:00Z",
        "until": "2026-10-31T16:00:00Z", "settled_at": "2026-11-03T16:00:00Z", "late": false, "may": [], "open_appeals": 2,
        "appeals": [], "windows": [], "frozen": []});
    for (name, value) in more.as_object().unwrap() {
        reply[name] = value.clone();
    }
    serde_json::from_value(reply).unwrap()
}

#[test]
fn the_course_says_what_was_and_what_is_next() {
    let now: Moment = "2026-10-12T10:00:00+08:00".parse().unwrap();
    let running = course(&period("open", json!({})), now, 480);
    assert_eq!(running[0].note, "第 12 天，共 31 天");
    assert_eq!((running[0].step, running[1].step), (Step::Now, Step::Ahead));
    assert_eq!(running[1].note, "11-04 00:00 起可公布");
    let told =
        json!({"drafted_at": "2026-11-04T02:00:00Z", "appeal_until": "2026-11-11T15:59:59Z"});
    let drafted = course(&period("drafted", told.clone()), now, 480);
    assert_eq!(
        (drafted[2].step, drafted[2].note.as_str()),
        (Step::Now, "申诉到 11-11 23:59")
    );
    let hearing = course(&period("hearing", told), now, 480);
    assert_eq!(hearing[2].note, "11-04 10:00 公布");
    assert_eq!(
        (hearing[3].step, hearing[3].note.as_str()),
        (Step::Now, "2 条待办")
    );
    assert_eq!(hearing[4].step, Step::Ahead);
}

fn line(more: serde_json::Value) -> InstanceLine {
    let mut line = json!({"line": "0199a3c4-5b1e-7cc0-8d1f-000000000001/sign:1", "ticket": "0199a3c4-5b1e-7cc0-8d1f-000000000001",
        "number": "未1", "round": 1, "ind": "sign", "settled_at": "2026-10-05T02:00:00Z", "good": 0,
        "why": {"code": "late", "params": {"due": "2026-10-05T01:00:00Z", "met": "2026-10-05T02:00:00Z"}}});
    for (name, value) in more.as_object().unwrap() {
        line[name] = value.clone();
    }
    serde_json::from_value(line).unwrap()
}

#[test]
fn a_line_says_its_worth_its_ground_and_whether_it_can_be_objected_to() {
    for (more, words, open) in [
        (json!({}), "未达", true),
        (json!({"good": 1, "ind": "solved"}), "半数", true),
        (json!({"good": 2}), "计入", false),
        (json!({"good": null, "uncounted": "flow"}), "派单占用", true),
        (json!({"good": null, "ind": "redo"}), "扣分", true),
        (json!({"good": null, "ind": "proactive"}), "加分", false),
        (
            json!({"good": null, "appeal": "partly"}),
            "申诉后不计",
            false,
        ),
        (
            json!({"good": null, "ind": "redo", "appeal": "upheld"}),
            "申诉后不计",
            false,
        ),
        (json!({"appeal": "filed"}), "未达", false),
        (json!({"appeal": "withdrawn"}), "未达", true),
    ] {
        let line = line(more);
        assert_eq!(
            (verdict(&line).text.as_str(), objectionable(&line)),
            (words, open),
            "{line:?}"
        );
    }
    let now: Moment = "2026-11-12T10:00:00+08:00".parse().unwrap();
    assert_eq!(
        ground(&line(json!({"round": 2})), now, 480),
        "超时 · 限 10-05 09:00 · 10-05 10:00 完成 · 第 2 轮"
    );
}

#[test]
fn the_quality_of_dispatching_is_counted_from_appeals() {
    let appeal = |ind: &str, reason: &str, state: &str| -> AppealLine {
        serde_json::from_value(json!({"id": 1, "month": "2026-10", "unit": "T01", "line": "x", "number": "未1",
            "ticket": "0199a3c4-5b1e-7cc0-8d1f-000000000001", "ind": ind, "reason": reason, "text": "", "state": state, "version": 1,
            "filed_by": "li", "filed_at": "2026-11-05T02:00:00Z", "may": []}))
        .unwrap()
    };
    let all = [
        appeal("sign", "not_ours", "upheld"),
        appeal("done", "not_ours", "denied"),
        appeal("done", "not_ours", "withdrawn"),
        appeal("solved", "record_wrong", "partly"),
        appeal("satisfied", "not_ours", "filed"),
    ];
    let found = quality(std::iter::empty(), &all);
    let expect = Quality {
        flow: 0,
        duty: (1, 3),
        visits: (1, 2),
    };
    assert_eq!(found, expect);
}
