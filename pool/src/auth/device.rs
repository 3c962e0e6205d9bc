//! Is it the device? Its key says so, request by request; its token tells a second copy of it.

use super::{Kind, Token};
use crate::store::{Db, Device, Entry, Store, User, Which};
use crate::{Result, devices};
use api::DeviceState;
use ed25519_dalek::VerifyingKey;
use model::{Code, Denial, DeviceId, Moment};
use parking_lot::Mutex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use sync::SignedRequest;

/// How far a request's stamp may lie behind the pool's time, in microseconds.
const BEHIND: u64 = 10 * 60 * 1_000_000;
/// And how far ahead of it: what came before the pool began is told by its stamp alone, so that little may lie ahead.
const AHEAD: u64 = 500_000;
/// Requests of one device that are remembered; it has to wait when it makes more within the window.
const REMEMBERED: usize = 20_000;
/// The token before stands so long for requests on their way; and an offered one is not replaced before.
const LINGER_MINUTES: i64 = 10;

/// What a device shows with a request.
#[derive(Clone)]
pub struct Presented {
    /// Its signature; devices enrolled by an older version have none until they sign the first time.
    pub signed: Option<SignedRequest>,
    /// Hash of its token.
    pub token: [u8; 32],
    pub method: String,
    /// Below `/api/v1/`, with its query.
    pub path: String,
}

/// Stamps of requests that came: each counts once. They are forgotten when the window has passed, and none is taken that may
/// have come before the pool began.
pub struct Replays {
    state: Mutex<State>,
}

struct State {
    /// No stamp before this one counts.
    first: u64,
    seen: BTreeMap<DeviceId, BTreeSet<u64>>,
}

impl Replays {
    /// Of a pool that begins to serve. What came before was stamped at most [`AHEAD`] after this moment; where no device was
    /// enrolled yet, nothing came.
    pub fn begin(store: &Store, now: Moment) -> Result<Self> {
        let before = store.read_now(Db::has_devices)?;
        Ok(Self::after(if before {
            micros(now).saturating_add(AHEAD)
        } else {
            0
        }))
    }
    /// Until when a pool that begins lets nobody in: from then on a device whose clock is right need not sign again.
    pub fn opens_at(&self) -> Moment {
        let first = self.state.lock().first.div_ceil(1000);
        Moment(i64::try_from(first).unwrap_or(i64::MAX))
    }
    fn after(first: u64) -> Self {
        Replays {
            state: Mutex::new(State {
                first,
                seen: BTreeMap::new(),
            }),
        }
    }
    /// Counts a stamp; refused when it came before or is too far from now, and then says by what time to stamp.
    fn count(&self, device: &DeviceId, stamp: u64, now: Moment) -> Result<(), Denial> {
        let at = micros(now);
        let mut state = self.state.lock();
        // Who serves the district turned the clock back: what was stamped by the wrong one is ahead of the right one.
        state.first = state.first.min(at.saturating_add(AHEAD));
        let first = state.first;
        let stale = || {
            let by = at.max(first).div_ceil(1000);
            Denial::new(Code::RequestStale).with("now", by)
        };
        if stamp < first || stamp.saturating_add(BEHIND) < at || stamp > at.saturating_add(AHEAD) {
            return Err(stale());
        }
        let passed = |s: &u64| s.saturating_add(BEHIND) < at;
        state
            .seen
            .retain(|_, stamps| stamps.last().is_some_and(|s| !passed(s)));
        let stamps = state.seen.entry(device.clone()).or_default();
        while stamps.first().is_some_and(passed) {
            stamps.pop_first();
        }
        if stamps.len() >= REMEMBERED {
            return Err(Code::TryLater.into());
        }
        if stamps.insert(stamp) {
            Ok(())
        } else {
            Err(stale())
        }
    }
}

fn micros(now: Moment) -> u64 {
    u64::try_from(now.0).unwrap_or(0).saturating_mul(1000)
}

