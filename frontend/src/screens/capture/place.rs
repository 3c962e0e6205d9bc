//! Where: the measured position with its accuracy, a pin by hand, an address, and the village that follows from it.

use crate::browser;
use crate::context::app;
use crate::parts::area::AreaPicker;
use crate::parts::button::{Button, Look};
use crate::parts::choice::{Chips, Choice};
use crate::parts::field::{Field, Line, Wrong};
use crate::parts::icons::{Icon, Sign};
use crate::parts::locate::{Fixing, accuracy};
use crate::parts::map::Map;
use crate::parts::pill::said;
use crate::screens::capture::keeper::SheetKeeper;
use crate::screens::capture::pins::PinButton;
use crate::screens::capture::sheet::{FactsSheet, InputNote};
use crate::view_model::due::Tone;
use crate::view_model::fault::Spot;
use crate::view_model::form::Form;
use crate::view_model::measurement::{Fix, POOR_M};
use crate::view_model::outline::LOW;
use crate::view_model::pins::Pinnable;
use crate::view_model::view::{View, frame, frame_of};
use crate::words as w;
use leptos::prelude::*;
use model::{AreaCode, LocSource};

/// A fix older than this is measured again with the first photo.
const STALE_MS: i64 = 120_000;

/// The card.
#[component]
pub fn PlaceCard(
    sheet: FactsSheet,
    /// Who keeps the draft of a new issue; then measuring begins by itself.
    #[prop(optional)]
    keeper: Option<SheetKeeper>,
) -> impl IntoView {
    let app = app();
    let fresh = keeper.is_some();
    let fixed_at = StoredValue::new(browser::now());
    let better = move |(fix, count): (Fix, u32)| {
        fixed_at.set_value(browser::now());
        sheet.put(Spot::Position, |f| {
            f.put_position(fix.lon, fix.lat, &app.district());
            (f.accuracy_m, f.fixes, f.found) =
                (Some(fix.metres), Some(count), Some(LocSource::Gnss));
            f.measured = None;
            if fresh {
                f.fix_reason = None;
            }
        });
        sheet.put(Spot::Area, |_| ());
        sheet.put(Spot::Address, |_| ());
    };
    let fixing = Fixing::new(Callback::new(better));
    let running = move || fixing.running();
    if let Some(keeper) = keeper {
        // At a desk nobody is asked for a permission unasked.
        let by_itself = app.session.offline() || !browser::has_mouse();
        Effect::new(move |_| {
            let begun = keeper.begun.get() > 0;
            let placed = sheet
                .form
                .with_untracked(|f| f.position().is_some() || f.found.is_some());
            if begun && !placed && by_itself {
                fixing.start(fix_before(sheet));
            }
        });
        // Whoever walked on before taking the photo stands elsewhere now.
        Effect::new(move |before: Option<usize>| {
            let now = sheet.photos.with(Vec::len);
            let old = browser::now().since(fixed_at.get_value()) > STALE_MS;
            let measured = sheet
                .form
                .with_untracked(|f| f.found == Some(LocSource::Gnss));
            if before == Some(0) && now > 0 && old && measured && by_itself {
                fixing.start(fix_before(sheet));
            }
            now
        });
    }
    let by_hand = Callback::new(move |(lon, lat): (f64, f64)| {
        fixing.stop();
        fixing.trouble.set(String::new());
        sheet.put(Spot::Position, |f| {
            if let (Some((lon, lat)), Some(metres), Some(LocSource::Gnss)) =
                (f.position(), f.accuracy_m, f.found)
            {
                f.measured = Some(Fix { lon, lat, metres });
            }
            f.put_position(lon, lat, &app.district());
            (f.accuracy_m, f.fixes, f.found) = (None, None, Some(LocSource::Map));
        });
        sheet.put(Spot::Area, |_| ());
        sheet.put(Spot::Address, |_| ());
    });
    // What is written elsewhere in the form leaves the map, the village and the words about them alone.
    let stand = sheet.get(Stand::of);
    let shown = Memo::new(move |_| {
        let lists = app.district();
        stand.with(|s| {
            let area = s
                .area
                .clone()
                .unwrap_or_else(|| lists.district.code.clone());
            let around = frame_of(&lists, &area).map(|[w, s, e, n]| [(w, s), (e, n)]);
            View {
                bounds: frame(around.into_iter().flatten().chain(s.at), 0.004),
                area: Some(area),
                close: true,
                grid: s.grid.clone(),
                pin: s.at,
                measured: s.measured.map(|m| (m.lon, m.lat)),
                metres: s.measured.map(|m| m.metres).or(s.metres).unwrap_or(0.0),
                ..View::default()
            }
        })
    });
    let placed = move || stand.with(|s| s.at.is_some());
    let outside = move || {
        stand.with(|s| {
            s.at.is_some_and(|(lon, lat)| !app.district().locator.locate(lon, lat).inside_district)
        })
    };
    let path = move || {
        stand.with(|s| {
            s.area
                .as_ref()
                .map(|a| app.district().place(a, s.grid.as_deref()))
                .unwrap_or_default()
        })
    };
    let typed = move |t: String, lon: bool| {
        fixing.stop();
        sheet.put(Spot::Position, |f| {
            *(if lon { &mut f.lon } else { &mut f.lat }) = t;
            (f.accuracy_m, f.fixes, f.found) = (None, None, Some(LocSource::Address));
            if let Some((lon, lat)) = f.position() {
                let found = app.district().locator.locate(lon, lat);
                if let Some(area) = found.area {
                    (f.area, f.grid) = (Some(area), found.grid);
                }
            }
        });
    };
    let locate_words = Signal::derive(move || {
        match (running(), placed()) {
            (true, true) => w::LOCATE_USE.t(),
            (true, false) => w::CANCEL.t(),
            (false, true) => w::LOCATE_AGAIN.t(),
            (false, false) => w::LOCATE.t(),
        }
        .to_string()
    });
    let address_max = app.district().district.rules.texts.address_max;
    let write_address = move |t: String| {
        sheet.typed("address", Spot::Address, address_max, t, |f| &mut f.address);
    };
    view! {
        <section class="card-box place" aria-label=w::PLACE.t()>
            <div class="place-map">
                <Map view=shown shape=LOW on_move=by_hand />
                <div class="place-state" aria-live="polite">
                    {move || stand.with(state)}
                    <Show when=running>
                        <span class="pill tone-wait" data-test="locating">{move || w::LOCATING.with(&[&fixing.seconds.get()])}</span>
                    </Show>
                </div>
                <div class="place-do">
                    <Button label=locate_words icon=Icon::Pin test="locate"
                        on_press=move || if fixing.running() { fixing.stop() } else { fixing.start(fix_before(sheet)) } />
                </div>
            </div>
            <Trouble sheet=sheet fixing=fixing />
            {fresh.then(|| view! { <Poor sheet=sheet fixing=fixing /> })}
            <Wrong id="position" error=sheet.fault(Spot::Position) />
            <Show when=outside><p class="hint warn">{w::OUTSIDE.t()}</p></Show>
            <Field id="address" label=w::ADDRESS.t().to_string() error=sheet.fault(Spot::Address)>
                <Line id="address" value=sheet.get(|f| f.address.clone()) placeholder=w::ADDRESS_HINT.t() test="address" on_input=write_address />
            </Field>
            <InputNote sheet=sheet spot=Spot::Address />
            <Wrong id="area" error=sheet.fault(Spot::Area) />
            <div class="place-foot">
                <details class="fold" open=browser::has_mouse()>
                    <summary>
                        <span>
                            <span class="fold-name">{path}</span>
                            <span class="faint">{move || if placed() { w::FROM_POSITION.t() } else { w::AREA_CHANGE.t() }}</span>
                        </span>
                    </summary>
                    <div class="stack-close">
                        <AreaPicker area=sheet.get(|f| f.area.clone()) grid=sheet.get(|f| f.grid.clone())
                            on_pick=move |area, grid| sheet.put(Spot::Area, |f| (f.area, f.grid) = (area, grid)) />
                        <div class="pair">
                            <Field id="lon" label=w::LON.t().to_string()>
                                <Line id="lon" keyboard="decimal" value=sheet.get(|f| f.lon.clone()) on_input=move |t| typed(t, true) test="lon" />
                            </Field>
                            <Field id="lat" label=w::LAT.t().to_string()>
                                <Line id="lat" keyboard="decimal" value=sheet.get(|f| f.lat.clone()) on_input=move |t| typed(t, false) test="lat" />
                            </Field>
                        </div>
                    </div>
                </details>
                {fresh.then(|| view! { <PinButton sheet=sheet what=Pinnable::Area name=w::VILLAGE test="pin-area" /> })}
            </div>
        </section>
    }
}

