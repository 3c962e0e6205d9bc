//! Where: the measured position with its accuracy, a pin by hand, an address, and the village that follows from it.

use crate::browser;
use crate::here::{Here, here};
use crate::parts::area::AreaPicker;
use crate::parts::button::Button;
use crate::parts::field::{Field, Line, Wrong};
use crate::parts::icons::Icon;
use crate::parts::map::GridMap;
use crate::parts::pill::said;
use crate::plain::due::Tone;
use crate::plain::fault::Spot;
use crate::plain::outline::Sketch;
use crate::screens::capture::sheet::Sheet;
use crate::words as w;
use leptos::prelude::*;
use model::{Code, LocSource, Moment};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Geolocation, Position, PositionError, PositionOptions};

/// Long enough for a receiver to settle.
const SECONDS: u32 = 20;
/// Good enough to stop at once.
const GOOD_M: f64 = 10.0;

type OnFix = Closure<dyn Fn(Position)>;
type OnError = Closure<dyn Fn(PositionError)>;

/// The word and tone for an accuracy.
pub fn accuracy(metres: f64) -> (Tone, w::Text) {
    match metres {
        ..=15.0 => (Tone::Calm, w::ACCURACY_GOOD),
        ..=50.0 => (Tone::Urgent, w::ACCURACY_FAIR),
        _ => (Tone::Sudden, w::ACCURACY_POOR),
    }
}

/// A measurement that goes on.
#[derive(Clone, Copy)]
struct Fixing {
    here: Here,
    sheet: Sheet,
    since: RwSignal<Option<Moment>>,
    seconds: RwSignal<u32>,
    best: RwSignal<f64>,
    fixes: RwSignal<u32>,
    watch: StoredValue<Option<(i32, OnFix, OnError)>, LocalStorage>,
}

fn receiver() -> Option<Geolocation> {
    web_sys::window()?.navigator().geolocation().ok()
}

impl Fixing {
    fn start(self) {
        self.stop();
        self.sheet.put(Spot::Position, |_| ());
        self.best.set(f64::INFINITY);
        self.fixes.set(0);
        self.seconds.set(0);
        let Some(receiver) = receiver() else {
            return self.fail(w::LOCATE_FAILED);
        };
        let took = Closure::new(move |position: Position| self.take(&position));
        let failed = Closure::new(move |error: PositionError| {
            let denied = error.code() == PositionError::PERMISSION_DENIED;
            self.fail(if denied {
                w::LOCATE_DENIED
            } else {
                w::LOCATE_FAILED
            });
        });
        let options = PositionOptions::new();
        options.set_enable_high_accuracy(true);
        options.set_timeout(SECONDS * 1000);
        options.set_maximum_age(0);
        let watch = receiver.watch_position_with_error_callback_and_options(
            took.as_ref().unchecked_ref(),
            Some(failed.as_ref().unchecked_ref()),
            &options,
        );
        let Ok(id) = watch else {
            return self.fail(w::LOCATE_FAILED);
        };
        self.watch.set_value(Some((id, took, failed)));
        let began = browser::now();
        self.since.set(Some(began));
        leptos::task::spawn_local(async move {
            while self.since.try_get_untracked() == Some(Some(began)) {
                gloo_timers::future::TimeoutFuture::new(1000).await;
                self.seconds.try_update(|s| *s += 1);
                if self
                    .seconds
                    .try_get_untracked()
                    .is_some_and(|s| s >= SECONDS)
                {
                    self.stop();
                }
            }
        });
    }
    fn take(self, position: &Position) {
        let at = position.coords();
        let (lon, lat, metres) = (at.longitude(), at.latitude(), at.accuracy());
        // A desktop's receiver may answer 0,0 without an error; that is no position.
        if model::geo::is_zero(lon, lat) {
            self.fail_with(Code::PlaceZero.template().into());
            return;
        }
        self.fixes.update(|n| *n += 1);
        if metres < self.best.get_untracked() {
            self.best.set(metres);
            let (lists, fixes) = (self.here.district(), self.fixes.get_untracked());
            self.sheet.put(Spot::Position, |f| {
                f.put_position(lon, lat, &lists);
                (f.accuracy_m, f.fixes, f.found) = (
                    Some((metres * 10.0).round() / 10.0),
                    Some(fixes),
                    Some(LocSource::Gnss),
                );
            });
            self.sheet.put(Spot::Area, |_| ());
            self.sheet.put(Spot::Address, |_| ());
        }
        if metres <= GOOD_M {
            self.stop();
        }
    }
    fn fail(self, words: w::Text) {
        self.fail_with(words.t().into());
    }
    fn fail_with(self, words: String) {
        self.stop();
        if self.best.get_untracked().is_infinite() {
            self.sheet.faults.update(|f| {
                f.retain(|(spot, _)| *spot != Spot::Position);
                f.push((Spot::Position, words));
            });
        }
    }
    fn stop(self) {
        let watch = self.watch.try_update_value(Option::take).flatten();
        if let (Some((id, took, failed)), Some(receiver)) = (watch, receiver()) {
            receiver.clear_watch(id);
            // These may be what called us: they go once this turn is over.
            leptos::task::spawn_local(async move { drop((took, failed)) });
        }
        self.since.try_set(None);
    }
}

