//! `demo`: the demo district, its people, and a few hundred tickets with a past.

use super::{Data, Ran, open, unreadable};
use crate::auth::{NO_PASSWORD, hash_password};
use crate::demo as data;
use crate::store::{self, Store, User};
use crate::story::{Album, Cast, tell};
use crate::{Outcome, clock};
use clap::Args;
use serde_json::json;
use std::sync::Arc;

/// Tickets told in one transaction.
const TOGETHER: usize = 25;

/// 装入演示区
#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    data: Data,
    /// 工单件数
    #[arg(long, value_name = "N", default_value_t = 300)]
    tickets: usize,
    /// 同一个种子，同样的工单
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

impl Demo {
    pub(super) fn run(self) -> Ran {
        let folder = &self.data.data;
        let district = data::district();
        if !store::exists(folder) {
            store::create(folder, &district)?;
        }
        let pool = open(folder)?;
        if pool.district().district.code != district.code || !pool.district().district.demo {
            pool.close();
            return Err(unreadable(folder, "这里已经有另一个区的工单池"));
        }
        add_people(&pool)?;
        if pool.read_now(|db| db.ticket_count())? == 0 {
            add_tickets(&pool, self.seed, self.tickets)?;
        }
        pool.close();
        let sample =
            data::sample(&district).ok_or_else(|| crate::Trouble::Bug("no sample".into()))?;
        Ok(json!({"password": data::PASSWORD, "users": data::roles(), "sample": sample}).into())
    }
}

fn add_people(pool: &Arc<Store>) -> Outcome<()> {
    if pool.read_now(|db| Ok(db.users()?.len()))? > 0 {
        return Ok(());
    }
    // One hash for all: everybody knows the demo password, and loading takes seconds.
    let hash = hash_password(data::PASSWORD)?;
    let user = |person, password: &str| User {
        person,
        password: password.to_string(),
        must_change: false,
        disabled: false,
    };
    let mut users: Vec<User> = data::users().into_iter().map(|p| user(p, &hash)).collect();
    users.extend(
        data::staff(&pool.district().district)
            .into_iter()
            .map(|p| user(p, NO_PASSWORD)),
    );
    pool.write_now(move |tx| users.iter().try_for_each(|u| tx.put_user(u)))
}

fn add_tickets(pool: &Arc<Store>, seed: u64, count: usize) -> Outcome<()> {
    let file = pool.district();
    let cast = Arc::new(Cast::new(pool.read_now(|db| db.users())?));
    let mut issues: Vec<_> = data::issues(seed, count, &file.district).collect();
    // The oldest comes first, as it did.
    issues.sort_by_key(|i| std::cmp::Reverse(i.age_minutes));
    let album = Arc::new(Album::draw(pool, &issues)?);
    let now = clock::now();
    for (done, part) in issues.chunks(TOGETHER).enumerate() {
        let (part, pool2, cast, album) = (part.to_vec(), pool.clone(), cast.clone(), album.clone());
        pool.write_now(move |tx| {
            part.iter()
                .try_for_each(|issue| tell(tx, &pool2, &cast, &album, issue, now))
        })?;
        if count > 5_000 && done % 400 == 399 {
            eprintln!("{} / {count} 件", (done + 1) * TOGETHER);
        }
    }
    Ok(())
}
