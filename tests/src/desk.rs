//! The desk's benches: copies of the demo's tickets in pools of any size, a pool over a folder, random questions, and a watch.

mod copies;
mod fill;
mod served;
mod watch;

pub use copies::copies;
pub use fill::{SEED, folder};
pub use served::Served;
pub use watch::Watch;
