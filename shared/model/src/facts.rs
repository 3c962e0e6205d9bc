//! Facts: what the officer saw and claims, in five groups. A group is replaced as a whole, so that a merge never builds
//! a row nobody entered.

use crate::district::District;
use crate::{
    AreaCode, CategoryCode, Code, Crs, Denial, Grade, Group, Kind, LocSource, Moment, Source, geo,
    moment, remark, text,
};
use serde::{Deserialize, Serialize};

/// All five groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// 事项.
    pub what: What,
    /// 主要内容.
    pub body: String,
    /// 等级, as claimed.
    pub grade: Grade,
    /// 地点.
    #[serde(rename = "where")]
    pub place: Place,
    /// 发生时间.
    pub when: When,
}

/// What the issue is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct What {
    /// 标题.
    pub title: String,
    /// 诉求类型.
    pub kind: Kind,
    /// 来源.
    pub source: Source,
    /// 类别, of any level at capture.
    pub category: CategoryCode,
    /// 标签, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Why there is no photo though the category asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
}

/// Where it is. Never GCJ-02: a stored position is WGS-84 or CGCS2000, with its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Datum of the position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crs: Option<Crs>,
    /// Accuracy as the receiver gave it, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// How many fixes were taken before this one was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixes: Option<u32>,
    /// How the position was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<LocSource>,
    /// 地址.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 小区点位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poi: Option<String>,
    /// Town or village.
    pub area_code: AreaCode,
    /// Governance grid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<String>,
}

/// When it happened, when that is known apart from the capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// 发生时间.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_ms")]
    pub occurred_at: Option<Moment>,
}

