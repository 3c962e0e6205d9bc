//! The past of demo tickets: the same acts of the same people through the same rules as everybody's, with times gone by.

mod album;
mod cast;
mod plot;
mod said;
#[cfg(test)]
mod tests;
mod told;

pub use album::Album;
pub use cast::Cast;
pub use plot::Told;
pub use told::Teller;
