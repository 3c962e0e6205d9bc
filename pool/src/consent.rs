//! Two persons for what lets somebody see tickets: a post with sight of them, one that may consent itself, a new one-time
//! password for who holds one. The administrator asks; another administrator or the 区专班 consents, or it lapses.

use crate::people::{Hand, lasts, line};
use crate::store::{Asked, Db, Entry, Tx, User};
use crate::{Error, Result};
use api::{ConsentLine, Consents, DecideConsent, PersonLine, PutLeave, SavePerson};
use model::duty::Names;
use model::person::{Person, Post};
use model::{Code, Moment, Role};
use serde::{Deserialize, Serialize};

/// What was asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Posts, or a new password.
    Save(SavePerson),
    /// A substitute.
    Leave(PutLeave),
}

impl Ask {
    fn about(&self) -> &model::UserName {
        match self {
            Ask::Save(call) => &call.user,
            Ask::Leave(call) => &call.substitute,
        }
    }
}

/// All that a post gives away, apart from the audit log, which shows no ticket.
fn counts(post: &Post) -> bool {
    post.role != Role::Auditor
}

/// Whether this needs a second person: what it gives, beyond what the person has.
pub fn is_needed(hand: &Hand, known: Option<&User>, ask: &Ask) -> bool {
    let before: &[Post] = known.map_or(&[], |k| &k.person.posts);
    match ask {
        Ask::Leave(call) => call.until > hand.now,
        Ask::Save(call) if call.disabled => false,
        Ask::Save(call) => {
            let fresh = |p: &&Post| !before.contains(p) || known.is_some_and(|k| k.disabled);
            // What somebody stands in for goes on whether it is sent or not.
            let stands = before.iter().filter(|p| p.stands_for.is_some());
            let stands = stands.filter(|p| lasts(p, hand.now) && !call.posts.contains(p));
            let given = call.posts.iter().chain(stands).filter(|p| counts(p));
            let mut gained = given.clone().filter(|p| lasts(p, hand.now)).filter(fresh);
            gained.next().is_some() || (call.reset_password || known.is_none()) && given.count() > 0
        }
    }
}

/// Who may consent: an administrator or the 区专班, in their own name.
fn may_consent(person: &Person) -> bool {
    let own = |p: &Post| p.stands_for.is_none() && matches!(p.role, Role::Admin | Role::TaskForce);
    person.posts.iter().any(own)
}

/// Whether there ever was a second person who could consent. Until there is, the first administrator sets the district up;
/// afterwards nobody is alone again by switching the other off or by asking for something about them: then the list of people
/// is brought in at the server.
fn has_second(tx: &Tx, hand: &Hand) -> Result<bool> {
    Ok(tx.users()?.iter().any(|u| {
        let other = u.person.user != hand.admin.user;
        other && u.password != crate::auth::NO_PASSWORD && may_consent(&u.person)
    }))
}

/// Carries a change out, or keeps it for a second person when it needs one. `password` is the hash of a new one-time
/// password; the second is whether the change was carried out.
pub fn carry_out(tx: &Tx, hand: &Hand, ask: &Ask, password: String) -> Result<(PersonLine, bool)> {
    let known = tx.user(ask.about().as_str())?;
    if !is_needed(hand, known.as_ref(), ask) {
        return Ok((apply(tx, hand, ask, password)?, true));
    }
    if !has_second(tx, hand)? {
        let line = apply(tx, hand, ask, password)?;
        note(
            tx,
            hand.admin,
            "consent_waived",
            ask.about().as_str(),
            hand.now,
        )?;
        return Ok((line, true));
    }
    // What would be refused is refused now, with nothing kept.
    let mut refused = None;
    let _ = tx.savepoint(|tx| -> Result<()> {
        refused = apply(tx, hand, ask, password).err();
        Err(Error::Bug("a trial is undone".into()))
    });
    if let Some(refused) = refused {
        return Err(refused);
    }
    let hours = i64::from(hand.district.rules.guard.consent_hours);
    let until = hand.now.plus_minutes(hours * 60);
    let text = serde_json::to_string(ask)?;
    let id = tx.ask_consent(ask.about(), &text, &hand.admin.user, hand.now, until)?;
    let detail = format!("{id} {}", ask.about());
    note(tx, hand.admin, "consent_asked", &detail, hand.now)?;
    let mut shown = match &known {
        Some(user) => line(user, hand.now),
        None => PersonLine {
            user: ask.about().clone(),
            name: String::new(),
            posts: Vec::new(),
            disabled: false,
            pending: None,
        },
    };
    shown.pending = Some(id);
    Ok((shown, false))
}

