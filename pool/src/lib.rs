//! The district 未诉先办工单池: takes edits in, rules on them, keeps the truth, answers calls.
//!
//! May use: api, sync, model, rusqlite (in `store` alone), axum (in `http` alone). Never contains: tauri, leptos.

pub mod arrivals;
pub mod auth;
pub mod backup;
pub mod basemap;
pub mod brought;
pub mod budget;
pub mod cli;
pub mod clock;
pub mod consent;
pub mod devices;
pub mod draw;
pub mod erase;
pub mod error;
pub mod export;
pub mod feed;
pub mod http;
pub mod ingest;
pub mod initials;
pub mod notices;
pub mod papers;
pub mod patient;
pub mod people;
pub mod photos;
pub mod reasons;
pub mod reporters;
pub mod rescue;
pub mod rules;
pub mod scores;
pub mod sealed;
pub mod show;
pub mod space;
pub mod stamp;
pub mod store;
pub mod table;
pub mod texts;
pub mod upkeep;
pub mod verify;

pub use error::{Error, Result};
