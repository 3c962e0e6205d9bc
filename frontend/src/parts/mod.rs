//! A few parts of our own, each accessible by itself: what screens are built from.

pub mod area;
pub mod button;
pub mod category;
pub mod choice;
pub mod dialog;
pub mod edge;
pub mod field;
pub mod files;
pub mod finder;
pub mod focus;
pub mod hints;
pub mod icons;
pub mod initials;
pub mod leave;
pub mod live_map;
pub mod locate;
pub mod map;
pub mod markup;
pub mod names;
pub mod photo;
pub mod photo_taker;
pub mod pill;
pub mod rail;
pub mod rescue;
pub mod rooms;
pub mod saved;
pub mod sound;
pub mod theme;
pub mod timeline;
pub mod toast;
pub mod version;
pub mod waits;

pub use button::{Button, Look};
pub use field::{Area, Field, Line};
pub use icons::{Icon, Sign};
