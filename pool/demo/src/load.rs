//! `demo`: the demo district, its people, and a few hundred tickets with a past.

use crate::story::{Album, Cast, Teller, Told};
use crate::{DemoIssue, PASSWORD, district, issues, roles, sample, staff, users};
use clap::{Args, Subcommand};
use model::score::month::Month;
use model::{Moment, UnitCode};
use pool::auth::{NO_PASSWORD, hash_password};
use pool::cli::{Data, More, unreadable};
use pool::store::{self, Store, User};
use pool::{Error, Result, clock, upkeep};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Tickets told in one transaction.
const TOGETHER: usize = 25;
/// Units with many rated visits last month: one that reporters complain of, one that they do not.
const RATED_UNITS: [&str; 2] = ["B01", "B02"];
/// Visited tickets of each. Some do not count for the unit: they came from 12345, or their reporter was asked again later.
const RATED_EACH: usize = 34;
/// Issues looked through for them, at most.
const SEARCHED: usize = 4_000;
/// This many days before its end a month's last ticket of this kind begins.
const LAST_DAYS: i64 = 9;
/// Smaller demos have none of them.
const RATED_FROM: usize = 200;

/// What the demo adds to the pool's command line.
#[derive(Subcommand)]
pub enum Commands {
    /// 装入演示区
    Demo(Demo),
}

impl More for Commands {
    fn run(self) -> Result<Value> {
        match self {
            Commands::Demo(demo) => demo.run(),
        }
    }
}

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
    fn run(self) -> Result<Value> {
        load(&self.data.data, self.seed, self.tickets)?;
        let sample = sample(&district()).ok_or_else(|| Error::Bug("no sample".into()))?;
        Ok(json!({"password": PASSWORD, "users": roles(), "sample": sample}))
    }
}

/// Puts the demo district, its people and tickets into a folder, each only when it is not there yet.
pub fn load(folder: &Path, seed: u64, tickets: usize) -> Result<()> {
    let district = district();
    if !store::exists(folder) {
        store::create(folder, &district)?;
    }
    let pool = Store::open(folder)?;
    if pool.district().district.code != district.code || !pool.district().district.demo {
        pool.close();
        return Err(unreadable(folder, "这里已经有另一个区的工单池"));
    }
    add_people(&pool)?;
    if pool.read_now(|db| db.ticket_count())? == 0 {
        add_tickets(&pool, seed, tickets)?;
    }
    pool.close();
    Ok(())
}

fn add_people(pool: &Arc<Store>) -> Result<()> {
    if pool.read_now(|db| Ok(db.users()?.len()))? > 0 {
        return Ok(());
    }
    // One hash for all: everybody knows the demo password, and loading takes seconds.
    let hash = hash_password(PASSWORD)?;
    let user = |person, password: &str| User {
        person,
        password: password.to_string(),
        must_change: false,
        disabled: false,
    };
    let mut users: Vec<User> = users().into_iter().map(|p| user(p, &hash)).collect();
    users.extend(
        staff(&pool.district().district)
            .into_iter()
            .map(|p| user(p, NO_PASSWORD)),
    );
    pool.write_now(move |tx| users.iter().try_for_each(|u| tx.put_user(u)))
}

fn add_tickets(pool: &Arc<Store>, seed: u64, count: usize) -> Result<()> {
    let file = pool.district();
    let cast = Arc::new(Cast::new(pool.read_now(|db| db.users())?));
    let now = clock::now();
    let mut past = rated(pool, seed, count, now);
    let usual = issues(seed, count - past.len(), &file.district);
    past.extend(usual.map(|issue| Past { issue, rated: None }));
    // The oldest comes first, as it did.
    past.sort_by_key(|p| std::cmp::Reverse(p.issue.age_minutes));
    let issues: Vec<_> = past.iter().map(|p| p.issue.clone()).collect();
    let album = Arc::new(Album::make(pool, &issues)?);
    let (mut told, mut parents) = (Told::default(), Vec::new());
    for (done, part) in past.chunks(TOGETHER).enumerate() {
        let (part, pool2, cast, album) = (part.to_vec(), pool.clone(), cast.clone(), album.clone());
        (told, parents) = pool.write_now(move |tx| {
            let mut teller = Teller {
                store: &pool2,
                cast: &cast,
                album: &album,
                told: &mut told,
                parents: &mut parents,
                now,
            };
            for past in &part {
                match past.rated {
                    Some((until, content)) => teller.tell_rated(tx, &past.issue, until, content)?,
                    None => teller.tell(tx, &past.issue)?,
                }
            }
            Ok((told, parents))
        })?;
        if count > 5_000 && done % 400 == 399 {
            eprintln!("{} / {count} 件", (done + 1) * TOGETHER);
        }
    }
    // What the pool would have done by itself meanwhile.
    upkeep::run(pool, now)?;
    Ok(())
}

/// One ticket to tell: any way, or to its end before a moment, with a satisfied reporter or not.
#[derive(Clone)]
struct Past {
    issue: DemoIssue,
    rated: Option<(Moment, bool)>,
}

/// Tickets of last month for two units, with enough rated visits for 约谈 to be suggested for one of them and not for the
/// other. Only in a demo that is large enough.
fn rated(pool: &Store, seed: u64, count: usize, now: Moment) -> Vec<Past> {
    let district = &pool.district().district;
    let calendar = &district.rules.calendar;
    let last = Month::of(now, calendar).and_then(|this| this.before(calendar));
    let Some(Month { from, until, .. }) = last else {
        return Vec::new();
    };
    if count < RATED_FROM {
        return Vec::new();
    }
    let mut all = Vec::new();
    let mut each: BTreeMap<UnitCode, usize> = BTreeMap::new();
    for issue in issues(seed ^ 0x5a5a, SEARCHED, district) {
        if all.len() == RATED_UNITS.len() * RATED_EACH {
            break;
        }
        let ask = &issue.issue;
        let unit = district.suggested_unit(&ask.category, &ask.r#where.area_code);
        let named = ask.reporter.as_ref().is_some_and(|r| r.is_someone());
        let photo = district
            .category(&ask.category)
            .is_some_and(|c| c.photo_done);
        let Some(unit) = unit.filter(|u| RATED_UNITS.contains(&u.code.as_str()) && named && !photo)
        else {
            continue;
        };
        let known = each.entry(unit.code.clone()).or_default();
        if *known == RATED_EACH {
            continue;
        }
        *known += 1;
        // The first of the two units leaves one reporter in four dissatisfied.
        let content = unit.code.as_str() != RATED_UNITS[0] || !known.is_multiple_of(4);
        let span = until.since(from) / 60_000 - LAST_DAYS * 24 * 60;
        let at = from.plus_minutes(span * *known as i64 / RATED_EACH as i64);
        let age = u32::try_from(now.since(at) / 60_000).unwrap_or(0);
        all.push(Past {
            issue: DemoIssue {
                age_minutes: age,
                ..issue
            },
            rated: Some((until, content)),
        });
    }
    all
}
