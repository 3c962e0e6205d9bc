//! One form for everything that is done here: it says what it does, asks for what it needs, and keeps what was typed until it
//! was taken.

use crate::link::Link;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Pick, choices};
use crate::parts::dialog::Dialog;
use crate::parts::field::{Area, Field, Line};
use crate::parts::icons::{Icon, Sign};
use crate::screens::score::Score;
use crate::view_model::time;
use crate::words as w;
use api::{
    Amend, ApiError, CallInfo, DecideAppeal, DeclareWindow, FileAppeal, Freeze, OpineAppeal,
    ProposeFreeze, PublishDraft, Request, WithdrawAppeal,
};
use leptos::prelude::*;
use model::UnitCode;
use model::score::appeal::{AppealAction, AppealReason, Outcome, TEXT_MAX};
use model::score::period::PeriodAction;

/// What somebody is about to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Nothing,
    /// A step of the month that needs no words.
    Step(PeriodAction),
    Window,
    Appeal {
        unit: UnitCode,
        line: String,
        title: String,
    },
    Amend {
        line: String,
    },
    Hear {
        action: AppealAction,
        id: i64,
        version: u32,
    },
}

/// What was filled in.
#[derive(Clone, Copy)]
struct Filled {
    choice: RwSignal<String>,
    words: RwSignal<String>,
    from: RwSignal<String>,
    until: RwSignal<String>,
}

/// A call as it travels.
type Packed = (&'static CallInfo, String);

fn packed<R: Request>(request: R) -> Result<Packed, ApiError> {
    Ok((R::INFO, Link::body(&request)?))
}

impl Deed {
    fn whatever_version(self) -> Deed {
        match self {
            Deed::Hear { action, id, .. } => Deed::Hear {
                action,
                id,
                version: 0,
            },
            other => other,
        }
    }
    fn title(&self) -> String {
        match self {
            Deed::Nothing => String::new(),
            Deed::Step(PeriodAction::Amend) => w::AMEND_DO.t().into(),
            Deed::Step(action) => w::label(*action).into(),
            Deed::Window => w::WINDOW.t().into(),
            Deed::Appeal { title, .. } => title.clone(),
            Deed::Amend { .. } => w::AMEND.t().into(),
            Deed::Hear { action, .. } => w::label(*action).into(),
        }
    }
    fn lead(&self) -> &'static str {
        match self {
            Deed::Step(PeriodAction::PublishDraft) => w::STEP_DRAFT,
            Deed::Step(PeriodAction::ProposeFreeze) => w::STEP_PROPOSE,
            Deed::Step(PeriodAction::Freeze) => w::STEP_FREEZE,
            Deed::Window => w::WINDOW_LEAD,
            Deed::Appeal { .. } => w::APPEAL_LEAD,
            Deed::Hear {
                action: AppealAction::Withdraw,
                ..
            } => w::WITHDRAW_LEAD,
            Deed::Hear {
                action: AppealAction::Decide,
                ..
            } => w::DECIDE_HINT,
            Deed::Hear { .. } => w::APPEAL_LEAD,
            _ => w::AMEND_LEAD,
        }
        .t()
    }
    fn has_words(&self) -> bool {
        match self {
            Deed::Nothing | Deed::Step(_) => false,
            Deed::Hear { action, .. } => *action != AppealAction::Withdraw,
            _ => true,
        }
    }
    fn choices(&self) -> Vec<(String, String)> {
        match self {
            Deed::Appeal { .. } => choices(AppealReason::ALL),
            Deed::Hear {
                action: AppealAction::Decide,
                ..
            } => choices(Outcome::ALL),
            _ => Vec::new(),
        }
    }
    /// The call, with what was filled in.
    fn call(self, score: Score, filled: Filled) -> Result<Packed, ApiError> {
        let month = score.month.get_untracked();
        let text = filled.words.get_untracked();
        let choice = filled.choice.get_untracked();
        match self {
            Deed::Nothing => Err(model::Code::NothingAsked.into()),
            Deed::Step(PeriodAction::PublishDraft) => packed(PublishDraft { month }),
            Deed::Step(PeriodAction::ProposeFreeze) => packed(ProposeFreeze { month }),
            Deed::Step(PeriodAction::Freeze) => packed(Freeze { month }),
            Deed::Step(_) => packed(Amend {
                month,
                reason: None,
                lines: Vec::new(),
            }),
            Deed::Amend { line } => packed(Amend {
                month,
                reason: Some(text),
                lines: vec![line],
            }),
            Deed::Appeal { unit, line, .. } => {
                let reason = choice.parse()?;
                packed(FileAppeal {
                    month,
                    unit,
                    line,
                    reason,
                    text,
                })
            }
            Deed::Window => {
                let at = |field: RwSignal<String>| {
                    let typed = field.get_untracked();
                    let wrong = || ApiError {
                        detail: w::WINDOW_TIME.t().into(),
                        ..model::Code::FieldType.into()
                    };
                    time::from_local(&typed, score.app.offset()).ok_or_else(wrong)
                };
                let (from, until) = (at(filled.from)?, at(filled.until)?);
                packed(DeclareWindow {
                    month,
                    from,
                    until,
                    reason: text,
                })
            }
            Deed::Hear {
                action,
                id,
                version,
            } => match action {
                AppealAction::Withdraw => packed(WithdrawAppeal { id, version }),
                AppealAction::Opine => packed(OpineAppeal { id, version, text }),
                AppealAction::Decide => {
                    let outcome = choice.parse()?;
                    packed(DecideAppeal {
                        id,
                        version,
                        outcome,
                        text,
                    })
                }
            },
        }
    }
}

