//! What the desk asks besides tickets: views, look-alikes, suggested units, exports.

use super::world::World;
use api::*;
use model::geo::distance_m;
use model::row::Row;
use model::sought::Sought;
use model::{Code, Denial, TicketId};
use std::collections::BTreeSet;

const DAY_MS: u64 = 86_400_000;

impl World {
    /// Saves a view; one under a known name is replaced.
    pub fn save_view(&mut self, view: View) -> Result<Views, ApiError> {
        let length = view.name.trim().chars().count();
        if length == 0 {
            return Err(Denial::new(Code::FieldMissing).with("field", "名称").into());
        }
        if length > 20 {
            let denial = Denial::new(Code::TextTooLong).with("field", "名称");
            return Err(denial.with("max", 20).with("length", length).into());
        }
        match self.views.iter_mut().find(|v| v.name == view.name) {
            Some(known) => *known = view,
            None => self.views.push(view),
        }
        Ok(self.all_views())
    }

    /// Every view.
    pub fn all_views(&self) -> Views {
        Views {
            views: self.views.clone(),
        }
    }

    /// Tickets like this one: same category, near, or with much of the same text.
    pub fn alike(&self, id: &TicketId) -> Result<Alikes, ApiError> {
        let rows = self.rows();
        let own = rows.iter().find(|r| r.id == *id).ok_or(Code::NotFound)?;
        let mut alike: Vec<Alike> = rows
            .iter()
            .filter(|r| r.id != own.id)
            .map(|r| likeness(own, r))
            .filter(|a| a.percent >= 20 || a.metres.is_some_and(|m| m <= 400))
            .collect();
        alike.sort_by_key(|a| (u8::MAX - a.percent, a.metres));
        alike.truncate(10);
        Ok(Alikes { alike })
    }

    /// Tickets of a reporter, by the model's own rule.
    pub fn seek(&self, ask: &FindReporters) -> Result<ReportersFound, ApiError> {
        let sought = Sought::read(&ask.text)?;
        let of = |row: Row| {
            let reporter = self.reporters.get(&row.id)?;
            let fits = Sought::of(reporter).contains(&sought);
            let reporter = reporter.masked();
            fits.then_some(ReporterHit { row, reporter })
        };
        Ok(ReportersFound {
            hits: self.rows().into_iter().filter_map(of).collect(),
            more: false,
        })
    }

    /// Units for a ticket, as the dispatch list and the place say.
    pub fn suggest(&self, id: &TicketId) -> Result<Suggestions, ApiError> {
        let rows = self.rows();
        let own = rows.iter().find(|r| r.id == *id).ok_or(Code::NotFound)?;
        let listed = self
            .district
            .category(&own.category)
            .and_then(|c| c.unit.clone());
        let town = self.district.town_unit(&own.area_code);
        let led = |unit: &model::UnitCode| {
            let same = |r: &&Row| r.category == own.category && r.lead_unit.as_ref() == Some(unit);
            rows.iter().filter(same).count() as u64
        };
        let mut units: Vec<Suggestion> = Vec::new();
        let found = [
            (listed, SuggestReason::Catalogue),
            (town.map(|u| u.code.clone()), SuggestReason::Town),
            (
                rows.iter()
                    .filter(|r| r.category == own.category)
                    .find_map(|r| r.lead_unit.clone()),
                SuggestReason::History,
            ),
        ];
        for (unit, reason) in found {
            let Some(unit) = unit else { continue };
            if !units.iter().any(|s| s.unit == unit) {
                let recent = led(&unit);
                units.push(Suggestion {
                    unit,
                    reason,
                    recent,
                });
            }
        }
        Ok(Suggestions { units })
    }

    /// The name of a file that is never made here.
    pub fn export(&self, ask: &ExportTickets) -> Result<Exported, ApiError> {
        let kind = match ask.format {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
        };
        Ok(Exported {
            name: format!("gongdan-demo.{kind}"),
            rows: self.list(ask.filter.clone())?.total,
            checksum: "5f".repeat(32),
        })
    }
}

fn likeness(own: &Row, other: &Row) -> Alike {
    let (a, b) = (letters(&own.title), letters(&other.title));
    let common = a.intersection(&b).count() * 100 / a.union(&b).count().max(1);
    let place = |r: &Row| r.lon.zip(r.lat);
    let metres = place(own)
        .zip(place(other))
        .map(|(a, b)| distance_m(a, b) as u32);
    let apart = own.captured_at.since(other.captured_at).unsigned_abs() / DAY_MS;
    Alike {
        row: other.clone(),
        metres,
        days: u32::try_from(apart).unwrap_or(u32::MAX),
        percent: u8::try_from(common).unwrap_or(100),
    }
}

fn letters(text: &str) -> BTreeSet<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
