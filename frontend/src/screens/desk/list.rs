//! The desk's list as it is held: what is asked for, the blocks that came, the part in sight, and the row that is chosen.

use crate::context::AppContext;
use crate::view_model::blocks::{BLOCK, Blocks};
use crate::view_model::window::Window;
use api::ListTickets;
use leptos::html;
use leptos::prelude::*;
use model::TicketId;
use model::row::Row;

/// Blocks on their way at once.
const AT_ONCE: usize = 2;

/// The list; cheap to copy.
#[derive(Clone, Copy)]
pub struct List {
    /// What is asked for.
    pub query: RwSignal<ListTickets>,
    /// What has come.
    pub blocks: RwSignal<Blocks>,
    /// The frame: scrolled how far, how high, and how high a row is.
    pub frame: RwSignal<Window>,
    /// How wide the frame is.
    pub wide: RwSignal<u32>,
    /// The chosen row's ticket.
    pub cursor: RwSignal<Option<TicketId>>,
    /// Rows are on their way.
    pub busy: RwSignal<bool>,
    /// Why the last block did not come.
    pub error: RwSignal<String>,
    /// The scrolled element.
    pub element: NodeRef<html::Div>,
    /// Where the chosen row stood last.
    at: StoredValue<usize>,
    /// A row that is to be chosen once it has come.
    goal: StoredValue<Option<usize>>,
    coming: StoredValue<Vec<usize>>,
    /// Answers to older questions are not shown.
    turn: StoredValue<u32>,
    /// The next answer begins the list again.
    restart: StoredValue<bool>,
    app: AppContext,
}

impl List {
    /// Reads now and whenever the question or anything in the pool changes.
    pub fn start(app: AppContext, query: ListTickets, cursor: Option<TicketId>) -> Self {
        let list = List {
            query: RwSignal::new(query),
            blocks: RwSignal::default(),
            frame: RwSignal::default(),
            wide: RwSignal::new(1_200),
            cursor: RwSignal::new(cursor),
            busy: RwSignal::new(true),
            error: RwSignal::default(),
            element: NodeRef::new(),
            at: StoredValue::new(0),
            goal: StoredValue::new(None),
            coming: StoredValue::default(),
            turn: StoredValue::new(0),
            restart: StoredValue::new(true),
            app,
        };
        Effect::new(move |_| {
            list.query.track();
            list.begin(true);
        });
        Effect::new(move |before: Option<()>| {
            app.changed.track();
            if before.is_some() {
                list.blocks.update(Blocks::age);
                list.begin(list.restart.get_value());
            }
        });
        let seen = Memo::new(move |_| list.window().seen());
        Effect::new(move |_| {
            // Asked for, not only tracked: a memo that nobody reads notices nothing.
            let _ = seen.get();
            list.pump();
        });
        list
    }

    /// The list through its frame.
    pub fn window(self) -> Window {
        Window {
            total: self.blocks.with(Blocks::total),
            ..self.frame.get()
        }
    }

    fn begin(self, restart: bool) {
        self.turn.update_value(|n| *n += 1);
        self.coming.update_value(Vec::clear);
        self.restart.set_value(restart);
        if restart {
            self.read(0);
        } else {
            self.pump();
        }
    }

    /// Reads what is in sight and missing.
    fn pump(self) {
        if self.restart.get_value() {
            return;
        }
        let seen = untrack(move || self.window()).seen();
        while self.coming.with_value(Vec::len) < AT_ONCE {
            let coming = self.coming.get_value();
            match self.blocks.with_untracked(|b| b.wanted(&seen, &coming)) {
                Some(block) => self.read(block),
                None => break,
            }
        }
    }