/// The form; what it is for stands in the page's state.
pub fn form(score: Score) -> AnyView {
    let filled = Filled {
        choice: RwSignal::new(String::new()),
        words: RwSignal::new(String::new()),
        from: RwSignal::new(String::new()),
        until: RwSignal::new(String::new()),
    };
    // Another deed begins with empty fields; the same finds what was typed, also once somebody else has acted meanwhile.
    Effect::new(move |before: Option<Deed>| {
        let deed = score.deed.get();
        if before.map(Deed::whatever_version) != Some(deed.clone().whatever_version()) {
            let first = deed.choices().into_iter().next();
            filled.choice.set(first.map(|c| c.0).unwrap_or_default());
            for field in [filled.words, filled.from, filled.until] {
                field.set(String::new());
            }
        }
        deed
    });
    let title = Signal::derive(move || score.deed.with(Deed::title));
    view! { <Dialog open=score.open title=title test="score-form">{move || fields(score, filled)}</Dialog> }
        .into_any()
}

fn fields(score: Score, filled: Filled) -> AnyView {
    let deed = score.deed.get_untracked();
    let (error, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let Filled {
        choice,
        words,
        from,
        until,
    } = filled;
    let named = deed.title();
    let send = {
        let deed = deed.clone();
        move || {
            if busy.get_untracked() {
                return;
            }
            match deed.clone().call(score, filled) {
                Ok(call) => send(score, named.clone(), call, error, busy),
                Err(wrong) => error.set(w::sentence(&wrong)),
            }
        }
    };
    let all = deed.choices();
    let label = match deed {
        Deed::Appeal { .. } => w::APPEAL_REASON,
        _ => w::DECIDE_OUTCOME,
    };
    let about = match deed {
        Deed::Appeal { .. } | Deed::Hear { .. } => w::APPEAL_TEXT,
        _ => w::APPEAL_REASON,
    };
    let pick = (!all.is_empty()).then(|| view! {
        <Field id="score-choice" label=label.t().to_string()>
            <Pick id="score-choice" choices=all value=choice on_pick=move |c| choice.set(c) test="score-choice" />
        </Field>
    });
    let span = (deed == Deed::Window).then(|| {
        let field = |id: &'static str, words: w::Text, value: RwSignal<String>, test: &'static str| view! {
            <Field id=id label=words.t().to_string()><Line id=id kind="datetime-local" value=value on_input=move |t| value.set(t) test=test /></Field>
        };
        view! { <div class="pair">{field("window-from", w::WINDOW_FROM, from, "window-from")}{field("window-until", w::WINDOW_UNTIL, until, "window-until")}</div> }
    });
    let count = Signal::derive(move || (words.with(|t| t.chars().count()), TEXT_MAX));
    let text = deed.has_words().then(|| view! {
        <Field id="score-words" label=about.t().to_string() hint=w::APPEAL_TEXT_HINT.t().to_string() count=count>
            <Area id="score-words" value=words on_input=move |t| words.set(t) test="score-words" />
        </Field>
    });
    let sure = w::STEP_SURE.with(&[&deed.title()]);
    let sure = if deed.has_words() {
        w::APPEAL_SEND.t().to_string()
    } else {
        sure
    };
    view! {
        <form class="stack" novalidate=true on:submit=move |event| { event.prevent_default(); send(); }>
            <p class="lead">{deed.lead()}</p>
            <Show when=move || error.with(|e| !e.is_empty())>
                <p class="banner bad" role="alert" data-test="score-error"><Sign icon=Icon::Alert />{move || error.get()}</p>
            </Show>
            {pick}{span}{text}
            <div class="row end"><Button label=sure look=Look::Main sends=true rests=busy on_press=|| () test="score-send" /></div>
        </form>
    }
    .into_any()
}

/// Makes the call. What it answers is read again with everything else that follows from it.
fn send(
    score: Score,
    named: String,
    (call, body): Packed,
    error: RwSignal<String>,
    busy: RwSignal<bool>,
) {
    busy.set(true);
    error.set(String::new());
    leptos::task::spawn_local(async move {
        match score.app.ask(call, body).await {
            Ok(_) => {
                score.deed.set(Deed::Nothing);
                score.open.set(false);
                score.app.toasts.say(w::SCORE_DONE.with(&[&named]));
                score.app.touch();
            }
            Err(refused) => {
                error.try_set(w::sentence(&refused));
                // Somebody acted meanwhile: what stands behind the form is what counts now.
                score.app.touch();
            }
        }
        busy.try_set(false);
    });
}
