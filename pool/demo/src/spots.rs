//! Spots inside a village: estates, roads, a point on the ground, the words of an address.

use super::noise::seed;
use super::words::{Land, Words};
use fastrand::Rng;
use model::area::Area;
use model::district::District;
use model::geo;

/// A village as the generator sees it.
pub struct Village<'a> {
    /// The area itself.
    pub area: &'a Area,
    /// Name of its town.
    pub town: &'a str,
    /// Community or village.
    pub land: Land,
}

/// One spot, in words.
pub struct Spot {
    /// What people call it, e.g. 柳湖苑 3 号院东门.
    pub point: String,
    /// The estate or street it belongs to, e.g. 柳湖苑 3 号院.
    pub estate: String,
    /// A road nearby.
    pub road: String,
}

impl<'a> Village<'a> {
    /// Every village of the district.
    pub fn all(district: &'a District) -> Vec<Village<'a>> {
        let villages = district.areas.iter().filter(|a| a.code.level() == 3);
        villages
            .map(|area| {
                let town = district
                    .area(&area.code.town())
                    .map_or("", |t| t.name.as_str());
                Village {
                    area,
                    town,
                    land: if area.name.ends_with("社区") {
                        Land::City
                    } else {
                        Land::Rural
                    },
                }
            })
            .collect()
    }
    /// Whether a chapter for `land` fits here.
    pub fn fits(&self, land: Land) -> bool {
        land == Land::Any || land == self.land
    }
    /// A spot of this village.
    pub fn spot(&self, words: &Words, rng: &mut Rng) -> Spot {
        let stem = self
            .area
            .name
            .trim_end_matches("社区")
            .trim_end_matches('村');
        let town = self
            .town
            .trim_end_matches("街道")
            .trim_end_matches(['镇', '乡']);
        if self.land == Land::Rural {
            let point = format!("{}{}", self.area.name, words.draw("村点", rng));
            let road = if rng.u8(..100) < 60 {
                words.draw("村路", rng).to_string()
            } else {
                format!("{town}{}", words.draw("路", rng))
            };
            return Spot {
                estate: point.clone(),
                point,
                road,
            };
        }
        // A community has two estates whose names do not change from ticket to ticket.
        let which = rng.usize(..2);
        let mut naming = Rng::with_seed(seed(&format!("{}{which}", self.area.code)));
        let ends = stem.ends_with(['里', '园', '苑', '坊', '洲', '巷']);
        let estate = if ends {
            format!("{stem}{}区", ["东", "西"][which])
        } else {
            format!("{stem}{}", words.draw("院", &mut naming))
        };
        let estate = format!("{estate}{}号院", rng.u32(1..=9));
        let point = if rng.u8(..100) < 70 {
            format!("{estate}{}", words.draw("院点", rng))
        } else {
            format!("{stem}{}", words.draw("社区点", rng))
        };
        Spot {
            estate,
            point,
            road: format!(
                "{}{}",
                if rng.u8(..100) < 50 { town } else { stem },
                words.draw("路", rng)
            ),
        }
    }
}

/// A position inside the ring, with 6 decimals; none when the ring is empty.
pub fn position(ring: &[(f64, f64)], rng: &mut Rng) -> Option<(f64, f64)> {
    let bounds = |pick: fn(&(f64, f64)) -> f64| {
        ring.iter()
            .map(pick)
            .fold((f64::MAX, f64::MIN), |(low, high), v| {
                (low.min(v), high.max(v))
            })
    };
    let ((west, east), (south, north)) = (bounds(|p| p.0), bounds(|p| p.1));
    let round6 = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (0..200).find_map(|_| {
        let at = (
            round6(west + (east - west) * rng.f64()),
            round6(south + (north - south) * rng.f64()),
        );
        geo::inside(ring, at.0, at.1).then_some(at)
    })
}