fn apply(tx: &Tx, hand: &Hand, ask: &Ask, password: String) -> Result<PersonLine> {
    match ask {
        Ask::Save(call) => hand.save(tx, call, password),
        Ask::Leave(call) => hand.put_leave(tx, call),
    }
}

/// What waits, as the second person sees it.
pub fn list(db: &Db, now: Moment) -> Result<Consents> {
    let waiting = db.consents(now)?;
    let consents = waiting.iter().map(shown).collect::<Result<_>>()?;
    Ok(Consents { consents })
}

fn shown(asked: &Asked) -> Result<ConsentLine> {
    let (save, leave) = match serde_json::from_str(&asked.ask)? {
        Ask::Save(call) => (Some(call), None),
        Ask::Leave(call) => (None, Some(call)),
    };
    Ok(ConsentLine {
        id: asked.id,
        user: asked.user.clone(),
        save,
        leave,
        asked_by: asked.asked_by.clone(),
        asked_at: asked.asked_at,
        expires_at: asked.expires_at,
    })
}

/// Whether carrying this out draws a new one-time password.
pub fn draws_password(db: &Db, id: i64) -> Result<bool> {
    let Some(asked) = db.consent(id)? else {
        return Ok(false);
    };
    Ok(match serde_json::from_str(&asked.ask)? {
        // A password drawn while there was nothing to see is known to whoever drew it: it opens nothing that is given now.
        Ask::Save(call) => {
            let known = db.user(call.user.as_str())?;
            let saw = |p: &Post| counts(p) && lasts(p, asked.asked_at);
            call.reset_password
                || known.is_none_or(|k| k.disabled || !k.person.posts.iter().any(saw))
        }
        Ask::Leave(_) => false,
    })
}

/// The second person consents or refuses. `password` is the hash of a new one-time password, which they hand over.
pub fn decide(
    tx: &Tx,
    person: &Person,
    district: &model::district::District,
    now: Moment,
    call: &DecideConsent,
    password: String,
) -> Result<PersonLine> {
    let open = |a: &Asked| !a.decided && a.expires_at > now;
    let asked = tx.consent(call.id)?.filter(open).ok_or(Code::ConsentNone)?;
    if !may_consent(person) {
        return Err(model::Denial::new(Code::NoPost)
            .with("action", "同意")
            .into());
    }
    // In the name of who asked, who has to be an administrator still.
    let admin = tx.user(asked.asked_by.as_str())?.filter(|u| !u.disabled);
    let admin = admin.map(|u| u.person.at(now, district));
    let admin = admin
        .filter(|a| a.is(Role::Admin))
        .ok_or(Code::ConsentNone)?;
    Names::of(person).apart_from(&Names::of(&admin), Code::SamePerson)?;
    if person.user == asked.user {
        return Err(Code::SamePerson.into());
    }
    tx.decide_consent(call.id, &person.user, now, call.grant)?;
    let what = if call.grant {
        "consent_granted"
    } else {
        "consent_refused"
    };
    note(
        tx,
        person,
        what,
        &format!("{} {}", call.id, asked.user),
        now,
    )?;
    let known = tx.user(asked.user.as_str())?;
    if !call.grant {
        let nobody = || PersonLine {
            user: asked.user.clone(),
            name: String::new(),
            posts: Vec::new(),
            disabled: false,
            pending: None,
        };
        return Ok(known.as_ref().map_or_else(nobody, |u| line(u, now)));
    }
    let hand = Hand {
        admin: &admin,
        district,
        now,
    };
    apply(tx, &hand, &serde_json::from_str(&asked.ask)?, password)
}

fn note(tx: &Tx, who: &Person, what: &'static str, detail: &str, at: Moment) -> Result<()> {
    tx.audit(&Entry {
        at,
        who: who.user.to_string(),
        what,
        detail: detail.to_string(),
        ..Entry::default()
    })
}
