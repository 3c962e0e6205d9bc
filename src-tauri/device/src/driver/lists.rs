//! The district's lists and the person's posts, fetched when the pool says that they have changed.

use super::pass::SyncPass;
use crate::error::Result;
use crate::session::{Lists, Session};
use crate::store::setting::{self, key};
use api::{DistrictReply, Profile, ReadDistrict, Topic};

/// Fetches what the answers of this sync have shown to be old.
pub async fn refresh(pass: &mut SyncPass<'_>) -> Result<()> {
    let session = pass.host.session;
    let me = session.me();
    let have = me.lists.as_ref().map(|l| l.version.clone());
    let newer = pass
        .errands
        .lists
        .take()
        .filter(|v| Some(v) != have.as_ref());
    if newer.is_some() || have.is_none() {
        let reply = pass.net.call(&ReadDistrict { have }).await?;
        store_lists(session, &reply)?;
        session.reload()?;
    }
    if std::mem::take(&mut pass.errands.posts) {
        let profile: Profile = pass.net.call(&api::Me {}).await?;
        if profile.user.as_ref() == Some(&me.person.user) {
            let mut person = me.person.clone();
            person.posts = profile.posts;
            person.name = profile.name.unwrap_or(person.name);
            session.store.write(|tx| {
                setting::put(tx, key::PERSON, &person)?;
                setting::put(tx, key::POSTS_OLD, &false)
            })?;
            session.reload()?;
            pass.host.notify(Topic::Session);
        }
    }
    Ok(())
}

/// Keeps the district's lists, when the reply brings any.
pub(crate) fn store_lists(session: &Session, reply: &DistrictReply) -> Result<()> {
    let Some(district) = &reply.district else {
        return Ok(());
    };
    let lists = Lists {
        version: reply.version.clone(),
        district: district.clone(),
        names: reply.names.clone(),
    };
    session
        .store
        .write(|tx| setting::put(tx, key::DISTRICT, &lists))
}
