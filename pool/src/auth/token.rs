//! Opaque tokens: 32 random bytes with a letter in front that says what they open. The pool keeps their hash only.

use crate::Result;
use crate::store::random;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest, Sha256};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person's session at a desk.
    Session,
    /// A device.
    Device,
}

/// A token as its holder sends it.
pub struct Token {
    pub text: String,
    /// What it opens.
    pub kind: Kind,
}

impl Token {
    /// Draws a new one.
    pub fn draw(kind: Kind) -> Result<Self> {
        let letter = match kind {
            Kind::Session => 's',
            Kind::Device => 'd',
        };
        Ok(Token {
            text: format!("{letter}{}", BASE64.encode(random::<32>()?)),
            kind,
        })
    }
    /// Reads what a request carries.
    pub fn read(text: &str) -> Option<Self> {
        let kind = match text.as_bytes().first()? {
            b's' => Kind::Session,
            b'd' => Kind::Device,
            _ => return None,
        };
        (text.len() == 44).then(|| Token {
            text: text.to_string(),
            kind,
        })
    }
    /// What the pool keeps of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.text.as_bytes()).into()
    }
}