mod optional_ms {
    use super::{Moment, moment};
    use serde::{Deserialize, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(m: &Option<Moment>, s: S) -> Result<S::Ok, S::Error> {
        match m {
            Some(m) => moment::ms::serialize(m, s),
            None => s.serialize_none(),
        }
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Moment>, D::Error> {
        Ok(Option::<i64>::deserialize(d)?.map(Moment))
    }
}

/// One group with its value: what an edit of facts carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "group", content = "value", rename_all = "snake_case")]
pub enum FactGroup {
    /// 事项.
    What(What),
    /// 主要内容.
    Body(String),
    /// 等级.
    Grade(Grade),
    /// 地点.
    Where(Place),
    /// 发生时间.
    When(When),
}

impl FactGroup {
    /// Which group this is.
    pub fn group(&self) -> Group {
        match self {
            FactGroup::What(_) => Group::What,
            FactGroup::Body(_) => Group::Body,
            FactGroup::Grade(_) => Group::Grade,
            FactGroup::Where(_) => Group::Where,
            FactGroup::When(_) => Group::When,
        }
    }
}

impl Facts {
    /// One group of these facts.
    pub fn part(&self, group: Group) -> FactGroup {
        match group {
            Group::What => FactGroup::What(self.what.clone()),
            Group::Body => FactGroup::Body(self.body.clone()),
            Group::Grade => FactGroup::Grade(self.grade),
            Group::Where => FactGroup::Where(self.place.clone()),
            Group::When => FactGroup::When(self.when),
        }
    }
    /// Replaces one group.
    pub fn put(&mut self, part: FactGroup) {
        match part {
            FactGroup::What(v) => self.what = v,
            FactGroup::Body(v) => self.body = v,
            FactGroup::Grade(v) => self.grade = v,
            FactGroup::Where(v) => self.place = v,
            FactGroup::When(v) => self.when = v,
        }
    }
    /// The groups that differ from `other`, with these facts' values.
    pub fn changes_from(&self, other: &Facts) -> Vec<FactGroup> {
        Group::ALL
            .iter()
            .filter(|g| self.part(**g) != other.part(**g))
            .map(|g| self.part(*g))
            .collect()
    }
    /// Checks every group against the district.
    pub fn check(&self, district: &District) -> Result<(), Denial> {
        Group::ALL
            .iter()
            .try_for_each(|g| self.part(*g).check(district))
    }
    /// Whether the category asks for a photo of the scene and no reason is given for having none.
    pub fn needs_photo(&self, district: &District) -> bool {
        let asked = (1..=self.what.category.level()).any(|l| {
            district
                .category(&self.what.category.at_level(l))
                .is_some_and(|c| c.photo)
        });
        asked && self.what.no_photo_reason.is_none()
    }
}

impl FactGroup {
    /// Checks one group against the district's lists and limits; the error names the field.
    pub fn check(&self, district: &District) -> Result<(), Denial> {
        let limits = &district.rules.texts;
        match self {
            FactGroup::What(what) => {
                text::check_line("标题", &what.title, 1, limits.title_max)?;
                if district.category(&what.category).is_none() {
                    return Err(Denial::new(Code::CategoryUnknown).with("value", &what.category));
                }
                if what.tags.len() > limits.tags_max {
                    return Err(Denial::new(Code::TooMany)
                        .with("field", "标签")
                        .with("max", limits.tags_max)
                        .with("count", what.tags.len()));
                }
                what.tags
                    .iter()
                    .try_for_each(|t| text::check_line("标签", t, 1, 20))?;
                match &what.no_photo_reason {
                    Some(reason) => text::check("无法拍照的原因", reason, 1, limits.address_max),
                    None => Ok(()),
                }
            }
            FactGroup::Body(body) => {
                // What the app wrote below it is not counted against the person; nor may it hide what no text may hold.
                let own = remark::own(body);
                text::check("主要内容", own, limits.body_min, limits.body_max)?;
                text::check("主要内容", body, 0, limits.body_max + remark::ADDED_MAX)
            }
            FactGroup::Grade(_) => Ok(()),
            FactGroup::Where(place) => place.check(district),
            FactGroup::When(when) => when.occurred_at.map_or(Ok(()), |at| at.check("发生时间")),
        }
    }
}

impl Place {
    /// The position, when there is one.
    pub fn position(&self) -> Option<(f64, f64)> {
        Some((self.lon?, self.lat?))
    }
    fn check(&self, district: &District) -> Result<(), Denial> {
        match (self.lon, self.lat) {
            (Some(lon), Some(lat)) => {
                if !lon.is_finite() || !lat.is_finite() || !geo::in_world(lon, lat) {
                    return Err(Code::PlaceOutOfWorld.into());
                }
                if geo::is_zero(lon, lat) {
                    return Err(Code::PlaceZero.into());
                }
            }
            (None, None) => {
                if self.address.as_deref().is_none_or(text::is_blank) {
                    return Err(Code::PlaceMissing.into());
                }
            }
            _ => return Err(Code::PlaceIncomplete.into()),
        }
        if self
            .accuracy_m
            .is_some_and(|m| !(0.0..=1_000_000.0).contains(&m))
        {
            return Err(Denial::new(Code::FieldType)
                .with("field", "where.accuracy_m")
                .with("detail", "精度须是 0 到 1000000 米"));
        }
        for (label, value) in [("地址", &self.address), ("小区点位", &self.poi)] {
            if let Some(value) = value {
                text::check_line(label, value, 0, district.rules.texts.address_max)?;
            }
        }
        if district.area(&self.area_code).is_none() {
            return Err(Denial::new(Code::AreaUnknown).with("value", &self.area_code));
        }
        if self.area_code.level() == 1 {
            return Err(Code::AreaTooWide.into());
        }
        match &self.grid {
            Some(grid)
                if district
                    .grid(grid)
                    .is_none_or(|(area, _)| area.code != self.area_code) =>
            {
                Err(Denial::new(Code::GridUnknown)
                    .with("value", grid.chars().take(40).collect::<String>()))
            }
            _ => Ok(()),
        }
    }
}
