//! The form of 采集 as far as it is filled in: what a draft keeps, and the issue it becomes.

use crate::view_model::fault::{Spot, at_its_field};
use crate::view_model::lists::Lists;
use crate::view_model::measurement::{Fix, POOR_M};
use crate::view_model::reporter::ReporterInput;
use crate::view_model::text::filled;
use crate::view_model::time;
use crate::words as w;
use api::ApiError;
use model::facts::Place;
use model::issue::Issue;
use model::{
    AreaCode, CategoryCode, Code, Denial, Grade, Group, Kind, LocSource, Moment, Source, remark,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// All fields, as typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    pub title: String,
    pub body: String,
    pub kind: Kind,
    pub source: Source,
    pub grade: Grade,
    pub category: Option<CategoryCode>,
    pub tags: Vec<String>,
    pub lon: String,
    pub lat: String,
    pub accuracy_m: Option<f64>,
    pub fixes: Option<u32>,
    pub found: Option<LocSource>,
    pub address: String,
    pub poi: Option<String>,
    pub area: Option<AreaCode>,
    pub grid: Option<String>,
    pub occurred: String,
    pub no_photo: bool,
    pub no_photo_reason: String,
    pub reporter: ReporterInput,
    /// Drafts of earlier versions: the title was ours, not the person's.
    #[serde(skip_serializing)]
    pub title_proposed: bool,
    /// So was the text.
    #[serde(skip_serializing)]
    pub body_proposed: bool,
    /// The category was there before anything was done.
    pub category_pinned: bool,
    /// When the form was begun.
    pub began: Option<Moment>,
    /// What was measured before the pin was moved by hand.
    pub measured: Option<Fix>,
    /// Why a poor position is used all the same; empty when nobody needs to say.
    pub fix_reason: Option<String>,
    /// The note this comes from.
    pub note: Option<String>,
}

impl Default for Form {
    fn default() -> Self {
        Form {
            title: String::new(),
            body: String::new(),
            kind: Kind::Hazard,
            source: Source::Visit,
            grade: Grade::Normal,
            category: None,
            tags: Vec::new(),
            lon: String::new(),
            lat: String::new(),
            accuracy_m: None,
            fixes: None,
            found: None,
            address: String::new(),
            poi: None,
            area: None,
            grid: None,
            occurred: String::new(),
            no_photo: false,
            no_photo_reason: String::new(),
            reporter: ReporterInput::default(),
            title_proposed: false,
            body_proposed: false,
            category_pinned: false,
            began: None,
            measured: None,
            fix_reason: None,
            note: None,
        }
    }
}

/// Something to correct, and where.
pub type Fault = (Spot, String);

/// A denial at its spot.
pub(super) fn fault(denial: Denial) -> Fault {
    at_its_field(&ApiError::from(denial))
}

/// A decimal number as people type it, full-width too, with the stop of a Chinese sentence for a point; what the standard library
/// also takes (`inf`, `NaN`, too large for a number) is none.
fn number(text: &str) -> Option<f64> {
    let typed = model::text::code(text).replace('。', ".");
    typed.parse().ok().filter(|n: &f64| n.is_finite())
}

fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

