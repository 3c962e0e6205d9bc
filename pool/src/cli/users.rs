//! `users import`: people from a table, through the same function as at the desk. All of them, or none and every fault.

mod listed;

use super::consent::{self, Consent};
use super::{Data, Printed, Ran, open, read_bytes, refused};
use crate::ingest::POOL;
use crate::people::{Hand, lasts, same_place};
use crate::store::{Entry, Tx, User};
use crate::table::{FAULTS_MAX, Fault, Table};
use crate::{Error, Result, clock};
use api::SavePerson;
use clap::{Args, Subcommand};
use listed::{COLUMNS, Listed, give_hashes, read};
use model::district::District;
use model::person::{Person, Post};
use model::{Code, Moment, Role, UserName};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

/// 人员
#[derive(Subcommand)]
pub enum Users {
    /// 从表格导入：user,name,role,unit,area,grid,password
    Import(Import),
    /// 列出等第二个人同意的岗位、密码和代理：每行一个 JSON 对象
    Consents(Data),
    /// 作为第二个人同意（或不同意）一项
    Consent(Consent),
}

/// 从表格导入人员
#[derive(Args)]
pub struct Import {
    /// CSV 文件
    file: PathBuf,
    /// 只说会改什么，不改
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: Data,
}

/// What an import came to, besides what it wrote.
#[derive(Default)]
struct Told {
    lines: Vec<Value>,
    faults: Vec<Fault>,
}

impl Users {
    pub(super) fn run(self) -> Ran {
        match self {
            Users::Import(import) => import.run(),
            Users::Consents(data) => consent::list(&data),
            Users::Consent(one) => one.run(),
        }
    }
}

impl Import {
    fn run(self) -> Ran {
        let import = self;
        let bytes = Zeroizing::new(read_bytes(&import.file)?);
        let pool = open(&import.data.data)?;
        let district = pool.district();
        let table = match Table::read(&bytes, COLUMNS) {
            Ok(table) => table,
            Err(faults) => return Ok(refused(&faults)),
        };
        let has_grid = table.has("grid");
        let (mut listed, faults) = read(&table, &district.district);
        if !faults.is_empty() {
            return Ok(refused(&faults));
        }
        let known = by_name(pool.read_now(|db| db.users())?);
        give_hashes(&mut listed, &known, import.dry_run)?;
        let posts: usize = listed.iter().map(|l| l.posts.len()).sum();
        let summary = json!({"users": listed.len(), "posts": posts});
        let told = Arc::new(Mutex::new(Told::default()));
        let (out, dry) = (told.clone(), import.dry_run);
        let done = pool.write_now(move |tx| {
            let told = apply(tx, &listed, &district.district, has_grid, clock::now())?;
            let keeps = told.faults.is_empty() && !dry;
            *out.lock() = told;
            // Only looked at, or not all of it can be: nothing of it stays.
            if keeps {
                Ok(())
            } else {
                Err(Code::TableFaults.into())
            }
        });
        let told = std::mem::take(&mut *told.lock());
        let stopped = dry || !told.faults.is_empty();
        match done {
            Err(Error::Denied(denial)) if denial.code == Code::TableFaults && stopped => {}
            done => done?,
        }
        pool.close();
        if !told.faults.is_empty() {
            return Ok(refused(&told.faults));
        }
        Ok(Printed {
            value: if dry { Value::Null } else { summary },
            exit: 0,
            lines: if dry { told.lines } else { Vec::new() },
        })
    }
}

