//! The end of the pool's audit chain, signed by the pool and carried by devices: whoever rewrites the chain later would have
//! to rewrite it on every tablet too.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use model::{Code, Denial, Moment};
use std::fmt;
use std::str::FromStr;

const CONTEXT: &[u8] = b"zs12345-audit-head-1";
/// Bytes of the hash that a device names when it hands a head back: enough, since nobody can search for a chain without the
/// pool's key.
pub const NAMED: usize = 8;

/// Name of the header with which heads travel: the pool's newest down, what a device holds up.
pub const HEADER: &str = "x-zs12345-head";

/// A signed end of the chain. As text: `epoch.n.at.hash.signature`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// The pool's epoch when it was signed; a restore begins another.
    pub epoch: u64,
    /// Number of the last line.
    pub n: i64,
    /// When it was signed.
    pub at: Moment,
    /// The chain's hash at that line.
    pub hash: [u8; 32],
    signature: [u8; 64],
}

/// What a device says of the newest head it holds. As text: `epoch.n.hash`, the hash cut to [`NAMED`] bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldHead {
    /// Epoch of the head.
    pub epoch: u64,
    /// Its line.
    pub n: i64,
    /// The first bytes of its hash.
    pub hash: [u8; NAMED],
}

fn text(epoch: u64, n: i64, at: Moment, hash: &[u8; 32]) -> Vec<u8> {
    let numbers = [epoch.to_be_bytes(), n.to_be_bytes(), at.0.to_be_bytes()].concat();
    [CONTEXT, &numbers, hash].concat()
}

impl AuditHead {
    /// Signs an end of the chain.
    pub fn sign(epoch: u64, n: i64, at: Moment, hash: [u8; 32], key: &SigningKey) -> Self {
        let signature = key.sign(&text(epoch, n, at, &hash)).to_bytes();
        AuditHead {
            epoch,
            n,
            at,
            hash,
            signature,
        }
    }
    /// Whether the pool with this key signed it.
    pub fn is_by(&self, key: &VerifyingKey) -> bool {
        let text = text(self.epoch, self.n, self.at, &self.hash);
        key.verify_strict(&text, &Signature::from_bytes(&self.signature))
            .is_ok()
    }
    /// What a device says when it hands it back.
    pub fn held(&self) -> HeldHead {
        let mut hash = [0; NAMED];
        hash.copy_from_slice(&self.hash[..NAMED]);
        HeldHead {
            epoch: self.epoch,
            n: self.n,
            hash,
        }
    }
    /// Whether it stands further along than another: a later epoch, or a later line of the same.
    pub fn follows(&self, before: &AuditHead) -> bool {
        (self.epoch, self.n) > (before.epoch, before.n)
    }
    /// Whether both name the same line and disagree about it.
    pub fn contradicts(&self, other: &AuditHead) -> bool {
        (self.epoch, self.n) == (other.epoch, other.n) && self.hash != other.hash
    }
}

impl fmt::Display for AuditHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, signature) = (BASE64.encode(self.hash), BASE64.encode(self.signature));
        write!(
            f,
            "{}.{}.{}.{hash}.{signature}",
            self.epoch, self.n, self.at.0
        )
    }
}

impl FromStr for AuditHead {
    type Err = Denial;

    fn from_str(text: &str) -> Result<Self, Denial> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(Code::FrameBroken);
        let head = AuditHead {
            epoch: number(next()?)?,
            n: number(next()?)?,
            at: Moment(number(next()?)?),
            hash: bytes(next()?)?,
            signature: bytes(next()?)?,
        };
        match parts.next() {
            None => Ok(head),
            Some(_) => Err(Code::FrameBroken.into()),
        }
    }
}

impl fmt::Display for HeldHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.epoch, self.n, BASE64.encode(self.hash))
    }
}

impl FromStr for HeldHead {
    type Err = Denial;

    fn from_str(text: &str) -> Result<Self, Denial> {
        match text.split('.').collect::<Vec<_>>()[..] {
            [epoch, n, hash] => Ok(HeldHead {
                epoch: number(epoch)?,
                n: number(n)?,
                hash: bytes(hash)?,
            }),
            _ => Err(Code::FrameBroken.into()),
        }
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, Denial> {
    text.parse().map_err(|_| Code::FrameBroken.into())
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Denial> {
    let read = BASE64.decode(text).ok().and_then(|b| b.try_into().ok());
    read.ok_or_else(|| Code::FrameBroken.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_the_pools_own_or_nothing() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let head = AuditHead::sign(3, 41, Moment(1_000), [9; 32], &key);
        let read: AuditHead = head.to_string().parse().unwrap();
        assert!(read == head && read.is_by(&key.verifying_key()));
        assert!(!read.is_by(&SigningKey::from_bytes(&[8; 32]).verifying_key()));
        for changed in [
            AuditHead {
                epoch: 4,
                ..head.clone()
            },
            AuditHead {
                n: 40,
                ..head.clone()
            },
            AuditHead {
                at: Moment(1_001),
                ..head.clone()
            },
            AuditHead {
                hash: [8; 32],
                ..head.clone()
            },
        ] {
            assert!(!changed.is_by(&key.verifying_key()), "{changed}");
        }
        let held: HeldHead = head.held().to_string().parse().unwrap();
        assert_eq!(held, head.held());
        for bad in [
            "",
            "1",
            "1.2",
            "1.2.3",
            "a.b.c",
            "1.2.AAAAAAAAAAA.x",
            "1.2.3.4.5",
            "-1.2.AAAAAAAAAAA",
        ] {
            assert!(
                bad.parse::<HeldHead>().is_err() && bad.parse::<AuditHead>().is_err(),
                "{bad}"
            );
        }
    }
}
