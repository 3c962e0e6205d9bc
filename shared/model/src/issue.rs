//! ISSUE.json: an issue as scripts and forms write it (docs/automation.md), and the facts it stands for.

use crate::facts::{FactGroup, Facts, Place, What, When};
use crate::{
    CategoryCode, Code, Denial, Grade, Kind, Moment, ReporterKind, Source, geo, mask, text,
};
use serde::{Deserialize, Serialize};

/// One issue, flat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// 标题.
    pub title: String,
    /// 主要内容.
    pub body: String,
    /// 诉求类型.
    pub kind: Kind,
    /// 来源.
    pub source: Source,
    /// 类别.
    pub category: CategoryCode,
    /// 等级.
    pub grade: Grade,
    /// 标签.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// 发生时间.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Moment>,
    /// Why there is no photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
    /// 地点.
    pub r#where: Place,
    /// 诉求人: a side record, never part of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Reporter>,
}

/// Who spoke to the officer (诉求人). Personal data: kept apart from the ticket, masked unless asked for with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Reporter {
    /// 个人, 企业, 匿名 or 无.
    pub kind: ReporterKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 统一社会信用代码 of an enterprise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_code: Option<String>,
    /// 是否回访.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wants_visit: Option<bool>,
    /// 是否保密.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential: Option<bool>,
    /// Agreed that the data be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<bool>,
}

/// Any subset of an issue's facts: what `edit` takes. A field given writes its whole group, its neighbours as shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FactsPatch {
    /// 标题.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// 主要内容.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// 诉求类型.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// 来源.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// 类别.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    /// 等级.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// 标签.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// 发生时间.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Moment>,
    /// Why there is no photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_photo_reason: Option<String>,
    /// 地点, given whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#where: Option<Place>,
    /// 诉求人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporter: Option<Reporter>,
}

impl Issue {
    /// The facts, each field in its one form ([`crate::text`]): tags sorted, positions rounded to 7 decimals (about 1 cm).
    pub fn facts(&self) -> Facts {
        Facts {
            what: tidy_what(What {
                title: self.title.clone(),
                kind: self.kind,
                source: self.source,
                category: self.category.clone(),
                tags: self.tags.clone(),
                no_photo_reason: self.no_photo_reason.clone(),
            }),
            body: text::clean(&self.body),
            grade: self.grade,
            place: tidy_place(self.r#where.clone()),
            when: When {
                occurred_at: self.occurred_at,
            },
        }
    }
    /// Facts in the shape of ISSUE.json, without a reporter.
    pub fn from_facts(facts: &Facts) -> Self {
        Issue {
            title: facts.what.title.clone(),
            body: facts.body.clone(),
            kind: facts.what.kind,
            source: facts.what.source,
            category: facts.what.category.clone(),
            grade: facts.grade,
            tags: facts.what.tags.clone(),
            occurred_at: facts.when.occurred_at,
            no_photo_reason: facts.what.no_photo_reason.clone(),
            r#where: facts.place.clone(),
            reporter: None,
        }
    }
}

impl FactsPatch {
    /// The groups this patch writes on top of the facts as shown; a field that is given writes its group even when equal.
    pub fn groups(&self, shown: &Facts) -> Vec<FactGroup> {
        let mut groups = Vec::new();
        let touches_what = self.title.is_some()
            || self.kind.is_some()
            || self.source.is_some()
            || self.category.is_some();
        if touches_what || self.tags.is_some() || self.no_photo_reason.is_some() {
            let old = &shown.what;
            groups.push(FactGroup::What(tidy_what(What {
                title: self.title.clone().unwrap_or_else(|| old.title.clone()),
                kind: self.kind.unwrap_or(old.kind),
                source: self.source.unwrap_or(old.source),
                category: self
                    .category
                    .clone()
                    .unwrap_or_else(|| old.category.clone()),
                tags: self.tags.clone().unwrap_or_else(|| old.tags.clone()),
                no_photo_reason: self
                    .no_photo_reason
                    .clone()
                    .or_else(|| old.no_photo_reason.clone()),
            })));
        }
        groups.extend(
            self.body
                .as_deref()
                .map(|b| FactGroup::Body(text::clean(b))),
        );
        groups.extend(self.grade.map(FactGroup::Grade));
        groups.extend(
            self.r#where
                .clone()
                .map(|p| FactGroup::Where(tidy_place(p))),
        );
        groups.extend(self.occurred_at.map(|at| {
            FactGroup::When(When {
                occurred_at: Some(at),
            })
        }));
        groups
    }
}

impl Reporter {
    /// The record as it is kept: names without what cannot be seen, phone and code written one way; then lengths and forms
    /// are checked. What is left empty is left out.
    pub fn checked(&self) -> Result<Reporter, Denial> {
        let tidy = |value: &Option<String>, how: fn(&str) -> String| {
            let tidied = value.as_deref().map(how);
            tidied.filter(|value| !text::is_blank(value))
        };
        let org_code = tidy(&self.org_code, text::code).map(|code| code.to_ascii_uppercase());
        let kept = Reporter {
            name: tidy(&self.name, text::clean),
            phone: tidy(&self.phone, text::phone),
            org_code,
            ..self.clone()
        };
        for (label, value, max) in [
            ("反映人姓名", &kept.name, 40),
            ("反映人电话", &kept.phone, 20),
            ("统一社会信用代码", &kept.org_code, 18),
        ] {
            if let Some(value) = value {
                text::check_line(label, value, 0, max)?;
            }
        }
        if let Some(phone) = &kept.phone
            && !phone
                .chars()
                .all(|c| c.is_ascii_digit() || "+-() ".contains(c))
        {
            return Err(Denial::new(Code::FieldType)
                .with("field", "反映人电话")
                .with("detail", "只能有数字和 + - ( )"));
        }
        if let Some(code) = &kept.org_code
            && !crate::number::org_code_ok(code)
        {
            return Err(Denial::new(Code::FieldType)
                .with("field", "统一社会信用代码")
                .with("detail", "校验位不对"));
        }
        Ok(kept)
    }
    /// What everybody who sees the ticket may see of its reporter.
    #[must_use]
    pub fn masked(&self) -> Reporter {
        Reporter {
            name: self.name.as_deref().map(mask::name),
            phone: self.phone.as_deref().map(mask::phone),
            org_code: self.org_code.as_deref().map(mask::code),
            ..self.clone()
        }
    }
    /// Whether there is somebody to call back.
    pub fn is_someone(&self) -> bool {
        matches!(self.kind, ReporterKind::Person | ReporterKind::Enterprise)
    }
}

fn tidy_what(mut what: What) -> What {
    what.title = text::clean(&what.title);
    what.tags = what
        .tags
        .iter()
        .map(|t| text::word(t))
        .filter(|t| !t.is_empty())
        .collect();
    what.tags.sort();
    what.tags.dedup();
    what.no_photo_reason = what
        .no_photo_reason
        .map(|r| text::clean(&r))
        .filter(|r| !text::is_blank(r));
    what
}

fn tidy_place(mut place: Place) -> Place {
    place.lon = place.lon.map(geo::round7);
    place.lat = place.lat.map(geo::round7);
    if place.position().is_some() && place.crs.is_none() {
        place.crs = Some(crate::Crs::Wgs84);
    }
    let tidy = |field: &mut Option<String>, how: fn(&str) -> String| {
        let tidied = field.take().map(|t| how(&t));
        *field = tidied.filter(|t| !text::is_blank(t));
    };
    tidy(&mut place.address, text::clean);
    tidy(&mut place.poi, text::clean);
    tidy(&mut place.grid, text::code);
    place
}
