//! Category, text, grade with its three hints, and the smaller questions.

use crate::context::app;
use crate::parts::category::{CategoryPicker, remember};
use crate::parts::choice::{Chips, Pick, choices};
use crate::parts::field::{Area, Field, Line, Wrong};
use crate::parts::hints::{duty_call, hints};
use crate::screens::capture::pins::PinButton;
use crate::screens::capture::sheet::{FactsSheet, InputNote};
use crate::view_model::acts::grades;
use crate::view_model::fault::Spot;
use crate::view_model::pins::Pinnable;
use crate::view_model::proposal::Proposal;
use crate::words as w;
use leptos::prelude::*;
use model::remark::own;
use model::text::length;
use model::{Grade, Kind, Source};

/// 类别.
#[component]
pub fn CategoryCard(
    sheet: FactsSheet,
    /// On the form for new issues, where values can be pinned for the next one.
    #[prop(optional)]
    fresh: bool,
) -> impl IntoView {
    let pick = move |code: model::CategoryCode| {
        remember(&code);
        sheet.put(Spot::Category, |f| {
            (f.category, f.category_pinned) = (Some(code), false);
        });
    };
    view! {
        <section class="card-box card-category" aria-label=w::CATEGORY.t()>
            <div class="card-line">
                <h2 class="card-name">{w::CATEGORY.t()}</h2><span class="grow"></span>
                {fresh.then(|| view! { <PinButton sheet=sheet what=Pinnable::Category name=w::CATEGORY test="pin-category" /> })}
            </div>
            <CategoryPicker value=sheet.get(|f| f.category.clone()) on_pick=pick />
            <Wrong id="category" error=sheet.fault(Spot::Category) />
        </section>
    }
}

/// 标题 and 情况.
#[component]
pub fn TextCard(sheet: FactsSheet) -> impl IntoView {
    let limits = app().district().district.rules.texts.clone();
    let (title_max, body_max) = (limits.title_max, limits.body_max);
    let title = sheet.get(|f| f.title.clone());
    let body = sheet.get(|f| f.body.clone());
    let write_title = move |t: String| {
        sheet.typed("title", Spot::Title, title_max, t, |f| &mut f.title);
    };
    let write_body = move |t: String| {
        sheet.typed("body", Spot::Body, body_max, t, |f| &mut f.body);
    };
    let ready = move |own: Memo<String>, of: fn(Proposal) -> String| {
        Signal::derive(move || {
            let blank = own.with(|own| own.trim().is_empty());
            sheet.proposed.get().filter(|_| blank).map(of)
        })
    };
    let (ready_title, ready_body) = (ready(title, |p| p.title), ready(body, |p| p.body));
    view! {
        <section class="card-box card-text">
            <Field id="title" label=w::TITLE.t().to_string() error=sheet.fault(Spot::Title)
                count=Signal::derive(move || (title.with(|t| length(t)), title_max))>
                <Line id="title" value=title placeholder=w::TITLE_HINT.t() test="title" on_input=write_title />
            </Field>
            <InputNote sheet=sheet spot=Spot::Title />
            {move || ready_title.get().map(|words| proposed(words, "take-title", write_title))}
            <Field id="body" label=w::BODY.t().to_string() error=sheet.fault(Spot::Body)
                count=Signal::derive(move || (body.with(|t| length(own(t))), body_max))>
                <Area id="body" value=body placeholder=w::BODY_HINT.t() test="body" on_input=write_body />
            </Field>
            <InputNote sheet=sheet spot=Spot::Body />
            {move || ready_body.get().map(|words| proposed(words, "take-body", write_body))}
        </section>
    }
}

/// A text that is sent unless somebody writes one; a touch brings it into the field.
fn proposed(words: String, test: &'static str, take: impl Fn(String) + 'static) -> AnyView {
    let own = words.clone();
    view! {
        <div class="proposed" data-test="proposed">
            <p><span class="faint">{w::PROPOSED.t()}</span>" "<span class="isolate">{words}</span></p>
            <button type="button" class="text-button" data-test=test on:click=move |_| take(own.clone())>{w::PROPOSED_TAKE.t()}</button>
        </div>
    }
    .into_any()
}

/// 等级.
#[component]
pub fn GradeCard(sheet: FactsSheet) -> impl IntoView {
    let grade = sheet.get(|f| f.grade);
    let app = app();
    view! {
        <section class="card-box card-grade" aria-label=w::GRADE.t()>
            <div class="card-line"><h2 class="card-name">{w::GRADE.t()}</h2><span class="faint">{w::GRADE_LEAD.t()}</span></div>
            <Chips name="grade" label=w::GRADE.t().to_string() joined=true choices=grades()
                value=Signal::derive(move || grade.get().to_string())
                on_pick=move |id| if let Ok(grade) = id.parse() { sheet.put(Spot::Banner, |f| f.grade = grade) } />
            {hints(Signal::derive(move || Some(grade.get())))}
            <Show when=move || grade.get() == Grade::Sudden>{duty_call(app)}</Show>
        </section>
    }
}

/// 诉求类型, 来源, 发生时间.
#[component]
pub fn MoreCard(
    sheet: FactsSheet,
    /// On the form for new issues, where values can be pinned for the next one.
    #[prop(optional)]
    fresh: bool,
) -> impl IntoView {
    let kind = sheet.get(|f| f.kind);
    let source = sheet.get(|f| f.source);
    let mut kinds: Vec<Kind> = api::COMMON_KINDS.to_vec();
    kinds.extend(Kind::ALL.iter().filter(|k| !api::COMMON_KINDS.contains(k)));
    view! {
        <section class="card-box card-more">
            <div class="card-line">
                <h2 class="card-name">{w::KIND.t()}</h2><span class="grow"></span>
                {fresh.then(|| view! { <PinButton sheet=sheet what=Pinnable::Kind name=w::KIND test="pin-kind" /> })}
            </div>
            <Chips name="kind" label=w::KIND.t().to_string() choices=choices(&kinds)
                value=Signal::derive(move || kind.get().to_string())
                on_pick=move |id| if let Ok(kind) = id.parse() { sheet.put(Spot::Banner, |f| f.kind = kind) } />
            <div class="pair">
                <Field id="source" label=w::SOURCE.t().to_string()>
                    <Pick id="source" test="source" choices=choices(Source::ALL)
                        value=Signal::derive(move || source.get().to_string())
                        on_pick=move |id| if let Ok(source) = id.parse() { sheet.put(Spot::Banner, |f| f.source = source) } />
                </Field>
                <Field id="occurred" label=w::OCCURRED.t().to_string() optional=true error=sheet.fault(Spot::Occurred)>
                    <Line id="occurred" kind="datetime-local" value=sheet.get(|f| f.occurred.clone()) placeholder=w::OCCURRED_HINT.t() test="occurred"
                        on_input=move |t| sheet.put(Spot::Occurred, |f| f.occurred = t) />
                </Field>
            </div>
        </section>
    }
}
