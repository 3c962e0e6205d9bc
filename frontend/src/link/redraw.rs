//! A photo drawn again with what somebody put on it. What is covered is painted over before the file is written: no layer, no
//! trace of it.

use super::picture::drawing::{board, encoded};
use crate::view_model::markup::{Stroke, Tool, width_of};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, File, FilePropertyBag, HtmlImageElement};

/// The photo at this address with the strokes on it, as a camera's file.
pub async fn redrawn(url: &str, strokes: &[Stroke]) -> Result<File, JsValue> {
    let image = HtmlImageElement::new()?;
    image.set_src(url);
    JsFuture::from(image.decode()).await?;
    let (w, h) = (image.natural_width(), image.natural_height());
    let (canvas, context) = board(w, h)?;
    context.draw_image_with_html_image_element(&image, 0.0, 0.0)?;
    let (w, h) = (f64::from(w), f64::from(h));
    for stroke in strokes {
        put(&context, stroke, (w, h));
    }
    let blob = encoded(&canvas).await?;
    let kind = FilePropertyBag::new();
    kind.set_type("image/jpeg");
    File::new_with_blob_sequence_and_options(&Array::of1(&blob), "drawn.jpg", &kind)
}

fn put(context: &CanvasRenderingContext2d, stroke: &Stroke, (w, h): (f64, f64)) {
    match stroke.tool {
        Tool::Cover => {
            let (left, top, width, height) = stroke.bounds();
            context.set_fill_style_str("#000");
            context.fill_rect(left * w, top * h, width * w, height * h);
        }
        Tool::Line => {
            context.set_stroke_style_str("#e0201b");
            context.set_line_width(width_of(w, h));
            context.set_line_cap("round");
            context.set_line_join("round");
            context.begin_path();
            for (i, (x, y)) in stroke.points.iter().enumerate() {
                match i {
                    0 => context.move_to(x * w, y * h),
                    _ => context.line_to(x * w, y * h),
                }
            }
            context.stroke();
        }
    }
}
