//! The doors a page comes through, whatever shell it runs in: `ask` for calls that read, `tell` for calls that change, `os` for
//! bytes in either direction.

use super::App;
use crate::error::Error;
use crate::photos::vault::Size;
use api::{ApiError, CallInfo, CallKind};
use model::{Code, Denial, PhotoKind, Sha256};
use serde_json::{Value, json};

/// What `os` answers.
pub enum Reply {
    /// A value, sent as JSON.
    Json(Value),
    /// A photo, sent as it is.
    Bytes(Vec<u8>),
}

impl App {
    /// A call through the door for `kind`; one that belongs to the other door is refused.
    pub async fn through(
        &self,
        kind: CallKind,
        name: &str,
        args: Value,
    ) -> Result<Value, ApiError> {
        let info = CallInfo::named(name)?;
        if info.kind != kind {
            return Err(info.unknown().into());
        }
        self.call(info.name, args).await
    }

    /// A call with bytes in either direction; `args` is an object of texts.
    pub async fn os(&self, call: &str, args: &Value, body: &[u8]) -> Result<Reply, ApiError> {
        let text = |name: &str| args[name].as_str().unwrap_or_default();
        match call {
            "take_photo" => {
                let kind = text("kind").parse::<PhotoKind>()?;
                let instead = args.get("instead").and_then(Value::as_str);
                let photo = match instead {
                    Some(old) => self.redraw_photo(&Sha256::new(old)?, text("name"), kind, body)?,
                    None => self.take_photo(text("name"), kind, body)?,
                };
                Ok(Reply::Json(
                    serde_json::to_value(photo).map_err(Error::from)?,
                ))
            }
            "photo" => {
                let sha = Sha256::new(text("sha256"))?;
                let size = match text("size") {
                    "thumb" => Size::Thumb,
                    _ => Size::Full,
                };
                Ok(Reply::Bytes(self.photo(&sha, size).await?))
            }
            "notices" => {
                let on = text("on");
                if !on.is_empty() {
                    self.set_notify(on == "true")?;
                }
                Ok(Reply::Json(json!({ "on": self.may_notify()? })))
            }
            "rescue" => {
                let state = self.rescue()?;
                Ok(Reply::Json(
                    serde_json::to_value(state).map_err(Error::from)?,
                ))
            }
            "salvage" => {
                let state = self.salvage(text("pin"))?;
                Ok(Reply::Json(
                    serde_json::to_value(state).map_err(Error::from)?,
                ))
            }
            "save_rescue" => {
                let file = text("file").parse().unwrap_or(0);
                Ok(Reply::Bytes(self.save_rescue(file)?))
            }
            "carry_rescue" => {
                let carried = self.carry_rescue(body.to_vec())?;
                Ok(Reply::Json(json!({ "carried": carried })))
            }
            other => {
                let name: String = other.chars().take(40).collect();
                Err(Denial::new(Code::CommandUnknown).with("value", name).into())
            }
        }
    }
}
