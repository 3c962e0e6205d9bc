//! Measuring where one stands: the best of several fixes, the seconds so far, an end, and a sentence when nothing comes.

use crate::receiver::{self, Watch};
use crate::timing;
use crate::view_model::due::Tone;
use crate::view_model::measurement::{ENOUGH, Fix, GOOD_M, Measurement, POOR_M, SURE_M, Took};
use crate::view_model::nearby::distance;
use crate::words as w;
use leptos::prelude::*;

/// Long enough for a receiver to settle.
const SECONDS: u32 = 20;

/// The word and tone for an accuracy.
pub fn accuracy(metres: f64) -> (Tone, w::Text) {
    if metres <= SURE_M {
        (Tone::Calm, w::ACCURACY_GOOD)
    } else if metres <= POOR_M {
        (Tone::Urgent, w::ACCURACY_FAIR)
    } else {
        (Tone::Sudden, w::ACCURACY_POOR)
    }
}

/// A measurement that goes on.
#[derive(Clone, Copy)]
pub struct Fixing {
    /// Seconds so far.
    pub seconds: RwSignal<u32>,
    /// What went wrong, as a sentence; empty when nothing did.
    pub trouble: RwSignal<String>,
    fixes: RwSignal<Measurement>,
    turn: RwSignal<u32>,
    running: RwSignal<bool>,
    on_better: Callback<(Fix, u32)>,
    watch: StoredValue<Option<Watch>, LocalStorage>,
}

impl Fixing {
    /// Nothing is measured yet; each better fix goes to `on_better` with the number of fixes so far.
    pub fn new(on_better: Callback<(Fix, u32)>) -> Self {
        let fixing = Fixing {
            seconds: RwSignal::new(0),
            trouble: RwSignal::new(String::new()),
            fixes: RwSignal::new(Measurement::default()),
            turn: RwSignal::new(0),
            running: RwSignal::new(false),
            on_better,
            watch: StoredValue::new_local(None),
        };
        on_cleanup(move || fixing.stop());
        fixing
    }
    /// A measurement goes on.
    pub fn running(self) -> bool {
        self.running.get()
    }
    /// Begins to measure; again, after an earlier position when there was one.
    pub fn start(self, before: Option<Fix>) {
        self.stop();
        self.trouble.set(String::new());
        self.fixes.update(|fixes| *fixes = fixes.restarted(before));
        self.seconds.set(0);
        let on_error = move |denied| {
            self.fail(if denied {
                w::LOCATE_DENIED
            } else {
                w::LOCATE_FAILED
            });
        };
        let Some(watch) = receiver::watch(SECONDS, move |fix| self.take(fix), on_error) else {
            return self.fail(w::LOCATE_FAILED);
        };
        self.watch.set_value(Some(watch));
        self.running.set(true);
        self.turn.update(|n| *n += 1);
        let turn = self.turn.get_untracked();
        leptos::task::spawn_local(async move {
            loop {
                timing::wait(1000).await;
                let goes_on = self.turn.try_get_untracked() == Some(turn)
                    && self.running.try_get_untracked() == Some(true);
                if !goes_on {
                    return;
                }
                self.seconds.update(|s| *s += 1);
                if self.seconds.get_untracked() >= SECONDS {
                    // A receiver that stays silent says so no better than this.
                    return self.fail(w::LOCATE_FAILED);
                }
            }
        });
    }
    fn take(self, fix: Fix) {
        match self.fixes.try_update(|fixes| fixes.take(fix)) {
            Some(Took::Better | Took::Same) => {
                self.trouble.set(String::new());
                let (mean, count) = self.fixes.with_untracked(|f| (f.mean(), f.count));
                let mean = mean.unwrap_or(fix);
                self.on_better.run((mean, count));
                if mean.metres <= GOOD_M && count >= ENOUGH {
                    self.stop();
                }
            }
            Some(Took::Nowhere) => self.trouble.set(w::LOCATE_ZERO.t().into()),
            Some(Took::Jumped(metres)) => {
                let words = w::LOCATE_JUMPED.with(&[&distance(metres)]);
                self.trouble.set(words);
            }
            None => {}
        }
    }
    /// Ends it; a sentence is only needed when nothing was found and none stands there.
    fn fail(self, words: w::Text) {
        self.stop();
        let nothing = self.fixes.with_untracked(|f| f.best.is_none());
        if nothing && self.trouble.with_untracked(String::is_empty) {
            self.trouble.set(words.t().into());
        }
    }
    /// Ends it; the best position so far stays.
    pub fn stop(self) {
        if let Some(watch) = self.watch.try_update_value(Option::take).flatten() {
            // It may be what called us: it goes once this turn is over.
            leptos::task::spawn_local(async move { drop(watch) });
        }
        self.running.try_set(false);
    }
}
