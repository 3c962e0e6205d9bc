//! How unsent work is divided into files that seldom change.

use crate::error::Result;
use crate::photos::sha256;
use crate::rescue::Picture;
use crate::store::unsent::Unsent;
use std::collections::BTreeSet;

/// Edits, or side records, of one piece.
const EDITS: usize = 256;
/// Bytes of the photos in one piece: so much is written again when one comes.
const BYTES: usize = 4 * 1024 * 1024;

/// Texts or photos that lie in one file.
pub struct Piece {
    /// Of what is in it. Texts sort before photos: so the pool has to get them.
    pub name: String,
    pub unsent: Unsent,
    pub pictures: Vec<Picture>,
}

impl Piece {
    fn of_texts(kind: &str, content: &[u8], unsent: Unsent) -> Self {
        Piece {
            name: format!("1-{kind}-{}", sha256(content)),
            unsent,
            pictures: Vec::new(),
        }
    }

    fn of_pictures(pictures: Vec<Picture>) -> Self {
        let named = pictures.iter().map(|p| {
            let ticket = p.ticket.as_ref().map_or("", |t| t.as_str());
            format!("{} {ticket}\n", p.sha256)
        });
        let named: String = named.collect();
        Piece {
            name: format!("2-{}", sha256(named.as_bytes())),
            unsent: Unsent::default(),
            pictures,
        }
    }
}

/// Divides what waits so that what is added or sent later leaves most pieces as they are.
pub fn pieces(unsent: Unsent, pictures: Vec<Picture>) -> Result<Vec<Piece>> {
    let Unsent {
        edits,
        mut sides,
        drafts,
        notes,
        ..
    } = unsent;
    let mut all = Vec::new();
    for (n, edits) in edits.chunks(EDITS).enumerate() {
        // A side record goes with its ticket's first edits, or behind them all.
        let rows: BTreeSet<_> = edits.iter().map(|own| own.row).collect();
        let (with, others): (Vec<_>, Vec<_>) =
            sides.into_iter().partition(|s| rows.contains(&s.row));
        sides = others;
        let unsent = Unsent {
            edits: edits.to_vec(),
            sides: with,
            ..Unsent::default()
        };
        let ids = unsent.edits.iter();
        let mut content: Vec<u8> = ids
            .flat_map(|own| [own.edit.id.0.as_slice(), &own.head.0].concat())
            .collect();
        content.extend(unsent.sides.iter().flat_map(|side| side.record.id.0));
        all.push(Piece::of_texts(&format!("e{n:05}"), &content, unsent));
    }
    for (n, sides) in sides.chunks(EDITS).enumerate() {
        let content: Vec<u8> = sides.iter().flat_map(|side| side.record.id.0).collect();
        let unsent = Unsent {
            sides: sides.to_vec(),
            ..Unsent::default()
        };
        all.push(Piece::of_texts(&format!("f{n:05}"), &content, unsent));
    }
    if !drafts.is_empty() || !notes.is_empty() {
        let content = serde_json::to_vec(&(&drafts, &notes))?;
        let unsent = Unsent {
            drafts,
            notes,
            ..Unsent::default()
        };
        all.push(Piece::of_texts("p", &content, unsent));
    }
    let (of_tickets, mut of_papers): (Vec<_>, Vec<_>) =
        pictures.into_iter().partition(|p| p.ticket.is_some());
    of_papers.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    for pictures in [of_tickets, of_papers] {
        all.extend(heaps(pictures).into_iter().map(Piece::of_pictures));
    }
    Ok(all)
}

/// Photos in heaps of some megabytes. About one photo in sixteen begins a heap whatever lies before it, so that one that is sent
/// or added changes its own heap and hardly another.
fn heaps(pictures: Vec<Picture>) -> Vec<Vec<Picture>> {
    let mut heaps: Vec<Vec<Picture>> = Vec::new();
    let mut held = 0_usize;
    for picture in pictures {
        let begins = picture.sha256.as_str().starts_with('0');
        let bytes = held.saturating_add(picture.bytes);
        match heaps.last_mut() {
            Some(heap) if !begins && bytes <= BYTES => {
                heap.push(picture);
                held = bytes;
            }
            _ => {
                held = picture.bytes;
                heaps.push(vec![picture]);
            }
        }
    }
    heaps
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: usize = 1024 * 1024;

    fn pictures(count: u32) -> Vec<Picture> {
        let picture = |n: u32| Picture {
            sha256: sha256(&n.to_be_bytes()),
            ticket: None,
            bytes: MB / 3,
        };
        (0..count).map(picture).collect()
    }

    fn names(pictures: Vec<Picture>) -> BTreeSet<String> {
        let heaps = heaps(pictures).into_iter();
        heaps.map(|heap| Piece::of_pictures(heap).name).collect()
    }

    #[test]
    fn a_heap_of_photos_has_few_megabytes_and_each_photo_is_in_one() {
        assert!(heaps(Vec::new()).is_empty());
        let heaps = heaps(pictures(300));
        assert!(heaps.iter().all(|h| !h.is_empty() && h.len() <= 12));
        let all: Vec<_> = heaps.into_iter().flatten().map(|p| p.sha256).collect();
        let asked: Vec<_> = pictures(300).into_iter().map(|p| p.sha256).collect();
        assert_eq!(all, asked);
        // One that is larger than all of it lies alone.
        let large = |n: u32| Picture {
            bytes: 9 * MB,
            ..pictures(n + 1).remove(n as usize)
        };
        assert_eq!(super::heaps(vec![large(0), large(1)]).len(), 2);
    }

    #[test]
    fn what_was_sent_or_added_leaves_other_heaps_as_they_are() {
        let all = names(pictures(300));
        let more = names(pictures(303));
        assert!(all.difference(&more).count() <= 1);
        let mut rest = pictures(300);
        rest.drain(..50);
        let rest = names(rest);
        // New are those from the cut to the next photo that begins one.
        assert!(rest.difference(&all).count() <= 3, "{rest:?}");
        let mut without = pictures(300);
        without.remove(150);
        assert!(names(without).difference(&all).count() <= 3);
    }
}
