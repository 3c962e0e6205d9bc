//! 考核表: a month with the sheets of its units, their lines, appeals, and the steps of the month. Everything that is decided is
//! the pool's; what stands here is what its calls answered. Tests: `score`, `score-month`, `score-print`, `score-trouble`,
//! `score-course`, each step of the month by its name (`publish_draft` …), `group-<group>`, `score-quality`, `score-appeals`, `score-row`, `rate-<ind>`, `score-sheet`,
//! `score-lines`, `score-line`, `score-pick`, `score-more`, `line-appeal`, `line-amend`, `appeal`, each step of an appeal by its name (`opine` …), `score-form`,
//! `score-choice`, `score-words`, `window-from`, `window-until`, `score-send`, `score-error`.

mod appeals;
mod form;
mod head;
mod lines;
mod quality;
mod sheet;
mod table;

use crate::browser;
use crate::context::{AppContext, app};
use crate::parts::icons::{Icon, Sign};
use crate::route::{self, How};
use crate::view_model::score::{self, Place, View};
use crate::words as w;
use api::{
    AppealLine, Appeals, ListAppeals, ListSheets, PeriodReply, ReadPeriod, SheetReply, Sheets,
};
use form::Deed;
use leptos::prelude::*;
use model::score::period::PeriodAction;
use model::{UnitCode, UnitGroup};

/// What the parts of the page share; cheap to copy.
#[derive(Clone, Copy)]
struct Score {
    app: AppContext,
    place: Memo<Place>,
    month: Memo<String>,
    /// What stands on the left, drawn again when it is something else and not when another line is chosen.
    part: Memo<Part>,
    /// The unit that is open.
    unit: Memo<Option<UnitCode>>,
    period: RwSignal<Option<PeriodReply>>,
    sheets: RwSignal<Option<Sheets>>,
    appeals: RwSignal<Vec<AppealLine>>,
    /// Why there are no sheets.
    trouble: RwSignal<String>,
    /// What somebody is about to do, and whether its form is open.
    deed: RwSignal<Deed>,
    open: RwSignal<bool>,
}

impl Score {
    /// Reads a month again; what came for another is dropped.
    async fn read(self, month: String) {
        let still = || self.month.try_get_untracked().as_ref() == Some(&month);
        let ask = ReadPeriod {
            month: month.clone(),
        };
        let period = self.app.call(ask).await;
        let ask = ListSheets {
            month: month.clone(),
        };
        let sheets = self.app.call(ask).await;
        let ask = ListAppeals {
            month: month.clone(),
            unit: None,
            state: None,
        };
        let appeals = self.app.call(ask).await;
        if !still() {
            return;
        }
        let trouble = period.as_ref().err().or(sheets.as_ref().err());
        let trouble = trouble.map(|error| error.detail.clone());
        self.trouble.set(trouble.unwrap_or_default());
        self.period.set(period.ok());
        self.sheets.set(sheets.ok());
        let appeals = appeals.map(|Appeals { appeals }| appeals);
        self.appeals.set(appeals.unwrap_or_default());
    }
    fn may(self, action: PeriodAction) -> bool {
        self.period
            .with(|p| p.as_ref().is_some_and(|p| p.may.contains(&action)))
    }
    /// Asks for what the deed needs.
    fn ask(self, deed: Deed) {
        self.deed.set(deed);
        self.open.set(true);
    }
    /// The address of something else in this month.
    fn path(self, view: View) -> String {
        let month = self.month.get_untracked();
        Place { month, view }.path()
    }
    /// The sheet of the unit that is open.
    fn sheet(self) -> Option<SheetReply> {
        let unit = self.unit.get()?;
        self.sheets.with(|sheets| {
            let groups = sheets.as_ref()?.groups.iter();
            let mut units = groups.flat_map(|g| &g.units);
            units.find(|sheet| sheet.unit == unit).cloned()
        })
    }
}

/// What stands on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A group's units: the one the address names, that of the unit that is open, or the first there is.
    Units(Option<UnitGroup>),
    Quality,
    Appeals,
}

fn part(app: AppContext, place: &Place, sheets: Option<&Sheets>) -> Part {
    match &place.view {
        View::Quality => Part::Quality,
        View::Appeals => Part::Appeals,
        View::Group(group) => Part::Units(Some(*group)),
        View::Unit(unit, _) => {
            let lists = app.district();
            Part::Units(lists.district.unit(unit).map(|u| u.group))
        }
        View::First => Part::Units(sheets.and_then(|s| Some(s.groups.first()?.group))),
    }
}

/// The page.
#[component]
pub fn ScorePage() -> impl IntoView {
    let app = app();
    if !app.session.rooms().score {
        app.go("/".into());
    }
    let lists = app.district();
    let months = score::months(browser::now(), &lists.district.rules.calendar);
    // The month that is being settled.
    let usual = months.get(1).cloned().unwrap_or_default();
    let id = route::id();
    let place = Memo::new(move |_| Place::read(id.get().as_deref(), &usual));
    let sheets = RwSignal::new(None::<Sheets>);
    let unit = Memo::new(move |_| {
        place.with(|place| match &place.view {
            View::Unit(unit, _) => Some(unit.clone()),
            _ => None,
        })
    });
    let score = Score {
        app,
        place,
        part: Memo::new(move |_| {
            sheets.with(|sheets| place.with(|place| part(app, place, sheets.as_ref())))
        }),
        unit,
        month: Memo::new(move |_| place.with(|p| p.month.clone())),
        period: RwSignal::new(None),
        sheets,
        appeals: RwSignal::new(Vec::new()),
        trouble: RwSignal::new(String::new()),
        deed: RwSignal::new(Deed::Nothing),
        open: RwSignal::new(false),
    };
    Effect::new(move |_| {
        app.changed.track();
        let month = score.month.get();
        if sheets.with_untracked(|s| s.as_ref().is_some_and(|s| s.month != month)) {
            // Numbers of another month are not shown under this one's name.
            sheets.set(None);
            score.period.set(None);
        }
        leptos::task::spawn_local(score.read(month));
    });
    let address = route::address();
    let choose = Callback::new(move |month: String| {
        let view = score.place.with_untracked(|p| p.view.clone());
        address.open(&Place { month, view }.path(), How::Quietly);
    });
    let reading = move || unit.with(Option::is_some);
    view! {
        <div class="score" class:reading=reading data-test="score">
            <div class="score-all">
                {head::head(score, months, choose)}
                {move || trouble(score)}
                {move || body(score)}
            </div>
            <Show when=reading>
                <aside class="score-unit" aria-label=w::SCORE_LINES.t()>{move || sheet::sheet(score)}{lines::lines(score)}</aside>
            </Show>
            {form::form(score)}
        </div>
    }
}

fn trouble(score: Score) -> AnyView {
    let words = score.trouble.get();
    if words.is_empty() {
        return ().into_any();
    }
    view! { <p class="banner" role="status" data-test="score-trouble"><Sign icon=Icon::Clock />{words}</p> }.into_any()
}

fn body(score: Score) -> AnyView {
    match score.part.get() {
        Part::Appeals => appeals::appeals(score),
        Part::Quality => quality::quality(score),
        Part::Units(group) => table::table(score, group),
    }
}
