//! Measuring where one stands: the best of several fixes, never 0,0, with an end.

use crate::browser;
use crate::here::Here;
use crate::plain::due::Tone;
use crate::plain::fault::Spot;
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
pub struct Fixing {
    /// Seconds so far.
    pub seconds: RwSignal<u32>,
    here: Here,
    sheet: Sheet,
    since: RwSignal<Option<Moment>>,
    best: RwSignal<f64>,
    fixes: RwSignal<u32>,
    watch: StoredValue<Option<(i32, OnFix, OnError)>, LocalStorage>,
}

fn receiver() -> Option<Geolocation> {
    web_sys::window()?.navigator().geolocation().ok()
}

impl Fixing {
    /// Nothing is measured yet.
    pub fn new(here: Here, sheet: Sheet) -> Self {
        Fixing {
            here,
            sheet,
            since: RwSignal::new(None),
            seconds: RwSignal::new(0),
            best: RwSignal::new(f64::INFINITY),
            fixes: RwSignal::new(0),
            watch: StoredValue::new_local(None),
        }
    }
    /// A measurement goes on.
    pub fn running(self) -> bool {
        self.since.with(Option::is_some)
    }
    /// Begins to measure.
    pub fn start(self) {
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
    /// Ends it; the best position so far stays.
    pub fn stop(self) {
        let watch = self.watch.try_update_value(Option::take).flatten();
        if let (Some((id, took, failed)), Some(receiver)) = (watch, receiver()) {
            receiver.clear_watch(id);
            // These may be what called us: they go once this turn is over.
            leptos::task::spawn_local(async move { drop((took, failed)) });
        }
        self.since.try_set(None);
    }
}
