//! The form of 采集: what it keeps, what it becomes, and where its faults stand.

use super::fault::Spot;
use super::form::{Form, fault};
use super::lists::{Lists, tests_lists};
use super::measurement::Fix;
use super::reporter::ReporterInput;
use model::{CategoryCode, Grade, LocSource, ReporterKind};

fn filled(lists: &Lists) -> Form {
    let mut form = Form {
        title: " 东门外井盖碎裂 ".into(),
        body: "居民反映井盖碎裂约两周，夜间无照明。".into(),
        category: CategoryCode::new("010101").ok(),
        address: "柳湖苑 3 号院东门外".into(),
        ..Form::default()
    };
    form.put_position(116.105, 40.005, lists);
    form
}

#[test]
fn a_filled_form_is_an_issue_the_pool_takes() {
    let lists = tests_lists();
    let form = filled(&lists);
    assert_eq!(
        form.area.as_ref().map(|a| lists.area(a)).as_deref(),
        Some("柳湖社区")
    );
    let issue = form.issue(&lists, 1, 480).unwrap();
    issue.facts().check(&lists.district).unwrap();
    assert_eq!(
        (issue.r#where.lon, issue.facts().what.title.as_str()),
        (Some(116.105), "东门外井盖碎裂")
    );
    assert!(issue.reporter.is_none());
    let again = Form::of(&issue, 480);
    assert_eq!(
        (again.category, again.area, again.grid),
        (form.category, form.area, form.grid)
    );
}

#[test]
fn everything_to_correct_is_named_at_once_and_nothing_is_lost() {
    let lists = tests_lists();
    let blank = Form::default();
    assert!(blank.is_blank());
    let spots: Vec<Spot> = blank
        .issue(&lists, 0, 480)
        .unwrap_err()
        .iter()
        .map(|f| f.0)
        .collect();
    assert_eq!(spots, [Spot::Area, Spot::Category, Spot::Title, Spot::Body]);

    let mut form = filled(&lists);
    for (typed, good) in [
        ("昨天上午", false),
        ("2026-11-26", false),
        ("2026-11-20 09:30", true),
        (" 2026-11-20T09:30 ", true),
        ("２０２６年１１月２０日 ９：３０", true),
        ("", true),
    ] {
        let form = Form {
            occurred: typed.into(),
            ..form.clone()
        };
        let odd = form.issue(&lists, 1, 480).err().unwrap_or_default();
        let odd = odd.iter().any(|(spot, _)| *spot == Spot::Occurred);
        assert_eq!(odd, !good, "{typed}");
    }
    assert_eq!(form.issue(&lists, 0, 480).unwrap_err()[0].0, Spot::Photos);
    form.no_photo = true;
    assert_eq!(form.issue(&lists, 0, 480).unwrap_err()[0].0, Spot::NoPhoto);
    form.no_photo_reason = "现场已恢复".into();
    form.issue(&lists, 0, 480).unwrap();
    for (lon, lat) in [("0", "0"), ("abc", "40"), ("116.1", ""), ("200", "40")] {
        (form.lon, form.lat) = (lon.into(), lat.into());
        assert_eq!(
            form.issue(&lists, 0, 480).unwrap_err()[0].0,
            Spot::Position,
            "{lon},{lat}"
        );
    }
    (form.lon, form.lat, form.address) = Default::default();
    assert_eq!(form.issue(&lists, 0, 480).unwrap_err()[0].0, Spot::Address);
}

#[test]
fn a_reporter_has_only_what_the_kind_allows() {
    let mut form = Form::default();
    assert_eq!(form.reporter.reporter(), None);
    form.reporter = ReporterInput {
        kind: ReporterKind::Anonymous,
        name: "张三".into(),
        ..ReporterInput::default()
    };
    assert_eq!(form.reporter.reporter().unwrap().name, None);
    form.reporter.kind = ReporterKind::Person;
    form.reporter.phone = "12a".into();
    let told = form.reporter.reporter().unwrap();
    assert_eq!(
        (told.name.as_deref(), told.wants_visit),
        (Some("张三"), Some(true))
    );
    assert_eq!(fault(told.checked().unwrap_err()).0, Spot::Phone);
}

#[test]
fn drafts_of_older_versions_still_open() {
    let form: Form =
        serde_json::from_value(serde_json::json!({"title": "井盖", "weather": "晴"})).unwrap();
    assert_eq!((form.title.as_str(), form.grade), ("井盖", Grade::Normal));
    let json = serde_json::to_value(&form).unwrap();
    assert_eq!(serde_json::from_value::<Form>(json).unwrap(), form);
}

#[test]
fn a_poor_position_asks_why_and_the_answer_stays_with_the_text() {
    let lists = tests_lists();
    let mut form = filled(&lists);
    (form.accuracy_m, form.found) = (Some(80.0), Some(LocSource::Gnss));
    let (spot, words) = form.issue(&lists, 1, 480).unwrap_err().remove(0);
    assert_eq!(spot, Spot::Position);
    assert!(words.contains("80"), "{words}");
    form.fix_reason = Some("楼内无信号".into());
    let issue = form.issue(&lists, 1, 480).unwrap();
    assert!(issue.body.starts_with("居民反映") && issue.body.ends_with("照用：楼内无信号〕"));
    // A place that was settled once is not asked about when the ticket is edited.
    assert!(!Form::of(&issue, 480).asks_why());
}

#[test]
fn all_characters_are_the_persons_whatever_the_app_adds() {
    let lists = tests_lists();
    let max = lists.district.rules.texts.body_max;
    let mut form = filled(&lists);
    (form.accuracy_m, form.found) = (Some(80.0), Some(LocSource::Gnss));
    form.fix_reason = Some("楼内无信号".into());
    form.body = "字".repeat(max);
    let issue = form
        .issue(&lists, 1, 480)
        .expect("as many as the counter allows");
    assert!(issue.body.chars().count() > max && issue.body.ends_with('〕'));
    // So it stays when the ticket is edited, and one more of the person's own is one too many.
    let again = Form::of(&issue, 480);
    again.issue(&lists, 1, 480).expect("as it was");
    form.body.push('字');
    let faults = form.issue(&lists, 1, 480).unwrap_err();
    assert_eq!(faults[0].0, Spot::Body);
    assert!(
        faults[0].1.contains(&(max + 1).to_string()),
        "{}",
        faults[0].1
    );
}

#[test]
fn numbers_and_phones_are_taken_as_they_look() {
    let lists = tests_lists();
    let mut form = filled(&lists);
    form.reporter = ReporterInput {
        kind: ReporterKind::Person,
        phone: "\u{202d}１３８\u{a0}００００\u{200b}１２３４\u{202c}".into(),
        consent: true,
        ..ReporterInput::default()
    };
    (form.lon, form.lat) = ("１１６．１０５".into(), " 40\u{ff0e}005".into());
    let issue = form.issue(&lists, 1, 480).expect("only digits can be seen");
    assert_eq!(issue.r#where.position(), Some((116.105, 40.005)));
    let kept = issue.reporter.and_then(|r| r.checked().ok()).expect("kept");
    assert_eq!(kept.phone.as_deref(), Some("138 00001234"));
}

#[test]
fn a_pin_by_hand_keeps_what_was_measured() {
    let lists = tests_lists();
    let mut form = filled(&lists);
    form.measured = Some(Fix {
        lon: 116.105,
        lat: 40.004,
        metres: 35.0,
    });
    form.found = Some(LocSource::Map);
    let issue = form.issue(&lists, 1, 480).unwrap();
    assert!(
        issue.body.contains("116.10500，40.00400") && issue.body.contains("111 米"),
        "{}",
        issue.body
    );
    assert_eq!(
        (issue.r#where.source, issue.r#where.accuracy_m),
        (Some(LocSource::Map), None)
    );
}

#[test]
fn what_was_only_pinned_or_proposed_is_nobodys_work() {
    let lists = tests_lists();
    let mut form = filled(&lists);
    assert!(!form.is_blank());
    form.address.clear();
    form.category_pinned = true;
    assert!(!form.is_blank());
    // A draft of an earlier version held what it had proposed; a person's own words stay.
    let mut fields = form.fields();
    assert!(fields.get("title_proposed").is_none());
    fields["title_proposed"] = true.into();
    let kept = Form::kept(&fields).unwrap();
    assert_eq!(
        (kept.title.as_str(), kept.body.as_str()),
        ("", form.body.as_str())
    );
    fields["body_proposed"] = true.into();
    assert!(Form::kept(&fields).unwrap().is_blank());
}
