//! The frame of the long list: the heads, what is scrolled, and of it only the rows in sight.

use crate::browser::Sizes;
use crate::parts::button::Button;
use crate::parts::icons::{Icon, Sign};
use crate::screens::desk::{Desk, column_heads, row, seeking};
use crate::view_model::columns::{least, template};
use crate::view_model::filter;
use crate::words as w;
use api::ListTickets;
use leptos::prelude::*;

/// The list.
pub fn table(desk: Desk) -> AnyView {
    let list = desk.list;
    let (probe, head) = (
        NodeRef::<leptos::html::Div>::new(),
        NodeRef::<leptos::html::Div>::new(),
    );
    let sizes = StoredValue::new_local(None::<Sizes>);
    Effect::new(move |_| {
        let (Some(frame), Some(head), Some(probe)) = (list.element.get(), head.get(), probe.get())
        else {
            return;
        };
        let watched = (frame.clone(), head.clone(), probe.clone());
        // Heights are the style sheet's to say: rows are taller on touch and with large text.
        let measure = move || {
            let inside = f64::from(frame.client_height() - head.offset_height()).max(0.0);
            let row = f64::from(probe.offset_height()).max(1.0);
            let wide = u32::try_from(frame.client_width()).unwrap_or(0);
            if list.wide.get_untracked() != wide {
                list.wide.set(wide);
            }
            let now = list.frame.get_untracked();
            if (now.height, now.row) != (inside, row) {
                list.frame.update(|f| (f.height, f.row) = (inside, row));
            }
        };
        let sized = Sizes::of(&[&watched.0, &watched.1, &watched.2], measure);
        sizes.set_value(Some(sized));
    });
    let scrolled = move |_| {
        if let Some(frame) = list.element.get_untracked() {
            list.frame.update(|f| f.top = f64::from(frame.scroll_top()));
        }
    };
    let window = Memo::new(move |_| list.window());
    let tall = Memo::new(move |_| window.get().tall());
    let slots = Memo::new(move |_| window.get().slots());
    let rows = Memo::new(move |_| window.get().rows());
    // Slots stand in the order in which they were made; whoever hears the list hears its order.
    let in_order = move || {
        let ids: Vec<String> = rows.get().map(row::id_of).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    let total = move || list.blocks.with(|b| b.total());
    let nothing = move || total() == 0 && !list.busy.get();
    let filtered = move || {
        list.query
            .with(|q| filter::bare(q) != ListTickets::default())
    };
    // Words find no reporters; whoever may look for them is told where.
    let may_seek = seeking::may(desk);
    let seeks = move || may_seek && list.query.with(|q| q.text.is_some());
    let clear = move || {
        // The words stay as long as there is something else to clear.
        let text = list.query.with_untracked(|q| {
            let other = ListTickets {
                text: None,
                ..filter::bare(q)
            };
            q.text.clone().filter(|_| other != ListTickets::default())
        });
        if text.is_none() {
            desk.words.set(String::new());
        }
        desk.left_view.set(None);
        list.query.update(|q| {
            *q = ListTickets {
                sort: q.sort,
                text,
                ..ListTickets::default()
            }
        });
    };
    let active = move || {
        list.cursor.track();
        list.blocks.track();
        let (at, there) = list.place();
        // Only a row that is drawn can be pointed at.
        (there && rows.get().contains(&at)).then(|| row::id_of(at))
    };
    view! {
        <Show when=move || list.error.with(|e| !e.is_empty())>
            <p class="banner bad" role="alert"><Sign icon=Icon::Alert />{move || list.error.get()}</p>
        </Show>
        <div class="table-frame" id="desk-table" tabindex="0" role="grid" aria-label=w::TABLE.t() aria-rowcount=move || total() + 1 aria-multiselectable="true"
            aria-busy=move || list.busy.get().to_string() aria-activedescendant=active
            node_ref=list.element on:scroll=scrolled style=("--columns", move || desk.fitting.with(|c| template(c))) style=("--least", move || desk.fitting.with(|c| format!("{}px", least(c))))>
            <div class="table-head" role="row" aria-rowindex="1" node_ref=head>{move || column_heads::heads(desk)}</div>
            <div class="table-rows" role="rowgroup" aria-owns=in_order style:height=move || row::pixels(tall.get())>
                <div class="line-row probe" aria-hidden="true" node_ref=probe></div>
                <For each=move || 0..slots.get() key=|slot| *slot let:slot>{row::slot(desk, window, slot)}</For>
            </div>
        </div>
        <Show when=nothing>
            <div class="empty table-empty">
                <Sign icon=Icon::Inbox /><strong>{w::DESK_NONE.t()}</strong><p>{w::DESK_NONE_LEAD.t()}</p>
                <Show when=filtered><Button label=w::CLEAR_FILTERS.t().to_string() on_press=clear test="filter-clear" /></Show>
                <Show when=seeks><Button label=w::SEEK.t().to_string() on_press=move || seeking::start(desk, &desk.words.get_untracked()) test="seek-empty" /></Show>
            </div>
        </Show>
    }
    .into_any()
}