impl Form {
    /// The form that a draft keeps.
    pub fn kept(fields: &Value) -> Option<Self> {
        let mut form: Form = serde_json::from_value(fields.clone()).ok()?;
        if std::mem::take(&mut form.title_proposed) {
            form.title.clear();
        }
        if std::mem::take(&mut form.body_proposed) {
            form.body.clear();
        }
        Some(form)
    }
    /// This form as a draft keeps it.
    pub fn fields(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
    /// Nothing of one's own was entered; what was found or pinned does not count.
    pub fn is_blank(&self) -> bool {
        let texts = [
            &self.title,
            &self.body,
            &self.address,
            &self.no_photo_reason,
            &self.reporter.name,
            &self.reporter.phone,
        ];
        (self.category.is_none() || self.category_pinned)
            && texts.iter().all(|text| text.trim().is_empty())
    }
    /// The position is measured, poorly, and nobody said why it is used all the same.
    pub fn asks_why(&self) -> bool {
        self.found == Some(LocSource::Gnss)
            && self.accuracy_m.is_some_and(|m| m > POOR_M)
            && self.fix_reason.is_none()
    }
    /// How the position was found, as a line below the text: the place itself holds only the one that counts.
    pub fn remark(&self) -> Option<String> {
        let (lon, lat) = self.position()?;
        match (self.found?, &self.measured, &self.fix_reason) {
            (LocSource::Map, Some(fix), _) => {
                let (metres, away) = (whole(fix.metres), whole(fix.away(lon, lat)));
                let at = format!("{:.5}，{:.5}", fix.lon, fix.lat);
                Some(w::REMARK_PIN.with(&[&at, &metres, &away]))
            }
            (LocSource::Gnss, _, Some(reason)) if !reason.trim().is_empty() => {
                let metres = whole(self.accuracy_m.unwrap_or_default());
                Some(w::REMARK_POOR.with(&[&metres, &reason.trim()]))
            }
            _ => None,
        }
    }
    /// Longitude and latitude, when both are numbers.
    pub fn position(&self) -> Option<(f64, f64)> {
        number(&self.lon).zip(number(&self.lat))
    }
    /// Takes a position and fills the area from it.
    pub fn put_position(&mut self, lon: f64, lat: f64, lists: &Lists) {
        (self.lon, self.lat) = (format!("{lon:.6}"), format!("{lat:.6}"));
        let found = lists.locator.locate(lon, lat);
        if let Some(area) = found.area {
            (self.area, self.grid) = (Some(area), found.grid);
        }
    }
    /// The place, or what is wrong with it.
    pub fn place(&self) -> Result<Place, Fault> {
        let degrees = |text: &str, label: &str| match text.trim() {
            "" => Ok(None),
            text => number(text).map(Some).ok_or_else(|| {
                let (_, words) = fault(
                    Denial::new(Code::FieldType)
                        .with("field", label)
                        .with("detail", text),
                );
                (Spot::Position, words)
            }),
        };
        let (lon, lat) = (degrees(&self.lon, "经度")?, degrees(&self.lat, "纬度")?);
        let has = lon.is_some() && lat.is_some();
        let area_code = self
            .area
            .clone()
            .ok_or((Spot::Area, Denial::from(Code::AreaTooWide).sentence()))?;
        Ok(Place {
            lon,
            lat,
            crs: None,
            accuracy_m: self.accuracy_m.filter(|_| has),
            fixes: self.fixes.filter(|_| has),
            source: Some(if has {
                self.found.unwrap_or(LocSource::Map)
            } else {
                LocSource::Address
            }),
            address: filled(&self.address),
            poi: self.poi.clone(),
            area_code,
            grid: self.grid.clone(),
        })
    }
    /// The issue, checked as the pool will check it; or everything to correct, first things first.
    pub fn issue(&self, lists: &Lists, photos: usize, offset: i32) -> Result<Issue, Vec<Fault>> {
        let mut faults = Vec::new();
        let place = self.place().map_err(|f| faults.push(f)).ok();
        if self.category.is_none() {
            faults.push((
                Spot::Category,
                Denial::new(Code::FieldMissing)
                    .with("field", w::CATEGORY.t())
                    .sentence(),
            ));
        }
        let first = lists.district.categories.first().map(|c| c.code.clone());
        let anywhere = Place {
            area_code: lists.district.code.clone(),
            ..blank_place(&lists.district.code)
        };
        let Some(category) = self.category.clone().or(first) else {
            return Err(faults);
        };
        if self.asks_why() {
            let metres = whole(self.accuracy_m.unwrap_or_default());
            faults.push((Spot::Position, w::ACCURACY_ASKS.with(&[&metres])));
        }
        let occurred_at = time::from_local(&self.occurred, offset);
        if occurred_at.is_none() && !self.occurred.trim().is_empty() {
            faults.push((Spot::Occurred, w::OCCURRED_ODD.t().to_string()));
        }
        let body = match self.remark() {
            Some(words) if !self.body.trim().is_empty() => remark::add(&self.body, &words),
            _ => self.body.clone(),
        };
        let issue = Issue {
            title: self.title.clone(),
            body,
            kind: self.kind,
            source: self.source,
            category,
            grade: self.grade,
            tags: self.tags.clone(),
            occurred_at,
            no_photo_reason: filled(&self.no_photo_reason).filter(|_| self.no_photo && photos == 0),
            r#where: place.clone().unwrap_or(anywhere),
            reporter: self.reporter.reporter(),
        };
        let facts = issue.facts();
        for group in Group::ALL
            .iter()
            .filter(|g| **g != Group::Where || place.is_some())
        {
            faults.extend(facts.part(*group).check(&lists.district).err().map(fault));
        }
        if photos == 0 && self.category.is_some() && facts.needs_photo(&lists.district) {
            let spot = if self.no_photo {
                Spot::NoPhoto
            } else {
                Spot::Photos
            };
            faults.push((spot, Denial::from(Code::PhotoMissing).sentence()));
        }
        faults.extend(
            issue
                .reporter
                .as_ref()
                .and_then(|r| r.checked().err())
                .map(fault),
        );
        let phone = self.reporter.phone_fault();
        faults.extend(phone.map(|words| (Spot::Phone, words)));
        faults.sort_by_key(|(spot, _)| *spot);
        if faults.is_empty() {
            Ok(issue)
        } else {
            Err(faults)
        }
    }
    /// The form as it would have been filled in for this issue.
    pub fn of(issue: &Issue, offset: i32) -> Self {
        let place = &issue.r#where;
        // To the last digit: a position nobody touches stays what it was.
        let number = |n: Option<f64>| {
            let text = n.and_then(|n| serde_json::to_string(&n).ok());
            text.map(|t| t.trim_end_matches(".0").to_string())
                .unwrap_or_default()
        };
        Form {
            title: issue.title.clone(),
            body: issue.body.clone(),
            kind: issue.kind,
            source: issue.source,
            grade: issue.grade,
            category: Some(issue.category.clone()),
            tags: issue.tags.clone(),
            lon: number(place.lon),
            lat: number(place.lat),
            accuracy_m: place.accuracy_m,
            fixes: place.fixes,
            found: place.source,
            address: place.address.clone().unwrap_or_default(),
            poi: place.poi.clone(),
            area: Some(place.area_code.clone()),
            grid: place.grid.clone(),
            occurred: issue
                .occurred_at
                .map(|at| time::to_local(at, offset))
                .unwrap_or_default(),
            no_photo: issue.no_photo_reason.is_some(),
            no_photo_reason: issue.no_photo_reason.clone().unwrap_or_default(),
            reporter: ReporterInput::default(),
            // What was settled once is not asked again.
            fix_reason: Some(String::new()),
            ..Form::default()
        }
    }
}

fn blank_place(area: &AreaCode) -> Place {
    Place {
        lon: None,
        lat: None,
        crs: None,
        accuracy_m: None,
        fixes: None,
        source: None,
        address: None,
        poi: None,
        area_code: area.clone(),
        grid: None,
    }
}