/// The position that was measured before, when it is the one that counts.
fn fix_before(sheet: FactsSheet) -> Option<Fix> {
    sheet.form.with_untracked(|f| {
        let ((lon, lat), metres) = f.position().zip(f.accuracy_m)?;
        (f.found == Some(LocSource::Gnss)).then_some(Fix { lon, lat, metres })
    })
}

/// Of the form, what this card shows.
#[derive(Clone, PartialEq)]
struct Stand {
    at: Option<(f64, f64)>,
    area: Option<AreaCode>,
    grid: Option<String>,
    metres: Option<f64>,
    found: Option<LocSource>,
    measured: Option<Fix>,
    fixes: Option<u32>,
}

impl Stand {
    fn of(form: &Form) -> Self {
        Stand {
            at: form.position(),
            area: form.area.clone(),
            grid: form.grid.clone(),
            metres: form.accuracy_m,
            found: form.found,
            measured: form.measured,
            fixes: form.fixes,
        }
    }
}

/// How good the position is, in metres, word and colour.
fn state(stand: &Stand) -> AnyView {
    let pill = match (stand.at, stand.metres, stand.found) {
        (None, _, _) => said(Tone::Wait, Icon::Pin, w::NO_POINT.t()),
        (Some(_), Some(metres), _) => {
            let (tone, words) = accuracy(metres);
            let mut text = w::ACCURACY.with(&[&(metres.round() as i64), &words.t()]);
            if let Some(count) = stand.fixes.filter(|n| *n > 1) {
                text += &w::FIXES.with(&[&count]);
            }
            said(tone, Icon::Pin, text)
        }
        (Some(_), None, Some(LocSource::Map)) => said(Tone::Wait, Icon::Pin, w::PICKED_BY_HAND.t()),
        (Some(_), None, _) => said(Tone::Wait, Icon::Pin, w::TYPED_BY_HAND.t()),
    };
    view! { <span data-test="accuracy">{pill}</span> }.into_any()
}

