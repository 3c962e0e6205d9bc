//! The receiver that knows where one stands, as far as the browser lets us ask it.

use crate::view_model::measurement::Fix;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Geolocation, Position, PositionError, PositionOptions};

/// A receiver that is listened to for as long as this is kept.
pub struct Watch {
    receiver: Geolocation,
    id: i32,
    _on_fix: Closure<dyn Fn(Position)>,
    _on_error: Closure<dyn Fn(PositionError)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.receiver.clear_watch(self.id);
    }
}

/// Listens to the receiver, which may think for so many seconds; none when there is no receiver. An error comes with
/// whether somebody has forbidden it.
pub fn watch(
    seconds: u32,
    on_fix: impl Fn(Fix) + 'static,
    on_error: impl Fn(bool) + 'static,
) -> Option<Watch> {
    let receiver = web_sys::window()?.navigator().geolocation().ok()?;
    let on_fix = Closure::<dyn Fn(Position)>::new(move |position: Position| {
        let at = position.coords();
        on_fix(Fix {
            lon: at.longitude(),
            lat: at.latitude(),
            metres: (at.accuracy() * 10.0).round() / 10.0,
        });
    });
    let on_error = Closure::<dyn Fn(PositionError)>::new(move |error: PositionError| {
        on_error(error.code() == PositionError::PERMISSION_DENIED);
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(seconds * 1000);
    options.set_maximum_age(0);
    let id = receiver
        .watch_position_with_error_callback_and_options(
            on_fix.as_ref().unchecked_ref(),
            Some(on_error.as_ref().unchecked_ref()),
            &options,
        )
        .ok()?;
    Some(Watch {
        receiver,
        id,
        _on_fix: on_fix,
        _on_error: on_error,
    })
}
