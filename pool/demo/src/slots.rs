//! Slots in the sentences of one ticket: 「{点}井盖碎裂{久}」.

use super::spots::Spot;
use super::words::{Chapter, Words};
use fastrand::Rng;
use model::area::Area;
use std::collections::BTreeMap;

/// Fills the slots of one ticket; a slot keeps its value from the title to the end of the body.
pub struct Slots<'a> {
    /// Words for the slots that all chapters share.
    pub words: &'a Words,
    /// Words for 后 and 望.
    pub chapter: &'a Chapter,
    pub spot: &'a Spot,
    /// The village.
    pub area: &'a Area,
    /// The list for 源, e.g. 有.card.
    pub source: String,
    /// Values given so far.
    pub used: BTreeMap<String, String>,
}

impl Slots<'_> {
    /// The text with its slots filled.
    pub fn fill(&mut self, text: &str, rng: &mut Rng) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, tail)) = after.split_once('}') else {
                break;
            };
            out.push_str(before);
            let value = match self.used.get(slot) {
                Some(value) => value.clone(),
                None => self.draw(slot, rng),
            };
            self.used.insert(slot.into(), value.clone());
            out.push_str(value.split('=').next().unwrap_or_default());
            rest = tail;
        }
        out + rest
    }

    fn draw(&mut self, slot: &str, rng: &mut Rng) -> String {
        match slot {
            "点" => self.spot.point.clone(),
            "院" => self.spot.estate.clone(),
            "路" => self.spot.road.clone(),
            "楼" => format!("{}号楼{}单元", rng.u32(1..=24), rng.u32(1..=5)),
            "几" => rng.u32(2..=9).to_string(),
            "冷" => rng.u32(12..=16).to_string(),
            "米" => [5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80][rng.usize(..13)].to_string(),
            "区" => self.area.name.clone(),
            "源" => self.words.draw(&self.source, rng).into(),
            "后" | "望" => {
                let own = self
                    .chapter
                    .own
                    .get(slot)
                    .and_then(|list| rng.choice(list))
                    .copied()
                    .unwrap_or_default();
                self.fill(own, rng)
            }
            _ => self.words.draw(slot, rng).into(),
        }
    }

    /// Days since it began, from the word drawn for 久, as in 两周=14.
    pub fn days(&self) -> Option<u32> {
        self.used.get("久")?.split_once('=')?.1.parse().ok()
    }
}
