//! Signing in and out at a desk.

use super::lockout::FORGET_MINUTES;
use super::{Hasher, Kind, SESSION_MINUTES, Token, account_key, check_new, locked_minutes};
use crate::store::{Entry, Session, Store};
use crate::{Error, Result, clock};
use api::SignedIn;
use model::{Code, Denial, Role, UserName};
use std::sync::Arc;

/// Begins a session. Names nobody has cost the same time and get the same answer.
pub async fn sign_in(
    store: &Arc<Store>,
    hasher: &Hasher,
    user: &str,
    password: &str,
) -> Result<SignedIn> {
    let (account, name) = (account_key(user), user.to_string());
    let lookup = name.clone();
    let (failures, found) = store
        .read(move |db| Ok((db.failures(&account)?, db.user(&lookup)?)))
        .await?;
    if let Some(minutes) = locked_minutes(failures.0, failures.1, clock::now()) {
        return Err(Denial::new(Code::LockedOut).with("minutes", minutes).into());
    }
    let found = found.filter(|u| !u.disabled);
    let good = hasher
        .verify(
            password.to_string(),
            found.as_ref().map(|u| u.password.clone()),
        )
        .await?;
    let now = clock::now();
    let Some(user) = found.filter(|_| good) else {
        store
            .write(move |tx| {
                tx.count_failure(&account, now, now.plus_minutes(-FORGET_MINUTES))?;
                // Only a hash: people type passwords into the name field.
                let who = hex::encode(&account[..6]);
                tx.audit(&Entry {
                    at: now,
                    who,
                    what: "sign_in_failed",
                    ..Entry::default()
                })
            })
            .await?;
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
    store
        .write(move |tx| {
            // Many guesses at once: those that fail first lock the one that fits out.
            let (count, last) = tx.failures(&account)?;
            if let Some(minutes) = locked_minutes(count, last, now) {
                return Err(Denial::new(Code::LockedOut).with("minutes", minutes).into());
            }
            tx.clear_failures(&account)?;
            tx.begin_session(&hash, &session)?;
            tx.audit(&Entry {
                at: now,
                who: session.user.to_string(),
                what: "sign_in",
                ..Entry::default()
            })
        })
        .await?;
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
    let account = account_key(user.as_str());
    let name = user.clone();
    let (failures, found) = store
        .read(move |db| Ok((db.failures(&account)?, db.user(name.as_str())?)))
        .await?;
    if let Some(minutes) = locked_minutes(failures.0, failures.1, clock::now()) {
        return Err(Denial::new(Code::LockedOut).with("minutes", minutes).into());
    }
    let hash = found.map(|u| u.password);
    let now = clock::now();
    if !hasher.verify(old.to_string(), hash).await? {
        store
            .write(move |tx| tx.count_failure(&account, now, now.plus_minutes(-FORGET_MINUTES)))
            .await?;
        return Err(Code::SignInFailed.into());
    }
    check_new(user.as_str(), new).map_err(Error::Denied)?;
    if old == new {
        return Err(Denial::new(Code::PasswordWeak).with("min", 8).into());
    }
    let hash = hasher.hash(new.to_string()).await?;
    store
        .write(move |tx| {
            tx.set_password(&user, &hash)?;
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
