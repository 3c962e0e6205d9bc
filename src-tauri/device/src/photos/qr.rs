//! QR codes in a picture. Pictures from outside go through the same decoder, with the same limits, as photos.

use super::{decode, shrink};
use model::Denial;
use rqrr::PreparedImage;

/// What a picture may be.
#[derive(Debug, Clone, Copy)]
pub struct QrLimits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Pixels, width × height.
    pub pixels: u64,
}

/// Long edges at which codes are looked for: a far one needs the detail, a blurred close one is found when small.
const EDGES: [u32; 3] = [1_600, 800, 3_200];

/// What the codes in a picture say; nothing when there is none.
pub fn read(file: &[u8], limits: QrLimits) -> Result<Vec<String>, Denial> {
    super::look_at(file.len() as u64, limits.bytes as u64)?;
    let layout = decode::open(file, limits.pixels)?;
    let image = decode::decode(file, &layout)?;
    let long = image.width().max(image.height());
    for edge in EDGES {
        // Larger than it is shows nothing more; one look at its own size is enough.
        if edge > long && edge != EDGES[0] {
            continue;
        }
        let grey = shrink::to_edge(image.clone(), edge)?.into_luma8();
        let (w, h) = (grey.width() as usize, grey.height() as usize);
        let raw = grey.as_raw();
        let mut prepared = PreparedImage::prepare_from_greyscale(w, h, |x, y| {
            raw.get(y * w + x).copied().unwrap_or(255)
        });
        let texts: Vec<String> = prepared
            .detect_grids()
            .iter()
            .filter_map(|grid| grid.decode().ok().map(|(_, text)| text))
            .collect();
        if !texts.is_empty() {
            return Ok(texts);
        }
    }
    Ok(Vec::new())
}
