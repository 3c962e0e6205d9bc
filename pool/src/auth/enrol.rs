//! A device makes itself known with a one-time code.

use super::{Kind, Token, new_code, read_code};
use crate::store::{Device, Entry, Standing, Store, random};
use crate::{Result, clock, stamp};
use api::sync::{EnrolReply, EnrolRequest};
use ed25519_dalek::{Signature, VerifyingKey};
use model::{Code, Denial, DeviceId, Moment, UserName};
use std::sync::Arc;

/// How long a code is good.
pub const CODE_MINUTES: i64 = 24 * 60;
const CONTEXT: &str = "zs12345-enrol";

/// Makes a code for a person's next device; kept only as a hash.
pub fn issue_code(store: &Arc<Store>, user: &str) -> Result<(String, Moment)> {
    let known = store.read_now(|db| db.user(user))?.filter(|u| !u.disabled);
    let user = known.ok_or_else(|| {
        Denial::new(Code::ValueUnknown)
            .with("field", "user")
            .with("value", user)
    })?;
    let (code, now) = (new_code()?, clock::now());
    let (hash, expires_at) = (read_code(&code), now.plus_minutes(CODE_MINUTES));
    let name = user.person.user;
    store.write_now(move |tx| {
        tx.add_enrol_code(&hash, &name, expires_at)?;
        tx.audit(&Entry {
            at: now,
            who: name.to_string(),
            what: "enrol_code",
            ..Entry::default()
        })
    })?;
    Ok((code, expires_at))
}

/// Enrols a device. The same code with the same key again is a repeat whose first answer was lost: it gets a new token.
pub async fn enrol(store: &Arc<Store>, request: EnrolRequest) -> Result<EnrolReply> {
    let key = proven_key(&request)?;
    let hash = read_code(&request.code);
    let now = clock::now();
    let token = Token::draw(Kind::Device)?;
    let token_hash = token.hash();
    let fresh = DeviceId::new(hex::encode(random::<8>()?))?;
    let (device, user) = store
        .write(move |tx| {
            let code = tx.enrol_code(&hash)?.ok_or(Code::CodeUnknown)?;
            if now > code.expires_at {
                return Err(Code::CodeExpired.into());
            }
            let user = tx
                .user(code.user.as_str())?
                .filter(|u| !u.disabled)
                .ok_or(Code::CodeUnknown)?;
            if code.used_at.is_some() {
                let before = code.device.map(|d| tx.device(&d)).transpose()?.flatten();
                let repeat = before
                    .filter(|d| d.public_key == key && d.revoked_at.is_none() && d.pulled == 0);
                let device = repeat.ok_or(Code::CodeUsed)?;
                tx.renew_device(&device.id, &token_hash)?;
                return Ok((device.id, user));
            }
            let device = new_device(fresh, code.user, key);
            tx.add_device(&device, &token_hash, now)?;
            tx.use_enrol_code(&hash, &device.id, now)?;
            let (who, detail) = (device.user.to_string(), device.id.to_string());
            tx.audit(&Entry {
                at: now,
                who,
                what: "enrolled",
                detail,
                ..Entry::default()
            })?;
            Ok((device.id, user))
        })
        .await?;
    Ok(EnrolReply {
        told: stamp::told(&store.keys, &device, now),
        device,
        token: token.text,
        person: user.person,
        pool: store.keys.pool.clone(),
        pool_key: hex::encode(store.keys.signing.verifying_key().to_bytes()),
        district_version: store.district().version.clone(),
        now,
    })
}

fn new_device(id: DeviceId, user: UserName, public_key: [u8; 32]) -> Device {
    Device {
        id,
        user,
        public_key,
        revoked_at: None,
        whole_until: u64::MAX,
        pulled: 0,
        fresh_until: 0,
        scope: String::new(),
        head: None,
        standing: Standing {
            signs: true,
            ..Standing::default()
        },
    }
}

/// The key in the request, when the proof shows that the device holds it.
fn proven_key(request: &EnrolRequest) -> Result<[u8; 32], Denial> {
    let wrong = |field: &str| {
        Denial::new(Code::FieldType)
            .with("field", field)
            .with("detail", "须是十六进制")
    };
    let key: [u8; 32] = hex::decode(&request.public_key)
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| wrong("public_key"))?;
    let proof: [u8; 64] = hex::decode(&request.proof)
        .ok()
        .and_then(|b| b.try_into().ok())
        .ok_or_else(|| wrong("proof"))?;
    let verifying = VerifyingKey::from_bytes(&key).map_err(|_| wrong("public_key"))?;
    let text = format!("{CONTEXT}{}", request.code);
    verifying
        .verify_strict(text.as_bytes(), &Signature::from_bytes(&proof))
        .map_err(|_| Code::SignatureWrong)?;
    Ok(key)
}
