//! Where: the measured position with its accuracy, a pin by hand, an address, and the village that follows from it.

use crate::browser;
use crate::here::here;
use crate::parts::area::AreaPicker;
use crate::parts::button::Button;
use crate::parts::field::{Field, Line, Wrong};
use crate::parts::icons::Icon;
use crate::parts::map::GridMap;
use crate::parts::pill::said;
use crate::plain::due::Tone;
use crate::plain::fault::Spot;
use crate::plain::outline::Sketch;
use crate::screens::capture::locate::{Fixing, accuracy};
use crate::screens::capture::sheet::Sheet;
use crate::words as w;
use leptos::prelude::*;
use model::LocSource;

/// The card.
#[component]
pub fn PlaceCard(sheet: Sheet) -> impl IntoView {
    let here = here();
    let fixing = Fixing::new(here, sheet);
    on_cleanup(move || fixing.stop());
    let running = move || fixing.running();
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