/// A device that is known, with its person, and why this request of it is refused, if it is.
pub struct Admission {
    pub user: User,
    pub device: Device,
    /// Whoever asks has its key, or at least its token: a stranger may know its id.
    pub proved: bool,
    pub refused: Option<Denial>,
}

/// The device that makes a request; none when nobody knows it.
pub async fn admit(
    store: &Arc<Store>,
    replays: &Replays,
    shown: Presented,
    now: Moment,
) -> Result<Option<Admission>> {
    let (id, token) = (shown.signed.as_ref().map(|s| s.device.clone()), shown.token);
    let found = store
        .read(move |db| find(db, id.as_ref(), &token, now))
        .await?;
    let Some((user, device, which)) = found else {
        return Ok(None);
    };
    let days = store.district().district.rules.guard.token_days;
    let held = holds(&shown, &device);
    let proved = held.is_ok() || which != Which::None;
    let checked = held.and_then(|()| check(replays, &shown, &user, &device, (now, days)));
    let refused = match checked {
        Err(denial) => Some(denial),
        Ok(()) if shown.signed.is_some() => settle(store, &device, which, token, now).await?,
        Ok(()) => None,
    };
    Ok(Some(Admission {
        user,
        device,
        proved,
        refused,
    }))
}

/// Whether the device's key made it: asked first, so that nobody learns how a device stands. A token that was copied is nothing.
fn holds(shown: &Presented, device: &Device) -> Result<(), Denial> {
    match &shown.signed {
        Some(signed) if is_by(signed, device, shown) => Ok(()),
        None if !device.standing.signs => Ok(()),
        _ => Err(Code::SignatureWrong.into()),
    }
}

/// What keeps a request out, whatever it asks.
fn check(
    replays: &Replays,
    shown: &Presented,
    user: &User,
    device: &Device,
    (now, days): (Moment, u32),
) -> Result<(), Denial> {
    match devices::state(device, now, days) {
        _ if user.disabled => return Err(Code::DeviceRevoked.into()),
        DeviceState::Revoked => return Err(Code::DeviceRevoked.into()),
        DeviceState::Copied => return Err(Code::DeviceCopied.into()),
        DeviceState::Held => return Err(Code::DeviceHeld.into()),
        DeviceState::Expired => return Err(Code::DeviceExpired.into()),
        DeviceState::Active => {}
    }
    match &shown.signed {
        Some(signed) => replays.count(&device.id, signed.stamp, now),
        None => Ok(()),
    }
}

fn find(
    db: &Db,
    id: Option<&DeviceId>,
    token: &[u8; 32],
    now: Moment,
) -> Result<Option<(User, Device, Which)>> {
    let device = match id {
        Some(id) => db.device(id)?,
        None => db.device_by_token(token)?,
    };
    let Some(device) = device else {
        return Ok(None);
    };
    let which = db.which_token(&device.id, token, now)?;
    let user = db.user(device.user.as_str())?;
    Ok(user.map(|user| (user, device, which)))
}

fn is_by(signed: &SignedRequest, device: &Device, shown: &Presented) -> bool {
    let key = VerifyingKey::from_bytes(&device.public_key);
    key.is_ok_and(|key| signed.is_by(&key, (&shown.method, &shown.path)))
}

/// What the token of a signed request says: the offered one is taken; one that is none of the device's any more was signed by
/// a second copy of it, and ends both.
async fn settle(
    store: &Arc<Store>,
    device: &Device,
    which: Which,
    token: [u8; 32],
    now: Moment,
) -> Result<Option<Denial>> {
    let (id, who) = (device.id.clone(), device.user.to_string());
    if !device.standing.signs {
        let id = id.clone();
        store.write(move |tx| tx.note_signs(&id)).await?;
    }
    match which {
        Which::Current | Which::Before => Ok(None),
        Which::Offered => {
            let until = now.plus_minutes(LINGER_MINUTES);
            store
                .write(move |tx| tx.take_token(&id, &token, now, until))
                .await?;
            Ok(None)
        }
        Which::None if device.standing.renew => Ok(None),
        Which::None => {
            store
                .write(move |tx| {
                    if !tx.end_family(&id, now)? {
                        return Ok(());
                    }
                    tx.audit(&Entry {
                        at: now,
                        who,
                        what: "device_copied",
                        detail: id.to_string(),
                        ..Entry::default()
                    })
                })
                .await?;
            Ok(Some(Code::DeviceCopied.into()))
        }
    }
}