    fn read(self, block: usize) {
        let turn = self.turn.get_value();
        let (after, offset) = match self.restart.get_value() {
            true => (None, 0),
            false => self.blocks.with_untracked(|b| b.ask(block)),
        };
        let by_cursor = after.is_some();
        let query = ListTickets {
            limit: u32::try_from(BLOCK).ok(),
            after,
            offset: (offset > 0).then_some(offset),
            ..self.query.get_untracked()
        };
        self.coming.update_value(|c| c.push(block));
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = self.app.call(query).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.coming.update_value(|c| c.retain(|n| *n != block));
            match answer {
                Ok(page) => {
                    self.error.set(String::new());
                    if self.restart.get_value() {
                        self.restart.set_value(false);
                        self.blocks.set(Blocks::default());
                        self.scroll(0.0);
                    }
                    self.put(block, page);
                    self.pump();
                }
                Err(error) => {
                    // A cursor may have lost its meaning; the next attempt counts rows instead.
                    if by_cursor {
                        self.blocks.update(Blocks::age);
                    }
                    self.error.set(error.detail);
                }
            }
            self.busy.set(self.coming.with_value(|c| !c.is_empty()));
        });
    }

    /// Takes a block in; what is in sight stays where it is when rows came or went above it.
    fn put(self, block: usize, page: api::TicketPage) {
        let window = untrack(move || self.window());
        let first = window.seen().start;
        let anchor = self
            .blocks
            .with_untracked(|b| b.row(first).map(|r| r.id.clone()));
        self.blocks.update(|b| b.put(block, page));
        let find = |id: &TicketId| self.blocks.with_untracked(|b| b.find(id));
        if window.top > 0.0
            && first / BLOCK == block
            && let Some(now) = anchor.as_ref().and_then(find)
            && now != first
            && now.abs_diff(first) < BLOCK
        {
            self.scroll(window.moved(now as i64 - first as i64));
        }
        if let Some(goal) = self.goal.get_value()
            && self.choose_at(goal)
        {
            return;
        }
        if let Some(at) = self.cursor.with_untracked(|c| c.as_ref().and_then(find)) {
            self.at.set_value(at);
        }
    }

    /// Scrolls the frame.
    fn scroll(self, top: f64) {
        if let Some(element) = self.element.get_untracked() {
            element.set_scroll_top(top as i32);
            self.frame
                .update(|f| f.top = f64::from(element.scroll_top()));
        }
    }

    /// Where the chosen row stands, or stood when it has left the list, and whether it is still there.
    pub fn place(self) -> (usize, bool) {
        let found = self.cursor.with_untracked(|c| {
            c.as_ref()
                .and_then(|id| self.blocks.with_untracked(|b| b.find(id)))
        });
        (found.unwrap_or(self.at.get_value()), found.is_some())
    }

    /// Chooses the row at a place, and brings it into sight; a row that has not come yet is chosen once it has.
    pub fn choose_at(self, index: usize) -> bool {
        let row = self
            .blocks
            .with_untracked(|b| b.row(index).map(|r| r.id.clone()));
        let there = row.is_some();
        self.goal.set_value((!there).then_some(index));
        if let Some(top) = untrack(move || self.window()).reveal(index) {
            self.scroll(top);
        }
        if let Some(id) = row {
            self.at.set_value(index);
            self.cursor.set(Some(id));
        }
        there
    }

    /// Moves the choice by this many rows; to the first one when none is chosen.
    pub fn step(self, by: i64) {
        let total = self.blocks.with_untracked(Blocks::total);
        if total == 0 {
            return;
        }
        let (at, there) = self.place();
        let goal = match (self.cursor.with_untracked(Option::is_none), there) {
            (true, _) => 0,
            (false, true) => at as i64 + by,
            // The row has left the list: what came after it stands in its place now.
            (false, false) => at as i64 + by.min(0) + (by - 1).max(0),
        };
        let last = total as i64 - 1;
        self.choose_at(usize::try_from(goal.clamp(0, last)).unwrap_or(0));
    }

    /// Chooses the first row, or the last.
    pub fn edge(self, first: bool) {
        let total = self.blocks.with_untracked(Blocks::total);
        if total > 0 {
            self.choose_at(if first { 0 } else { total - 1 });
        }
    }

    /// The chosen row, when it is in the list.
    pub fn chosen(self) -> Option<Row> {
        let (at, there) = self.place();
        there.then(|| self.blocks.with_untracked(|b| b.row(at).cloned()))?
    }
}
