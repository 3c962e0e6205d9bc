//! A hostile client: written from docs/protocol.md alone, it uses neither the device nor the pool's own code. Every attack has
//! a name, says what is sent and what must come of it, and is run against a real pool by `./x hostile`.

pub mod answer;
pub mod attack;
pub mod client;
pub mod crowd;
pub mod forged;
pub mod ground;
pub mod kinds;
pub mod meter;
pub mod raw;
pub mod run;
pub mod siege;
pub mod store;
pub mod table;
pub mod tablet;

pub use attack::{Attack, Measured};
pub use run::{Outcome, run};
pub use table::{FIGURES, Figures, figures, table};

/// Every attack, kind by kind.
pub fn attacks() -> Vec<Attack> {
    kinds::all()
}
