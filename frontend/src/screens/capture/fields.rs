//! Category, text, grade with its three hints, and the smaller questions.

use crate::context::app;
use crate::parts::category::{CategoryPicker, remember};
use crate::parts::choice::{Chips, Pick, choices};
use crate::parts::field::{Area, Field, Line, Wrong};
use crate::parts::hints::hints;
use crate::screens::capture::pins::PinButton;
use crate::screens::capture::sheet::{FactsSheet, InputNote};
use crate::view_model::acts::grades;
use crate::view_model::fault::Spot;
use crate::view_model::pins::Pinnable;
use crate::words as w;
use leptos::prelude::*;
use model::remark::own;
use model::text::length;
use model::{Kind, Source};

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
    let proposed = sheet.get(|f| f.title_proposed || f.body_proposed);
    let write_title = move |t: String| {
        sheet.typed("title", Spot::Title, title_max, t, |f| {
            f.title_proposed = false;
            &mut f.title
        });
    };
    let write_body = move |t: String| {
        sheet.typed("body", Spot::Body, body_max, t, |f| {
            f.body_proposed = false;
            &mut f.body
        });
    };
    view! {
        <section class="card-box card-text">
            <Field id="title" label=w::TITLE.t().to_string() error=sheet.fault(Spot::Title)
                count=Signal::derive(move || (title.with(|t| length(t)), title_max))>
                <Line id="title" value=title placeholder=w::TITLE_HINT.t() test="title" on_input=write_title />
            </Field>
            <InputNote sheet=sheet spot=Spot::Title />
            <Field id="body" label=w::BODY.t().to_string() error=sheet.fault(Spot::Body)
                count=Signal::derive(move || (body.with(|t| length(own(t))), body_max))>
                <Area id="body" value=body placeholder=w::BODY_HINT.t() test="body" on_input=write_body />
            </Field>
            <InputNote sheet=sheet spot=Spot::Body />
            <Show when=move || proposed.get()><p class="hint" data-test="proposed">{w::PROPOSED.t()}</p></Show>
        </section>
    }
}

/// 等级.
#[component]
pub fn GradeCard(sheet: FactsSheet) -> impl IntoView {
    let grade = sheet.get(|f| f.grade);
    view! {
        <section class="card-box card-grade" aria-label=w::GRADE.t()>
            <div class="card-line"><h2 class="card-name">{w::GRADE.t()}</h2><span class="faint">{w::GRADE_LEAD.t()}</span></div>
            <Chips name="grade" label=w::GRADE.t().to_string() joined=true choices=grades()
                value=Signal::derive(move || grade.get().to_string())
                on_pick=move |id| if let Ok(grade) = id.parse() { sheet.put(Spot::Banner, |f| f.grade = grade) } />
            {hints(Signal::derive(move || Some(grade.get())))}
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
