//! Demo tickets: what officers would write down, drawn from sentences, places and a seed.

use super::slots::Slots;
use super::spots::{Spot, Village, position};
use super::theme::Theme;
use super::words::{Chapter, Heard, Line, Words, chapters};
use fastrand::Rng;
use model::area::Grid;
use model::district::District;
use model::facts::Place;
use model::issue::{Issue, Reporter};
use model::{AreaCode, Crs, Grade, Kind, LocSource, PhotoKind, ReporterKind, Source};
use std::collections::{BTreeMap, BTreeSet};

/// One ticket to be.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoIssue {
    /// What the officer captured, in the shape of ISSUE.json.
    pub issue: Issue,
    /// Photos to take, in order.
    pub photos: Vec<PhotoKind>,
    /// What they show.
    pub theme: Option<Theme>,
    /// Seed of the first photo; the next ones count on from it.
    pub photo_seed: u64,
    /// How long ago it was captured: 5 minutes to 45 days, mostly recent.
    pub age_minutes: u32,
    /// How long before the capture it began, when the text says so.
    pub began_minutes: Option<u32>,
}

/// `n` tickets for a district, the same for the same seed; no two have the same text. Many lie in the village of
/// [`super::sample`] and its town, so that every demo user has something to do. None for a district without villages.
pub fn issues(seed: u64, n: usize, district: &District) -> impl Iterator<Item = DemoIssue> {
    let writer = Writer::new(district);
    let mut seen = BTreeSet::new();
    let mut rng = Rng::with_seed(seed);
    let n = if writer.villages.is_empty() || writer.chapters.is_empty() {
        0
    } else {
        n
    };
    (0..n).filter_map(move |_| {
        // Sentences are many, not endless: the last draw stands even if it was seen.
        let mut drawn = (0..40).filter_map(|_| writer.draw(&mut rng));
        drawn.find(|d| seen.insert(d.issue.body.clone()))
    })
}

struct Writer<'a> {
    district: &'a District,
    words: Words,
    chapters: Vec<Chapter>,
    villages: Vec<Village<'a>>,
    home: Option<AreaCode>,
}

impl<'a> Writer<'a> {
    fn new(district: &'a District) -> Self {
        let mut chapters = chapters();
        chapters.retain(|c| district.category(&c.category).is_some());
        let villages = Village::all(district);
        let home = villages.first().map(|v| v.area.code.clone());
        Writer {
            district,
            words: Words::new(),
            chapters,
            villages,
            home,
        }
    }

