//! A sound that calls somebody to the desk: two short tones, made by the browser itself.

use wasm_bindgen::JsValue;
use web_sys::AudioContext;

/// Seconds that a tone lasts.
const TONE_S: f64 = 0.22;

/// Two tones; three and higher for what is sudden. A browser that may not sound yet, because nobody has touched the page,
/// stays silent.
pub fn alarm(sudden: bool) {
    // Fails only where there is no sound at all.
    let _ = play(if sudden {
        &[880.0, 660.0, 880.0]
    } else {
        &[660.0, 550.0]
    });
}

fn play(tones: &[f32]) -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let mut at = context.current_time();
    for tone in tones {
        let (source, gain) = (context.create_oscillator()?, context.create_gain()?);
        source.frequency().set_value(*tone);
        gain.gain().set_value(0.2);
        source.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        source.start_with_when(at)?;
        at += TONE_S;
        source.stop_with_when(at)?;
    }
    Ok(())
}
