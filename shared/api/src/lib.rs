//! Every call, reply, notice and error code that crosses a UI or HTTP boundary.
//!
//! May use: model, serde. Never contains: behaviour beyond turning model values into what is shown, tauri, axum, web-sys.

pub mod boards;
pub mod call;
pub mod desk;
pub mod error;
pub mod field;
pub mod named;
pub mod notice;
pub mod office;
pub mod over;
pub mod scores;
pub mod shown;
pub mod sync;
pub mod types;

pub use boards::*;
pub use call::{Call, CallInfo, CallKind, Request, TABLE};
pub use desk::*;
pub use error::ApiError;
pub use field::*;
pub use model::{Code, Denial, PhotoKind, Sha256};
pub use named::*;
pub use notice::Topic;
pub use office::*;
pub use scores::*;
pub use types::*;
