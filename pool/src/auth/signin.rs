//! Signing in and out at a desk.

use super::lockout::{Try, account_key};
use super::{Hasher, Kind, SESSION_MINUTES, Token, Trier, check_new};
use crate::store::{Entry, Session, Store};
use crate::{Error, Result, clock};
use api::SignedIn;
use model::{Code, Denial, Role, UserName};
use std::sync::Arc;

/// Begins a session. Names nobody has cost the same time and get the same answer; so do all passwords during a lock-out.
pub async fn sign_in(
    store: &Arc<Store>,
    hasher: &Hasher,
    trier: &Trier,
    user: &str,
    password: &str,
) -> Result<SignedIn> {
    let counted = Try::begin(store, trier, user, clock::now()).await?;
    let (account, lookup) = (account_key(user), user.to_string());
    let found = store.read(move |db| db.user(&lookup)).await?;
    let found = found.filter(|u| !u.disabled);
    let good = hasher
        .verify(
            trier.is_stranger(),
            password.to_string(),
            found.as_ref().map(|u| u.password.clone()),
        )
        .await?;
    let now = clock::now();
    let known = found.is_some();
    let Some(user) = found.filter(|_| good) else {
        // Of a name that somebody has the door writes a line; others are a hash: people type passwords into the name field.
        if !known {
            let entry = Entry {
                at: now,
                who: hex::encode(&account[..6]),
                what: "sign_in_failed",
                ..Entry::default()
            };
            store.write_later(move |tx| tx.audit(&entry));
        }
        return Err(Code::SignInFailed.into());
    };
    let token = Token::draw(Kind::Session)?;
    let session = Session {
        user: user.person.user.clone(),
        used_at: now,
        expires_at: now.plus_minutes(SESSION_MINUTES),
    };
    let expires_at = session.expires_at;
    let hash = token.hash();
    let began = store
        .write(move |tx| {
            counted.went_well(tx)?;
            // Said to nobody who does not have the password.
            let until = tx.one_time_until(&session.user)?;
            if until.is_some_and(|until| now > until) {
                return Ok(false);
            }
            tx.begin_session(&hash, &session)?;
            tx.audit(&Entry {
                at: now,
                who: session.user.to_string(),
                what: "sign_in",
                ..Entry::default()
            })?;
            Ok(true)
        })
        .await?;
    if !began {
        return Err(Code::PasswordExpired.into());
    }
    let held = user.person.at(now, &store.district().district);
    let mut roles: Vec<Role> = held.posts.iter().map(|p| p.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let must_change = user.must_change;
    Ok(SignedIn {
        token: token.text,
        user: user.person.user,
        roles,
        expires_at,
        must_change,
    })
}

/// Ends a session.
pub async fn sign_out(store: &Arc<Store>, user: UserName, token: [u8; 32]) -> Result<()> {
    let now = clock::now();
    store
        .write(move |tx| {
            tx.end_session(&token)?;
            tx.audit(&Entry {
                at: now,
                who: user.to_string(),
                what: "sign_out",
                ..Entry::default()
            })
        })
        .await
}

/// Changes the password; all other sessions of the person end.
pub async fn change_password(
    store: &Arc<Store>,
    hasher: &Hasher,
    user: UserName,
    token: [u8; 32],
    old: &str,
    new: &str,
) -> Result<()> {
    let counted = Try::begin(store, &Trier::Session, user.as_str(), clock::now()).await?;
    let name = user.clone();
    let found = store.read(move |db| db.user(name.as_str())).await?;
    let shown = found.as_ref().map(|u| u.person.name.clone());
    let now = clock::now();
    let hash = found.map(|u| u.password);
    if !hasher.verify(false, old.to_string(), hash).await? {
        return Err(Code::SignInFailed.into());
    }
    store.write(move |tx| counted.went_well(tx)).await?;
    if old == new {
        return Err(Denial::new(Code::PasswordWeak).with("min", 8).into());
    }
    let shown = shown.unwrap_or_default();
    check_new(user.as_str(), &shown, new).map_err(Error::Denied)?;
    let hash = hasher.hash(new.to_string()).await?;
    store
        .write(move |tx| {
            tx.set_password(&user, &hash)?;
            tx.shut_devices(&user, false)?;
            tx.end_sessions_of(&user, &token)?;
            tx.audit(&Entry {
                at: now,
                who: user.to_string(),
                what: "password_changed",
                ..Entry::default()
            })
        })
        .await
}