    /// A village: now and then the first, or one of its town.
    fn village(&self, rng: &mut Rng) -> Option<&Village<'a>> {
        let within = |code: AreaCode| {
            self.villages
                .iter()
                .filter(|v| code.covers(&v.area.code))
                .collect::<Vec<_>>()
        };
        match (rng.usize(..100), &self.home) {
            (0..14, Some(home)) => self.villages.iter().find(|v| v.area.code == *home),
            (14..36, Some(home)) => rng.choice(&within(home.town())).copied(),
            _ => rng.choice(&self.villages),
        }
    }

    fn draw(&self, rng: &mut Rng) -> Option<DemoIssue> {
        let village = self.village(rng)?;
        let chapters: Vec<&Chapter> = self
            .chapters
            .iter()
            .filter(|c| village.fits(c.land))
            .collect();
        let chapter = *rng.choice(&chapters)?;
        let rural = village.land == super::words::Land::Rural;
        let lines = chapter.lines.iter().filter(|l| !(rural && l.needs_block()));
        let weighted: Vec<&Line> = lines
            .flat_map(|l| std::iter::repeat_n(l, l.weight()))
            .collect();
        let line = *rng.choice(&weighted)?;
        let kind = *rng.choice(&chapter.kinds)?;
        let told = chapter.heard == Heard::Always || kind != Kind::Hazard && rng.u8(..100) < 60;
        let opening = match (told, kind) {
            (true, Kind::Consult) => "问.",
            (true, _) => "有.",
            (false, _) => "无.",
        };
        let sources: Vec<Source> = self
            .words
            .slots(opening)
            .iter()
            .filter_map(|s| s.parse().ok())
            .collect();
        let likely: Vec<Source> = sources
            .into_iter()
            .filter(|s| chapter.theme.is_none_or(|t| t.fits(*s)))
            .collect();
        let source = *rng.choice(&likely)?;
        let spot = village.spot(&self.words, rng);
        let mut slots = Slots {
            words: &self.words,
            chapter,
            spot: &spot,
            area: village.area,
            source: format!("{opening}{source}"),
            used: BTreeMap::new(),
        };
        let title = slots.fill(line.title, rng);
        // The block alone says where: 「柳湖苑3号院7号楼2单元」, not 「柳湖苑3号院东门7号楼2单元」.
        let mut body = slots.fill(&line.body.replace("{点}{楼}", "{院}{楼}"), rng);
        if rng.u8(..100) < 30 {
            body += self.words.draw(if told { "尾有" } else { "尾无" }, rng);
        }
        let began_minutes = slots.days().map(|days| days * 1440 + rng.u32(0..=600));
        let grid = rng.choice(&village.area.grids);
        let asks = self
            .district
            .category(&chapter.category)
            .is_some_and(|c| c.photo);
        let count = if asks {
            [0, 1, 1, 1, 1, 2, 2, 2, 3, 1][rng.usize(..10)]
        } else {
            usize::from(rng.u8(..100) < 15)
        };
        let count = if chapter.theme.is_some() { count } else { 0 };
        let age = rng.f64();
        Some(DemoIssue {
            issue: Issue {
                title,
                body,
                kind,
                source,
                category: chapter.category.clone(),
                grade: line.grade,
                tags: chapter
                    .tag
                    .filter(|_| rng.u8(..100) < 50)
                    .map(String::from)
                    .into_iter()
                    .collect(),
                occurred_at: None,
                no_photo_reason: (asks && count == 0)
                    .then(|| self.words.draw("无照片", rng).into()),
                r#where: place(village, grid, &spot, rng),
                reporter: told.then(|| self.reporter(source, rng)),
            },
            photos: vec![PhotoKind::Scene; count],
            theme: chapter.theme,
            photo_seed: rng.u64(..),
            age_minutes: 5 + if line.grade == Grade::Normal {
                (age * age * age * 64_000.0) as u32
            } else {
                (age * age * 9_000.0) as u32
            },
            began_minutes,
        })
    }

    /// Somebody who cannot be mistaken for a real person: 「演示王某」, 130 0000 0xxx.
    fn reporter(&self, source: Source, rng: &mut Rng) -> Reporter {
        let surname = self.words.draw("姓", rng);
        let (kind, name) = match source {
            Source::Enterprise => (
                ReporterKind::Enterprise,
                Some(format!("演示{}（{surname}某）", self.words.draw("店", rng))),
            ),
            _ if rng.u8(..100) < 8 => (ReporterKind::Anonymous, None),
            _ => (ReporterKind::Person, Some(format!("演示{surname}某"))),
        };
        let phone = name
            .as_ref()
            .map(|_| format!("13000000{:03}", rng.usize(..1000)));
        let wants_visit = name.as_ref().map(|_| rng.u8(..100) < 80);
        Reporter {
            kind,
            name,
            phone,
            org_code: None,
            wants_visit,
            confidential: (rng.u8(..100) < 15).then_some(true),
            consent: Some(true),
        }
    }
}

/// Where it is: mostly a satellite fix, sometimes a point on the map, sometimes only an address.
fn place(village: &Village, grid: Option<&Grid>, spot: &Spot, rng: &mut Rng) -> Place {
    let ring = grid.map_or(village.area.outline.main(), |g| g.outline.main());
    let (source, at) = match rng.usize(..100) {
        0..72 => (LocSource::Gnss, position(ring, rng)),
        72..92 => (LocSource::Map, position(ring, rng)),
        _ => (LocSource::Address, None),
    };
    let source = if at.is_none() {
        LocSource::Address
    } else {
        source
    };
    let gnss = source == LocSource::Gnss;
    Place {
        lon: at.map(|p| p.0),
        lat: at.map(|p| p.1),
        crs: at.map(|_| Crs::Wgs84),
        accuracy_m: gnss.then(|| {
            f64::from(if rng.u8(..100) < 12 {
                rng.u32(25..=60)
            } else {
                rng.u32(3..=18)
            })
        }),
        fixes: gnss.then(|| rng.u32(1..=5)),
        source: Some(source),
        address: Some(format!("{}{}", village.town, spot.point)),
        poi: (spot.estate != spot.point && rng.u8(..100) < 50).then(|| spot.estate.clone()),
        area_code: village.area.code.clone(),
        grid: grid.map(|g| g.code.clone()),
    }
}