/// Brings the listed people to what the table says, through the function of the desk; and what that changed, person by person,
/// substitutes who lose a post with them among it.
fn apply(
    tx: &Tx,
    listed: &[Listed],
    district: &District,
    has_grid: bool,
    now: Moment,
) -> Result<Told> {
    // The machine's own door: nobody of the list.
    let operator = Person {
        user: UserName::new(POOL)?,
        name: String::new(),
        posts: Vec::new(),
    };
    let hand = Hand {
        admin: &operator,
        district,
        now,
    };
    let before: BTreeMap<UserName, User> = by_name(tx.users()?);
    let mut told = Told::default();
    for one in listed {
        let known = before.get(&one.user);
        let call = SavePerson {
            user: one.user.clone(),
            name: one.name.clone(),
            posts: meant(one, known, has_grid, now),
            // The table does not say who is shut out.
            disabled: known.is_some_and(|k| k.disabled),
            reset_password: false,
        };
        match hand.save(tx, &call, one.hash.clone()) {
            Ok(_) => {}
            Err(Error::Denied(denial)) => told.faults.push(Fault {
                file: None,
                line: one.line,
                column: String::new(),
                code: denial.code,
                detail: format!("{}：{}", one.user, denial.sentence()),
            }),
            Err(other) => return Err(other),
        }
    }
    let is_admin = |u: &User| !u.disabled && u.person.at(now, district).is(Role::Admin);
    if before.values().any(is_admin) && !tx.users()?.iter().any(is_admin) {
        let detail = "导入以后就没有系统管理员了";
        told.faults.push(Fault {
            file: None,
            line: 1,
            column: String::new(),
            code: Code::OwnPosts,
            detail: detail.into(),
        });
    }
    told.faults.truncate(FAULTS_MAX);
    let names: BTreeSet<&UserName> = listed.iter().map(|l| &l.user).collect();
    for (user, after) in by_name(tx.users()?) {
        let named = names.contains(&user);
        let line = change(before.get(&user), &after, now);
        if named || line["change"] != "same" {
            told.lines.push(line);
        }
    }
    tx.audit(&Entry {
        at: now,
        what: "users_imported",
        detail: listed.len().to_string(),
        ..Entry::default()
    })?;
    Ok(told)
}

fn by_name(users: Vec<User>) -> BTreeMap<UserName, User> {
    users
        .into_iter()
        .map(|u| (u.person.user.clone(), u))
        .collect()
}

/// The listed posts with what the table does not say of them: their times, and the grid where it has no such column.
fn meant(one: &Listed, known: Option<&User>, has_grid: bool, now: Moment) -> Vec<Post> {
    let held: Vec<&Post> = known
        .iter()
        .flat_map(|k| &k.person.posts)
        .filter(|p| p.stands_for.is_none() && lasts(p, now))
        .collect();
    let like = |listed: &Post, old: &Post| {
        let grid = if has_grid {
            listed.grid.clone()
        } else {
            old.grid.clone()
        };
        same_place(
            old,
            &Post {
                grid,
                ..listed.clone()
            },
        )
    };
    let mut posts: Vec<Post> = Vec::new();
    for listed in &one.posts {
        let mut old = held.iter().filter(|old| like(listed, old)).peekable();
        if old.peek().is_none() {
            posts.push(listed.clone());
        }
        posts.extend(old.map(|old| (*old).clone()));
    }
    posts.dedup();
    posts
}

/// One person's line: new, changed or the same, with the posts that begin and end.
fn change(before: Option<&User>, after: &User, now: Moment) -> Value {
    let lasting = |user: &User| -> Vec<Post> {
        let posts = user.person.posts.iter();
        posts.filter(|p| lasts(p, now)).cloned().collect()
    };
    let (old, new) = (before.map(lasting).unwrap_or_default(), lasting(after));
    let only = |these: &[Post], others: &[Post]| -> Vec<Post> {
        let fresh = these.iter().filter(|p| !others.contains(p));
        fresh.cloned().collect()
    };
    let (begins, ends) = (only(&new, &old), only(&old, &new));
    let renamed = before.is_some_and(|b| b.person.name != after.person.name);
    let signs_in = before.is_some_and(|b| b.password != after.password);
    let change = match before {
        None => "new",
        Some(_) if renamed || signs_in || !begins.is_empty() || !ends.is_empty() => "changed",
        Some(_) => "same",
    };
    let (user, name) = (&after.person.user, &after.person.name);
    json!({"user": user, "name": name, "change": change, "begins": begins, "ends": ends, "new_password": signs_in})
}
