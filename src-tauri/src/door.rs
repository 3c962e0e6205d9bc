//! The one place where the shell meets the device.

use api::ApiError;
use serde_json::{Value, json};
use std::path::Path;

/// One officer's device behind the window.
pub struct Door;

/// What `os` answers.
pub enum Reply {
    /// A value, sent as JSON.
    Json(Value),
    /// A photo or file, sent as it is.
    #[allow(dead_code)] // the first photo to be read will use it
    Bytes(Vec<u8>),
}

impl Door {
    /// Takes the folder of the device's data; with `ZS12345_PIN` set (demo, tests) it is unlocked.
    pub fn open(_data: &Path) -> Self {
        Self
    }

    /// A call that only reads.
    pub async fn ask(&self, call: &str, args: Value) -> Result<Value, ApiError> {
        self.answer(call, args)
    }

    /// A call that changes something.
    pub async fn tell(&self, call: &str, args: Value) -> Result<Value, ApiError> {
        self.answer(call, args)
    }

    /// A call with bytes in either direction.
    pub async fn os(&self, call: &str, args: Value, _body: Vec<u8>) -> Result<Reply, ApiError> {
        self.answer(call, args).map(Reply::Json)
    }

    fn answer(&self, _call: &str, _args: Value) -> Result<Value, ApiError> {
        let error =
            json!({ "code": "not_enrolled", "detail": "这台设备还没有登记，请先用登记码登记" });
        Err(serde_json::from_value(error).expect("a code of the table"))
    }
}
