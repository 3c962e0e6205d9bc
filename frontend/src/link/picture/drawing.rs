//! A picture drawn anew on a canvas: scaled, and as a JPEG without anything hidden.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use model::{Code, Denial};
use picture::Bounds;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

/// Quality of the stored JPEG.
const QUALITY: f64 = 0.85;

/// A picture drawn anew, as it is stored.
pub(super) struct Drawn {
    pub bytes: Vec<u8>,
    pub w: u32,
    pub h: u32,
}

/// Opens a picture and draws it with a long edge of at most `edge`, as a JPEG without anything hidden.
pub(super) async fn redraw(file: &Blob, edge: u32, pixels_max: u64) -> Result<Drawn, Denial> {
    let broken = |_: JsValue| Denial::from(Code::PhotoBroken);
    let window = web_sys::window().ok_or(Code::PhotoBroken)?;
    let opened = window.create_image_bitmap_with_blob(file).map_err(broken)?;
    let bitmap: ImageBitmap = JsFuture::from(opened)
        .await
        .map_err(broken)?
        .unchecked_into();
    let (w, h) = scaled(bitmap.width(), bitmap.height(), edge);
    let drawn = draw(&bitmap, w, h).await;
    bitmap.close();
    let drawn = bytes(&drawn.map_err(broken)?).await.map_err(broken)?;
    // Some browsers write notes and profiles of their own.
    let layout = picture::read(&drawn, Bounds::of_camera(pixels_max))?;
    let bytes = layout.stripped(&drawn).into_owned();
    Ok(Drawn { bytes, w, h })
}

/// Size after scaling so that the long edge is at most `edge`.
fn scaled(w: u32, h: u32, edge: u32) -> (u32, u32) {
    let long = w.max(h).max(1);
    if long <= edge {
        return (w, h);
    }
    let scale = |n: u32| (u64::from(n) * u64::from(edge) / u64::from(long)).max(1);
    (
        u32::try_from(scale(w)).unwrap_or(edge),
        u32::try_from(scale(h)).unwrap_or(edge),
    )
}

/// The bytes of a file.
pub(super) async fn bytes(blob: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn draw(bitmap: &ImageBitmap, w: u32, h: u32) -> Result<Blob, JsValue> {
    let (canvas, context) = board(w, h)?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w.into(), h.into())?;
    encoded(&canvas).await
}

/// A white board of this size.
pub fn board(w: u32, h: u32) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let document = web_sys::window()
        .and_then(|w| w.document())
        .ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(w);
    canvas.set_height(h);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into();
    // JPEG knows no transparency: a see-through PNG becomes white, not black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, w.into(), h.into());
    Ok((canvas, context))
}

/// What is on the board as a JPEG.
pub async fn encoded(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        let taken = Closure::once_into_js(move |blob: JsValue| {
            let _ = if blob.is_null() {
                failed.call0(&JsValue::NULL)
            } else {
                done.call1(&JsValue::NULL, &blob)
            };
        });
        let _ = canvas.to_blob_with_type_and_encoder_options(
            taken.unchecked_ref(),
            "image/jpeg",
            &QUALITY.into(),
        );
    });
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_enlarged() {
        assert_eq!(scaled(4000, 3000, 2048), (2048, 1536));
        assert_eq!(scaled(3000, 4000, 2048), (1536, 2048));
        assert_eq!(scaled(640, 480, 2048), (640, 480));
        assert_eq!(scaled(100_000, 1, 2048), (2048, 1));
    }
}