/// Notes that a device pulled, and offers it another token when its own is old enough.
pub async fn rotated(
    store: &Arc<Store>,
    device: &Device,
    app: &str,
    now: Moment,
) -> Result<Option<String>> {
    let (id, standing) = (device.id.clone(), &device.standing);
    let minute = |at: Moment| now.since(at) >= 60_000;
    if standing.app != app || standing.seen_at.is_none_or(minute) {
        let (id, app) = (id.clone(), app.to_string());
        store.write_later(move |tx| tx.note_seen(&id, now, &app));
    }
    let hours = i64::from(store.district().district.rules.guard.token_hours);
    let due = standing.renew || now > standing.token_at.plus_minutes(hours * 60);
    let lingers = now < standing.offered_at.plus_minutes(LINGER_MINUTES);
    if !standing.signs || !due || lingers {
        return Ok(None);
    }
    let token = Token::draw(Kind::Device)?;
    let hash = token.hash();
    store
        .write(move |tx| tx.offer_token(&id, &hash, now))
        .await?;
    Ok(Some(token.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_800_000_000_000);
    const MINUTE: i64 = 60_000;

    fn device() -> DeviceId {
        DeviceId::new("00112233445566aa").unwrap()
    }

    fn since(began: Moment) -> Replays {
        Replays::after(micros(began) + AHEAD)
    }

    /// What a refusal says the time is.
    fn told(refused: Result<(), Denial>) -> Moment {
        let denial = refused.unwrap_err();
        assert_eq!(denial.code, Code::RequestStale);
        Moment(denial.params["now"].parse().unwrap())
    }

    #[test]
    fn what_came_before_a_restart_never_comes_again() {
        let (before, device) = (Replays::after(0), device());
        // As far ahead as a clock may be.
        let stamps = [0, AHEAD / 2, AHEAD].map(|ahead| micros(NOON) + ahead);
        for stamp in stamps {
            before.count(&device, stamp, NOON).unwrap();
        }
        for later in 1..12 {
            let now = Moment(NOON.0 + later * MINUTE);
            let after = since(Moment(NOON.0 + 1));
            for stamp in stamps {
                told(after.count(&device, stamp, now));
            }
        }
        // Who signs anew by what is told comes in at once.
        let began = Moment(NOON.0 + 1);
        let after = since(began);
        let by = told(after.count(&device, micros(began), began));
        assert!(by.since(began) <= 500);
        assert_eq!(after.opens_at(), by);
        after.count(&device, micros(by), began).unwrap();
        told(after.count(&device, micros(by), began));
    }

    #[test]
    fn a_stamp_counts_once_as_long_as_it_could_come() {
        let (replays, device) = (Replays::after(0), device());
        let stamp = micros(NOON);
        replays.count(&device, stamp, NOON).unwrap();
        for later in 0..12 {
            told(replays.count(&device, stamp, Moment(NOON.0 + later * MINUTE)));
        }
        for far in [stamp + AHEAD + 1, stamp - BEHIND - 1, 0, u64::MAX] {
            assert_eq!(told(replays.count(&device, far, NOON)), NOON, "{far}");
        }
    }

    #[test]
    fn a_pool_whose_clock_is_turned_back_shuts_nobody_out() {
        let ahead = Moment(NOON.0 + 600 * MINUTE);
        let (replays, device) = (since(ahead), device());
        let by = told(replays.count(&device, micros(NOON), NOON));
        replays.count(&device, micros(by), NOON).unwrap();
        let next = Moment(NOON.0 + MINUTE);
        replays.count(&device, micros(next), next).unwrap();
    }
}