/// The card.
#[component]
pub fn PlaceCard(sheet: Sheet) -> impl IntoView {
    let here = here();
    let fixing = Fixing {
        here,
        sheet,
        since: RwSignal::new(None),
        seconds: RwSignal::new(0),
        best: RwSignal::new(f64::INFINITY),
        fixes: RwSignal::new(0),
        watch: StoredValue::new_local(None),
    };
    on_cleanup(move || fixing.stop());
    let running = move || fixing.since.with(Option::is_some);
    let sketch = Memo::new(move |_| {
        sheet.form.with(|f| {
            Sketch::of(
                &here.district(),
                f.area.as_ref(),
                f.grid.as_deref(),
                f.position(),
                f.accuracy_m.unwrap_or(0.0),
            )
        })
    });
    let by_hand = Callback::new(move |(lon, lat): (f64, f64)| {
        fixing.stop();
        sheet.put(Spot::Position, |f| {
            f.put_position(lon, lat, &here.district());
            (f.accuracy_m, f.fixes, f.found) = (None, None, Some(LocSource::Map));
        });
        sheet.put(Spot::Area, |_| ());
    });
    let state = move || {
        sheet
            .form
            .with(|f| match (f.position(), f.accuracy_m, f.found) {
                (None, _, _) => said(Tone::Wait, Icon::Pin, w::NO_POINT.t()),
                (Some(_), Some(metres), _) => {
                    let (tone, words) = accuracy(metres);
                    said(
                        tone,
                        Icon::Pin,
                        w::ACCURACY.with(&[&metres.round(), &words.t()]),
                    )
                }
                (Some(_), None, Some(LocSource::Map)) => {
                    said(Tone::Wait, Icon::Pin, w::PICKED_BY_HAND.t())
                }
                (Some(_), None, _) => said(Tone::Wait, Icon::Pin, w::TYPED_BY_HAND.t()),
            })
    };
    let outside = move || {
        sheet.form.with(|f| {
            f.position()
                .is_some_and(|(lon, lat)| !here.district().locator.locate(lon, lat).inside_district)
        })
    };
    let path = move || {
        sheet.form.with(|f| {
            f.area
                .as_ref()
                .map(|a| here.district().place(a, f.grid.as_deref()))
                .unwrap_or_default()
        })
    };
    let typed = move |t: String, lon: bool| {
        fixing.stop();
        sheet.put(Spot::Position, |f| {
            *(if lon { &mut f.lon } else { &mut f.lat }) = t;
            (f.accuracy_m, f.fixes, f.found) = (None, None, Some(LocSource::Address));
            if let Some((lon, lat)) = f.position() {
                let found = here.district().locator.locate(lon, lat);
                if let Some(area) = found.area {
                    (f.area, f.grid) = (Some(area), found.grid);
                }
            }
        });
    };
    let locate_words = Signal::derive(move || {
        if running() {
            w::LOCATE_USE.t().to_string()
        } else if sheet.form.with(|f| f.position().is_some()) {
            w::LOCATE_AGAIN.t().to_string()
        } else {
            w::LOCATE.t().to_string()
        }
    });
    view! {
        <section class="card-box place" aria-label=w::PLACE.t()>
            <div class="place-map">
                <GridMap sketch=sketch on_move=by_hand />
                <div class="place-state" aria-live="polite">
                    {state}
                    <Show when=running>
                        <span class="pill tone-wait">{move || w::LOCATING.with(&[&fixing.seconds.get()])}</span>
                    </Show>
                </div>
                <div class="place-do">
                    <Button label=locate_words icon=Icon::Pin test="locate"
                        on_press=move || if running() { fixing.stop() } else { fixing.start() } />
                </div>
            </div>
            <Wrong id="position" error=sheet.fault(Spot::Position) />
            <Show when=outside><p class="hint warn">{w::OUTSIDE.t()}</p></Show>
            <Field id="address" label=w::ADDRESS.t().to_string() error=sheet.fault(Spot::Address)>
                <Line id="address" value=sheet.get(|f| f.address.clone()) placeholder=w::ADDRESS_HINT.t() test="address"
                    on_input=move |t| sheet.put(Spot::Address, |f| f.address = t) />
            </Field>
            <AreaPicker area=sheet.get(|f| f.area.clone()) grid=sheet.get(|f| f.grid.clone())
                on_pick=move |area, grid| sheet.put(Spot::Area, |f| (f.area, f.grid) = (area, grid)) />
            <p class="hint">{path}<Show when=move || sheet.form.with(|f| f.position().is_some())>"　"{w::FROM_POSITION.t()}</Show></p>
            <Wrong id="area" error=sheet.fault(Spot::Area) />
            <details class="fold" open=browser::has_mouse()>
                <summary>{w::COORDINATES.t()}</summary>
                <div class="pair">
                    <Field id="lon" label=w::LON.t().to_string()>
                        <Line id="lon" keyboard="decimal" value=sheet.get(|f| f.lon.clone()) on_input=move |t| typed(t, true) test="lon" />
                    </Field>
                    <Field id="lat" label=w::LAT.t().to_string()>
                        <Line id="lat" keyboard="decimal" value=sheet.get(|f| f.lat.clone()) on_input=move |t| typed(t, false) test="lat" />
                    </Field>
                </div>
            </details>
        </section>
    }
}
