//! Picking rows for doing something with several at once.

use crate::screens::desk::Desk;
use crate::view_model::selection::MOST;
use crate::words as w;
use leptos::prelude::*;
use model::row::Row;

/// Picks a row, or puts it back.
pub fn turn(desk: Desk, row: &Row) {
    let fits = desk.picked.try_update(|p| p.turn(row)).unwrap_or(true);
    if !fits {
        desk.app.toasts.say(w::PICK_MOST.with(&[&MOST]));
    }
}

/// Picks from the row picked last up to this place.
pub fn stretch(desk: Desk, index: usize) {
    let blocks = desk.list.blocks;
    let from = desk.picked.with_untracked(|p| {
        p.from()
            .and_then(|id| blocks.with_untracked(|b| b.find(id)))
    });
    let from = from.unwrap_or(index);
    let rows: Vec<Row> =
        blocks.with_untracked(|b| b.between(from, index).into_iter().cloned().collect());
    if rows.len() <= from.abs_diff(index) {
        desk.app.toasts.say(w::PICK_GAP.t());
    }
    let rows: Vec<&Row> = rows.iter().collect();
    let fits = desk.picked.try_update(|p| p.stretch(&rows)).unwrap_or(true);
    if !fits {
        desk.app.toasts.say(w::PICK_MOST.with(&[&MOST]));
    }
}

/// Keeps what is known of picked rows up to date.
pub fn learn(desk: Desk) {
    Effect::new(move |_| {
        let rows = desk.list.window().rows();
        let changed: Vec<Row> = desk.list.blocks.with(|b| {
            let drawn = rows.filter_map(|n| b.row(n));
            desk.picked
                .with_untracked(|p| drawn.filter(|r| p.has(&r.id)).cloned().collect())
        });
        let news = desk.picked.with_untracked(|p| {
            let (mut copy, mut any) = (p.clone(), false);
            for row in &changed {
                any |= copy.learn(row);
            }
            any
        });
        if news {
            desk.picked
                .update(|p| changed.iter().for_each(|row| _ = p.learn(row)));
        }
    });
}
