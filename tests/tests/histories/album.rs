//! Pictures of the scene, small and real: the pool looks at their bytes.

use image::{ImageFormat, Rgb, RgbImage};
use model::edit::Photo;
use model::{PhotoKind, Sha256};
use sha2::Digest;
use std::io::Cursor;
use std::sync::LazyLock;

/// One picture.
pub struct Picture {
    pub photo: Photo,
    pub bytes: Vec<u8>,
}

static PICTURES: LazyLock<Vec<Picture>> = LazyLock::new(|| {
    let kinds = [PhotoKind::Before, PhotoKind::After, PhotoKind::After];
    (1u8..).zip(kinds).map(|(n, kind)| draw(n, kind)).collect()
});

fn draw(n: u8, kind: PhotoKind) -> Picture {
    let (w, h) = (32, 24);
    let image = RgbImage::from_fn(w, h, |x, y| Rgb([n * 60, (x * 7) as u8, (y * 9) as u8]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    let bytes = out.into_inner();
    let photo = Photo {
        sha256: Sha256::new(hex::encode(sha2::Sha256::digest(&bytes))).unwrap(),
        kind,
        bytes: bytes.len() as u64,
        w,
        h,
        taken_ms: None,
        original: None,
        caption: None,
    };
    Picture { photo, bytes }
}

/// What a kind of picture shows.
pub fn pictures(kind: PhotoKind) -> impl Iterator<Item = &'static Picture> {
    PICTURES.iter().filter(move |p| p.photo.kind == kind)
}

/// The picture with this hash.
pub fn picture(sha256: &Sha256) -> &'static Picture {
    let found = PICTURES.iter().find(|p| p.photo.sha256 == *sha256);
    found.expect("a picture of these histories")
}
