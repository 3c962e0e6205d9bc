//! A device's signature over one request: what it asks, with which body, when. A token that was copied is nothing without
//! the device's key, and a request that was copied counts once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use model::{Code, Denial, DeviceId};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Name of the header that carries it.
pub const HEADER: &str = "x-zs12345-signed";
/// Name of the header in which an answer offers another token.
pub const TOKEN: &str = "x-zs12345-token";
const CONTEXT: &[u8] = b"zs12345-request-1";

/// A signed request. As text: `device.stamp.digest.signature`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// Whose key signed it.
    pub device: DeviceId,
    /// Pool time in microseconds as the device knows it; each request of a device has its own.
    pub stamp: u64,
    /// SHA-256 of the body.
    pub digest: [u8; 32],
    signature: [u8; 64],
}

fn text(device: &DeviceId, stamp: u64, digest: &[u8; 32], method: &str, path: &str) -> Vec<u8> {
    let (id, length) = (
        device.as_str().as_bytes(),
        (method.len() as u64).to_be_bytes(),
    );
    let stamp = stamp.to_be_bytes();
    [
        CONTEXT,
        id,
        &stamp,
        digest,
        &length,
        method.as_bytes(),
        path.as_bytes(),
    ]
    .concat()
}

/// What is signed of a body.
pub fn digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

impl SignedRequest {
    /// Signs a request. `path` is what stands below `/api/v1/`, with its query.
    pub fn sign(
        device: &DeviceId,
        stamp: u64,
        body: &[u8],
        (method, path): (&str, &str),
        key: &SigningKey,
    ) -> Self {
        let digest = digest(body);
        let signature = key.sign(&text(device, stamp, &digest, method, path));
        SignedRequest {
            device: device.clone(),
            stamp,
            digest,
            signature: signature.to_bytes(),
        }
    }
    /// Whether this key signed this request.
    pub fn is_by(&self, key: &VerifyingKey, (method, path): (&str, &str)) -> bool {
        let text = text(&self.device, self.stamp, &self.digest, method, path);
        key.verify_strict(&text, &Signature::from_bytes(&self.signature))
            .is_ok()
    }
}

impl fmt::Display for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digest, signature) = (BASE64.encode(self.digest), BASE64.encode(self.signature));
        write!(f, "{}.{}.{digest}.{signature}", self.device, self.stamp)
    }
}

impl FromStr for SignedRequest {
    type Err = Denial;

    fn from_str(text: &str) -> Result<Self, Denial> {
        let wrong = || Denial::from(Code::SignatureWrong);
        let [device, stamp, digest, signature] = text.split('.').collect::<Vec<_>>()[..] else {
            return Err(wrong());
        };
        Ok(SignedRequest {
            device: DeviceId::new(device.to_string()).map_err(|_| wrong())?,
            stamp: stamp.parse().map_err(|_| wrong())?,
            digest: bytes(digest).ok_or_else(wrong)?,
            signature: bytes(signature).ok_or_else(wrong)?,
        })
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_one_request_alone() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let device = DeviceId::new("00112233445566aa").unwrap();
        let signed = SignedRequest::sign(&device, 5, b"body", ("POST", "pull"), &key);
        let public = key.verifying_key();
        let read: SignedRequest = signed.to_string().parse().unwrap();
        assert!(read == signed && read.is_by(&public, ("POST", "pull")));
        assert_eq!(read.digest, digest(b"body"));
        assert!(!read.is_by(&public, ("GET", "pull")));
        assert!(!read.is_by(&public, ("POST", "push")));
        assert!(!read.is_by(&public, ("POSTp", "ull")));
        assert!(!read.is_by(
            &SigningKey::from_bytes(&[8; 32]).verifying_key(),
            ("POST", "pull")
        ));
        let other = DeviceId::new("00112233445566ab").unwrap();
        for changed in [
            SignedRequest {
                device: other,
                ..signed.clone()
            },
            SignedRequest {
                stamp: 6,
                ..signed.clone()
            },
            SignedRequest {
                digest: digest(b"bodi"),
                ..signed.clone()
            },
        ] {
            assert!(!changed.is_by(&public, ("POST", "pull")), "{changed}");
        }
        for bad in [
            "",
            "a.b.c.d",
            "00112233445566aa.5.x.y",
            "00112233445566aa.5",
        ] {
            assert!(bad.parse::<SignedRequest>().is_err(), "{bad}");
        }
    }
}
