//! The lines behind a number, each leading to its ticket; a unit objects to one of them here.

use crate::browser;
use crate::context::AppContext;
use crate::parts::button::Button;
use crate::parts::choice::{Choice, Pick};
use crate::parts::pill::{pill, said};
use crate::route::{self, A, How};
use crate::screens::score::Score;
use crate::screens::score::form::Deed;
use crate::view_model::due::Tone;
use crate::view_model::icon::Icon;
use crate::view_model::score::{self, View, Wanted};
use crate::words as w;
use api::{InstanceLine, Instances};
use leptos::prelude::*;
use model::score::period::PeriodAction;
use model::score::{Indicator, Uncounted};
use model::{Role, TicketId, UnitCode};

/// Which lines of which unit in which month.
type Asked = (String, UnitCode, Wanted);

/// What has come of them.
#[derive(Clone, Copy)]
struct Shown {
    score: Score,
    asked: Memo<Option<Asked>>,
    lines: RwSignal<Vec<InstanceLine>>,
    total: RwSignal<u64>,
    after: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    error: RwSignal<String>,
}

impl Shown {
    /// Reads from the beginning, or on from where the last page ended.
    async fn read(self, more: bool) {
        let Some(asked) = self.asked.get_untracked() else {
            return;
        };
        self.busy.set(true);
        let after = self.after.get_untracked().filter(|_| more);
        let (month, unit, wanted) = &asked;
        let page = self
            .score
            .app
            .call(score::ask(month, unit, *wanted, after))
            .await;
        // Something else may be asked for by now.
        if self.asked.try_get_untracked().flatten().as_ref() != Some(&asked) {
            return;
        }
        self.busy.set(false);
        match page {
            Ok(Instances {
                lines,
                total,
                after,
            }) => {
                self.lines.update(|all| {
                    if !more {
                        all.clear();
                    }
                    all.extend(lines);
                });
                if let Some(total) = total {
                    self.total.set(total);
                }
                self.after.set(after);
                self.error.set(String::new());
            }
            Err(error) => self.error.set(error.detail),
        }
    }
}

/// The lines with what they can be narrowed to.
pub fn lines(score: Score) -> AnyView {
    let asked = Memo::new(move |_| {
        score.place.with(|place| match &place.view {
            View::Unit(unit, wanted) => Some((place.month.clone(), unit.clone(), *wanted)),
            _ => None,
        })
    });
    let shown = Shown {
        score,
        asked,
        lines: RwSignal::new(Vec::new()),
        total: RwSignal::new(0),
        after: RwSignal::new(None),
        busy: RwSignal::new(true),
        error: RwSignal::new(String::new()),
    };
    Effect::new(move |_| {
        score.app.changed.track();
        asked.track();
        leptos::task::spawn_local(shown.read(false));
    });
    let left = move || {
        let shown_now = shown.lines.with(Vec::len) as u64;
        w::SCORE_MORE.with(&[&shown.total.get().saturating_sub(shown_now)])
    };
    let more = move || leptos::task::spawn_local(shown.read(true));
    let empty = move || {
        let none = shown.lines.with(Vec::is_empty) && !shown.busy.get();
        (none && shown.error.with(String::is_empty)).then(|| w::SCORE_LINES_NONE.t())
    };
    view! {
        <section class="score-lines" aria-busy=move || shown.busy.get().to_string()>
            <div class="score-lines-head">
                <h2>{w::SCORE_LINES.t()}</h2>
                {pick(score, asked)}
                <span class="faint" role="status">{move || w::SCORE_TOTAL.with(&[&shown.total.get()])}</span>
            </div>
            <p class="faint">{empty}</p>
            <p class="faint">{move || shown.error.get()}</p>
            <ol class="lines" data-test="score-lines">
                {move || shown.lines.with(|all| all.iter().map(|l| line(score, asked, l)).collect_view())}
            </ol>
            <Show when=move || shown.after.with(Option::is_some)>
                <div class="more"><Button label=Signal::derive(left) rests=shown.busy on_press=more test="score-more" /></div>
            </Show>
        </section>
    }
    .into_any()
}

/// All that a list of lines can be narrowed to.
fn pick(score: Score, asked: Memo<Option<Asked>>) -> AnyView {
    let all = [Wanted::All, Wanted::Bad].into_iter();
    let all = all.chain(Indicator::ALL.iter().map(|ind| Wanted::Of(*ind)));
    let all = all.chain([Wanted::Missed(Indicator::Sign)]);
    let all: Vec<Wanted> = all
        .chain(Uncounted::ALL.iter().map(|why| Wanted::Not(*why)))
        .collect();
    let names: Vec<Choice> = (0..)
        .zip(&all)
        .map(|(i, w): (usize, _)| (i.to_string(), w.words()))
        .collect();
    let known = all.clone();
    let now = Signal::derive(move || {
        let wanted = asked.get().map_or(Wanted::All, |asked| asked.2);
        let at = known.iter().position(|w| *w == wanted);
        at.unwrap_or(0).to_string()
    });
    let address = route::address();
    let choose = move |at: String| {
        let wanted = at.parse().ok().and_then(|at: usize| all.get(at));
        if let (Some((_, unit, _)), Some(wanted)) = (asked.get_untracked(), wanted) {
            let path = score.path(View::Unit(unit, *wanted));
            address.open(&path, How::Quietly);
        }
    };
    view! { <Pick id="score-pick" label=w::SCORE_SHOW.t() choices=names value=now on_pick=choose test="score-pick" /> }
        .into_any()
}

/// Where a ticket is read by whoever looks at scores.
pub fn ticket_path(app: AppContext, ticket: &TicketId) -> String {
    let room = if app.session.rooms().pool {
        "pool"
    } else {
        "mine"
    };
    format!("/{room}/{ticket}")
}

fn line(score: Score, asked: Memo<Option<Asked>>, line: &InstanceLine) -> AnyView {
    let app = score.app;
    let ground = score::ground(line, browser::now(), app.offset());
    let appealed = line.appeal.map(|state| {
        let words = w::SCORE_APPEALED.with(&[&w::label(state)]);
        said(Tone::Clash, Icon::Note, words)
    });
    let (name, title) = (line.line.clone(), line.number.clone());
    let (ind, open) = (line.ind, score::objectionable(line));
    let file = move || {
        if let Some((_, unit, _)) = asked.get_untracked() {
            let line = name.clone();
            score.ask(Deed::Appeal {
                unit,
                line,
                title: w::APPEAL_TITLE.with(&[&w::label(ind), &title]),
            });
        }
    };
    let name = line.line.clone();
    let amend = move || score.ask(Deed::Amend { line: name.clone() });
    let appeal = move || {
        let file = file.clone();
        (open && score.may(PeriodAction::FileAppeal))
            .then(|| view! { <Button label=w::APPEAL.t().to_string() on_press=file test="line-appeal" /> })
    };
    let amends = move || {
        let amend = amend.clone();
        // Proposed by an assessor, carried out by the 区专班.
        (score.may(PeriodAction::Amend) && app.session.holds(Role::Assessor)).then(
            || view! { <Button label=w::AMEND.t().to_string() on_press=amend test="line-amend" /> },
        )
    };
    let (ticket, number) = (ticket_path(app, &line.ticket), line.number.clone());
    view! {
        <li class="score-line" data-test="score-line">
            <A href=ticket attr:class="score-line-words">
                <strong>{w::label(ind)}</strong>" "<span class="number">{number}</span>
                <span class="faint">{ground}</span>
            </A>
            <span class="score-line-end">{pill(score::verdict(line))}{appealed}{appeal}{amends}</span>
        </li>
    }
    .into_any()
}