/// Why no position came, and two ways on.
#[component]
fn Trouble(sheet: FactsSheet, fixing: Fixing) -> impl IntoView {
    let words = fixing.trouble;
    view! {
        <Show when=move || words.with(|t| !t.is_empty())>
            <div class="banner" role="status" data-test="locate-trouble">
                <Sign icon=Icon::Alert />
                <div class="stack-close">
                    <p>{move || words.get()}</p>
                    <div class="row">
                        <Button label=w::LOCATE_AGAIN.t().to_string() on_press=move || fixing.start(fix_before(sheet)) test="locate-again" />
                        <Button label=w::WAY_ADDRESS.t().to_string() look=Look::Quiet on_press=|| browser::focus("address") test="way-address" />
                    </div>
                </div>
            </div>
        </Show>
    }
}

/// Asks why a poor position is used; the answer goes with the text.
#[component]
fn Poor(sheet: FactsSheet, fixing: Fixing) -> impl IntoView {
    let other = RwSignal::new(false);
    let poor = move || {
        let measured = sheet
            .form
            .with(|f| f.found == Some(LocSource::Gnss) && f.accuracy_m.is_some_and(|m| m > POOR_M));
        measured && !fixing.running()
    };
    let mut reasons: Vec<Choice> = [w::USE_INDOORS, w::USE_HOUSES, w::USE_CHECKED]
        .map(|r| (r.t().to_string(), r.t().to_string()))
        .to_vec();
    reasons.push((String::new(), w::USE_OTHER.t().to_string()));
    let reasons = StoredValue::new(reasons);
    let reason = sheet.get(|f| f.fix_reason.clone());
    let value = Signal::derive(move || {
        if other.get() {
            String::new()
        } else {
            reason.get().unwrap_or_else(|| "-".into())
        }
    });
    let pick = move |why: String| {
        other.set(why.is_empty());
        sheet.put(Spot::Position, |f| {
            f.fix_reason = Some(why).filter(|w| !w.is_empty())
        });
    };
    let write = move |t: String| {
        sheet.put(Spot::Position, |f| {
            f.fix_reason = Some(t).filter(|t| !t.trim().is_empty())
        })
    };
    let remark = sheet.get(Form::remark);
    view! {
        <Show when=poor>
            <div class="stack-close" data-test="poor">
                <p class="hint warn">{w::USE_WHY.t()}</p>
                <Chips name="use-why" label=w::USE_WHY.t().to_string() choices=reasons.get_value() value=value on_pick=pick />
                <Show when=move || other.get()>
                    <Line id="use-other" value=Signal::derive(move || reason.get().unwrap_or_default()) placeholder=w::USE_WHY.t() test="use-other" on_input=write />
                </Show>
            </div>
        </Show>
        {move || remark.get().map(|remark| view! { <p class="hint" data-test="remark">{w::REMARK_ADDED.with(&[&remark])}</p> })}
    }
}
