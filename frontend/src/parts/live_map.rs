//! MapLibre in a page: loaded only now that a map is shown, fed with scenes, asked for nothing else. Whatever goes wrong on
//! the way leaves the sketch where it was.

use crate::browser;
use crate::context::{AppContext, app};
use crate::view_model::scene::{drawn, drawn_bounds, ground, scene, stored};
use crate::view_model::shape::{REACH, SHAPES};
use crate::view_model::view::{View, frame_of};
use crate::words as w;
use api::{Basemap, MapDatum};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Put there by the page's start when the libraries were built in (xtask/src/map.rs).
    #[wasm_bindgen(js_name = zs12345Map, catch)]
    async fn load() -> Result<JsValue, JsValue>;

    type Module;
    #[wasm_bindgen(method, catch)]
    async fn open(
        this: &Module,
        host: &web_sys::Element,
        wish: &str,
        tell: &Tell,
    ) -> Result<JsValue, JsValue>;

    type Handle;
    #[wasm_bindgen(method, catch)]
    fn show(this: &Handle, scene: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn look(this: &Handle, at: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Handle) -> Result<(), JsValue>;
}

type Tell = Closure<dyn Fn(String, String)>;

/// An open map and what it calls back.
struct Opened {
    handle: Handle,
    datum: MapDatum,
    _tell: Tell,
}

impl Drop for Opened {
    fn drop(&mut self) {
        // A map whose context is lost may refuse; it is gone either way.
        let _ = self.handle.close();
    }
}

/// The map itself; `live` becomes true once it can be seen.
#[component]
pub fn LiveMap(
    view: Signal<View>,
    /// The map can be seen.
    live: RwSignal<bool>,
    on_move: Option<Callback<(f64, f64)>>,
    /// Takes the id of a tapped ticket.
    on_pick: Option<Callback<String>>,
) -> impl IntoView {
    let app = app();
    let host = NodeRef::<leptos::html::Div>::new();
    let opened: StoredValue<Option<Opened>, LocalStorage> = StoredValue::new_local(None);
    let approval = RwSignal::new(String::new());
    // What was looked at last, so that a tap does not move the map under the finger.
    let seen: StoredValue<Looked> = StoredValue::new((None, None));
    let tapped = StoredValue::new(None);
    let hear = move |what: String, value: String| match what.as_str() {
        "ready" => _ = live.try_set(true),
        "failed" => _ = live.try_set(false),
        "tap" => {
            let at = serde_json::from_str::<(f64, f64)>(&value).ok();
            let datum = opened
                .try_with_value(|o| o.as_ref().map(|o| o.datum))
                .flatten();
            if let (Some(on_move), Some(at), Some(datum)) = (on_move, at, datum) {
                let at = stored(datum, at);
                tapped.set_value(Some(at));
                on_move.run(at);
            }
        }
        "point" => {
            if let (Some(on_pick), Ok(id)) = (on_pick, serde_json::from_str(&value)) {
                on_pick.run(id);
            }
        }
        _ => {}
    };
    Effect::new(move |begun: Option<bool>| {
        let Some(host) = host.get().filter(|_| begun != Some(true)) else {
            return begun == Some(true);
        };
        let wish = StoredValue::new((view.get_untracked(), on_move.is_some()));
        leptos::task::spawn_local(async move {
            let Ok(module) = load().await else { return };
            let pack = app.link.map_pack().await;
            let (datum, words) = pack
                .as_ref()
                .map_or((MapDatum::Wgs84, String::new()), |(b, _)| {
                    (b.datum, b.approval.clone())
                });
            let Some((first, taps)) = wish.try_get_value() else {
                return;
            };
            let wish = wish_of(app, &first, datum, taps, pack.as_ref());
            seen.try_set_value((first.bounds, first.pin));
            let tell: Tell = Closure::new(hear);
            let module: Module = module.unchecked_into();
            let Ok(handle) = module.open(&host, &wish.to_string(), &tell).await else {
                return;
            };
            let made = Opened {
                handle: handle.unchecked_into(),
                datum,
                _tell: tell,
            };
            approval.try_set(words);
            // A page that was left meanwhile drops it, and closes it thereby.
            if opened.try_set_value(Some(made)).is_none() {
                update(app, view, opened, seen, tapped);
            }
        });
        true
    });
    Effect::new(move |_| {
        view.track();
        update(app, view, opened, seen, tapped);
    });
    let label = if on_move.is_some() {
        w::MAP_LIVE
    } else {
        w::MAP_LIVE_LOOK
    };
    view! {
        <div class="map-live" node_ref=host role="region" aria-label=label.t() data-test="map-live" aria-hidden=move || (!live.get()).to_string()></div>
        <Show when=move || live.get() && approval.with(|a| !a.is_empty())>
            <p class="map-approval">{move || w::MAP_APPROVAL.with(&[&approval.get()])}</p>
        </Show>
    }
}

type At = Option<(f64, f64)>;
type Looked = (Option<[f64; 4]>, At);

fn update(
    app: AppContext,
    view: Signal<View>,
    opened: StoredValue<Option<Opened>, LocalStorage>,
    seen: StoredValue<Looked>,
    tapped: StoredValue<At>,
) {
    let Some(view) = view.try_get_untracked() else {
        return;
    };
    opened.try_with_value(|opened| {
        let Some(opened) = opened else { return };
        let _ = opened
            .handle
            .show(&scene(&app.district(), &view, opened.datum).to_string());
        let now = (view.bounds, view.pin);
        let before = seen.get_value();
        seen.set_value(now);
        let (moved, by_tap) = (
            before.1 != now.1,
            view.pin.is_some() && tapped.get_value() == view.pin,
        );
        let wish = match (view.pin, view.bounds) {
            (Some(pin), _) if moved && view.close => {
                json!({"at": drawn(opened.datum, pin)})
            }
            (_, Some(bounds)) if before.0 != now.0 => {
                json!({"bounds": drawn_bounds(opened.datum, bounds)})
            }
            _ => return,
        };
        if !by_tap {
            let _ = opened.handle.look(&wish.to_string());
        }
    });
}

fn wish_of(
    app: AppContext,
    view: &View,
    datum: MapDatum,
    taps: bool,
    pack: Option<&(Basemap, Value)>,
) -> Value {
    let lists = app.district();
    let bounds = view
        .bounds
        .or_else(|| frame_of(&lists, &lists.district.code))
        .unwrap_or([73.0, 18.0, 135.0, 54.0]);
    let mut shown = ground(&lists, datum);
    if let (Value::Object(shown), Value::Object(scene)) = (&mut shown, scene(&lists, view, datum)) {
        shown.extend(scene);
    }
    json!({
        "scene": shown,
        "bounds": drawn_bounds(datum, bounds),
        "taps": taps,
        "dark": browser::is_dark(),
        "shapes": SHAPES,
        "reach": REACH,
        "pack": pack.map(|(_, source)| source),
        "words": {"NavigationControl.ZoomIn": w::MAP_ZOOM_IN.t(), "NavigationControl.ZoomOut": w::MAP_ZOOM_OUT.t(), "Map.Title": w::MAP_LIVE_LOOK.t(),
            "ScaleControl.Meters": w::METRES_UNIT.t(), "ScaleControl.Kilometers": w::KILOMETRES_UNIT.t()},
    })
}
