//! Tickets, examples and photos.

use super::of_level;
use crate::photos::Sheet;
use crate::*;
use model::district::District;
use model::{Grade, Kind, Role};
use std::collections::BTreeSet;

#[test]
fn tickets_are_valid_various_and_quick() {
    let d = district();
    let clock = std::time::Instant::now();
    let tickets: Vec<DemoIssue> = issues(1, 500, &d).collect();
    assert!(clock.elapsed().as_millis() < 1000, "{:?}", clock.elapsed());
    assert_eq!(tickets.len(), 500);
    assert_eq!(tickets, issues(1, 500, &d).collect::<Vec<_>>());
    assert_ne!(tickets, issues(2, 500, &d).collect::<Vec<_>>());
    let (mut bodies, mut categories) = (BTreeSet::new(), BTreeSet::new());
    for DemoIssue { issue, photos, .. } in &tickets {
        let (body, title) = (issue.body.chars().count(), issue.title.chars().count());
        assert!(
            (30..=120).contains(&body) && title <= d.rules.texts.title_max,
            "{body} {title} {}",
            issue.body
        );
        assert!(
            !format!("{}{}", issue.title, issue.body).contains(['{', '}', '=', '｜']),
            "{}",
            issue.body
        );
        assert!(bodies.insert(&issue.body), "twice: {}", issue.body);
        categories.insert(&issue.category);
        let category = d.category(&issue.category).unwrap();
        assert_eq!(issue.category.level(), 3);
        let (village, grid) = d.grid(issue.r#where.grid.as_deref().unwrap()).unwrap();
        assert_eq!(village.code, issue.r#where.area_code);
        assert!(
            issue.r#where.address.as_ref().unwrap().chars().count() <= d.rules.texts.address_max
        );
        if let (Some(lon), Some(lat)) = (issue.r#where.lon, issue.r#where.lat) {
            assert!(grid.outline.holds(lon, lat));
        }
        assert!(photos.len() <= d.rules.photos.count_max);
        assert_eq!(
            issue.no_photo_reason.is_some(),
            category.photo && photos.is_empty(),
            "{}",
            issue.title
        );
        if let Some(reporter) = &issue.reporter {
            assert_eq!(reporter.checked().as_ref(), Ok(reporter));
        }
        assert!(issue.kind != Kind::Consult || issue.reporter.is_some());
    }
    assert!(categories.len() >= 40);
    assert!(tickets.iter().any(|t| t.issue.grade == Grade::Sudden));
}

#[test]
fn every_chapter_has_three_lines_in_the_catalogue() {
    let d = district();
    let chapters = words::chapters();
    assert!(chapters.len() >= 40);
    for chapter in &chapters {
        assert!(
            chapter.lines.len() >= 3 && chapter.own.len() == 2,
            "{}",
            chapter.category
        );
        assert!(
            chapter.land == words::Land::City || chapter.lines.iter().any(|l| !l.needs_block()),
            "{}",
            chapter.category
        );
        assert!(
            d.category(&chapter.category)
                .is_some_and(|c| c.code.level() == 3),
            "{}",
            chapter.category
        );
    }
}

#[test]
fn another_district_gets_tickets_too() {
    let small: District = serde_json::from_str(include_str!(
        "../../../../docs/examples/district-small.json"
    ))
    .unwrap();
    small.check().unwrap();
    assert_eq!(
        (
            of_level(&small, 2).len(),
            of_level(&small, 3).len(),
            small.units.len()
        ),
        (2, 4, 3)
    );
    // The demo's alone is scored without days of grace.
    let usual = model::rulepack::RulePack {
        score: Default::default(),
        ..rules()
    };
    assert_eq!(small.rules, usual);
    let tickets: Vec<DemoIssue> = issues(3, 20, &small).collect();
    assert_eq!(tickets.len(), 20);
    assert!(
        tickets
            .iter()
            .all(|t| small.category(&t.issue.category).is_some())
    );
    assert_eq!(sample(&small), None);
    let bare = District {
        areas: vec![small.areas[0].clone()],
        ..small
    };
    assert_eq!(issues(3, 20, &bare).count(), 0);
}

#[test]
fn the_example_people_fit_the_example_district() {
    let small: District = serde_json::from_str(include_str!(
        "../../../../docs/examples/district-small.json"
    ))
    .unwrap();
    let mut table =
        csv::Reader::from_reader(include_str!("../../../../docs/examples/users.csv").as_bytes());
    assert_eq!(
        table.headers().unwrap(),
        vec!["user", "name", "role", "unit", "area", "grid", "password"]
    );
    for row in table.records().map(Result::unwrap) {
        assert!(
            row[2].parse::<Role>().is_ok() && row[1].starts_with("演示"),
            "{row:?}"
        );
        assert!(
            small.unit(&row[3].parse().unwrap()).is_some()
                && small.area(&row[4].parse().unwrap()).is_some(),
            "{row:?}"
        );
        assert!(
            row[5].is_empty() || small.grid(&row[5]).is_some(),
            "{row:?}"
        );
    }
}

#[test]
fn photos_are_drawings_of_their_own_size() {
    let mut all = BTreeSet::new();
    for theme in Theme::ALL {
        let sheet = Sheet::open(*theme);
        for (n, mended) in [
            (0, false),
            (1, false),
            (2, false),
            (3, false),
            (0, true),
            (1, true),
        ] {
            assert!(n < photos::EACH[usize::from(mended)]);
            let photo = sheet.photo(n, mended);
            assert_eq!(photo.dimensions(), (640, 480));
            assert_eq!(photo, Sheet::open(*theme).photo(n, mended));
            assert_ne!(photo, sheet.photo(n, !mended));
            let bytes = photos::jpeg(&photo);
            assert!(
                bytes.len() <= 40 * 1024,
                "{} {}",
                theme.as_str(),
                bytes.len()
            );
            assert_eq!(
                image::guess_format(&bytes).unwrap(),
                image::ImageFormat::Jpeg
            );
            assert!(all.insert(bytes), "{} {n} twice", theme.as_str());
        }
        assert_eq!(theme.as_str().parse(), Ok(*theme));
    }
    assert_eq!(
        all.len(),
        Theme::ALL.len() * photos::EACH.iter().sum::<usize>()
    );
}
