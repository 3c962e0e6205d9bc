//! The screens. Each file names the `data-test` attributes that journeys use.

pub mod capture;
pub mod closed;
pub mod desk;
pub mod device;
#[cfg(any(test, feature = "fake"))]
pub mod gallery;
pub mod guard;
pub mod listing;
pub mod mine;
pub mod nearby;
pub mod notes;
pub mod outbox;
pub mod password;
pub mod score;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod tablet;
pub mod ticket;
pub mod today;
