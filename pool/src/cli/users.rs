//! `users import`: people from a table, through the same function as at the desk. All of them, or none and every fault.

use super::consent::{self, Consent};
use super::init::admin_name;
use super::{Data, Printed, Ran, open, read_bytes, refused};
use crate::auth::{NO_PASSWORD, check_new, hash_password};
use crate::ingest::POOL;
use crate::people::{self, Hand, POSTS_MAX, lasts, same_place};
use crate::store::{Entry, Tx, User};
use crate::table::{Columns, FAULTS_MAX, Fault, Row, Table};
use crate::{Error, Result, clock};
use api::SavePerson;
use clap::{Args, Subcommand};
use model::district::District;
use model::district::NAME_MAX;
use model::person::{Person, Post};
use model::{AreaCode, Code, Moment, Role, UnitCode, UserName, text};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use zeroize::Zeroizing;

const COLUMNS: Columns = Columns {
    known: &["user", "name", "role", "unit", "area", "grid", "password"],
    needed: &["user", "name", "role", "unit", "area"],
};

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

/// A person as the table has them.
#[derive(Clone)]
struct Listed {
    user: UserName,
    name: String,
    posts: Vec<Post>,
    password: Option<Zeroizing<String>>,
    /// Hash of the password, made before anything is written.
    hash: String,
    /// Row of the first post.
    line: u64,
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
        for one in &mut listed {
            let known = pool.read_now(|db| db.user(one.user.as_str()))?;
            let chosen = known
                .as_ref()
                .is_some_and(|k| k.password != NO_PASSWORD && !k.must_change);
            // Whoever has chosen a password keeps it, however often the list is imported.
            one.hash = match &one.password {
                Some(password) if !chosen => hash_password(password)?,
                _ if known.is_some() => String::new(),
                _ => NO_PASSWORD.to_string(),
            };
        }
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
    for (user, after) in by_name(tx.users()?) {
        let named = listed.iter().any(|l| l.user == user);
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

/// The people of a table, and what is wrong with it.
fn read(table: &Table, district: &District) -> (Vec<Listed>, Vec<Fault>) {
    let mut people: Vec<Listed> = Vec::new();
    let mut faults = table.faults.clone();
    for row in table.rows() {
        match person(row, district) {
            Err(found) => faults.extend(found),
            Ok(one) => match people.iter_mut().find(|p| p.user == one.user) {
                None => people.push(one),
                Some(known) => faults.extend(join(known, one, row)),
            },
        }
    }
    for one in &people {
        if let Err(denial) = people::apart(one.posts.iter()) {
            faults.push(Fault {
                file: None,
                line: one.line,
                column: String::new(),
                code: denial.code,
                detail: format!("{}：{}", one.user, denial.sentence()),
            });
        }
    }
    faults.sort_by_key(|f| f.line);
    faults.truncate(FAULTS_MAX);
    (people, faults)
}

/// A further post of somebody who is listed already.
fn join(known: &mut Listed, one: Listed, row: Row) -> Option<Fault> {
    let other = |a: &Zeroizing<String>| one.password.as_ref().is_some_and(|b| a != b);
    if known.password.as_ref().is_some_and(other) {
        let detail = "同一用户写了两个不同的密码";
        return Some(row.fault("password", Code::FieldType, detail));
    }
    if text::word(&known.name) != text::word(&one.name) {
        let detail = "同一用户的姓名前后不一致";
        return Some(row.fault("name", Code::FieldType, detail));
    }
    if known.posts.len() >= POSTS_MAX {
        let detail = format!("一个人最多 {POSTS_MAX} 个岗位");
        return Some(row.fault("user", Code::TooMany, detail));
    }
    known.password = known.password.take().or(one.password);
    for post in one.posts {
        if !known.posts.contains(&post) {
            known.posts.push(post);
        }
    }
    None
}

/// One row as a person with one post; or all that is wrong with it.
fn person(row: Row, district: &District) -> Result<Listed, Vec<Fault>> {
    let mut faults = Vec::new();
    let user = admin_name(&row.code("user"));
    if user.is_err() {
        let detail = "用户名为空、含空白或不可用";
        faults.push(row.fault("user", Code::FieldType, detail));
    }
    let name = &text::clean(row.cell("name"));
    if let Err(denial) = text::check_line("name", name, 1, NAME_MAX) {
        faults.push(row.fault("name", denial.code, denial.sentence()));
    }
    let role: Option<Role> = row.word("role");
    if role.is_none() {
        faults.push(row.fault("role", Code::ValueUnknown, "没有这个岗位"));
    }
    let unit = UnitCode::new(row.code("unit")).ok();
    let unit = unit.filter(|u| district.unit(u).is_some());
    if unit.is_none() {
        faults.push(row.fault("unit", Code::UnitUnknown, "没有这个单位"));
    }
    let area = AreaCode::new(row.code("area")).ok();
    let area = area.filter(|a| district.area(a).is_some());
    if area.is_none() {
        faults.push(row.fault("area", Code::AreaUnknown, "没有这个区域"));
    }
    let grid = Some(row.code("grid")).filter(|g| !g.is_empty());
    if let (Some(grid), Some(area)) = (&grid, &area)
        && district
            .grid(grid)
            .is_none_or(|(village, _)| village.code != *area)
    {
        faults.push(row.fault("grid", Code::GridUnknown, "网格不属于这个村居"));
    }
    let password = Zeroizing::new(text::clean(row.cell("password")));
    let password = Some(password).filter(|p| !p.is_empty());
    if let (Some(password), Ok(user)) = (&password, &user) {
        if text::is_misleading(password) {
            let detail = "有全角或看不见的字符，照着念给本人会登录不了";
            faults.push(row.fault("password", Code::FieldType, detail));
        } else if let Err(denial) = check_new(user.as_str(), name, password) {
            faults.push(row.fault("password", denial.code, denial.sentence()));
        }
    }
    let (Ok(user), Some(role), Some(unit), Some(area), []) =
        (user, role, unit, area, faults.as_slice())
    else {
        return Err(faults);
    };
    Ok(Listed {
        user,
        name: name.clone(),
        posts: vec![Post {
            grid,
            ..Post::new(role, unit, area)
        }],
        password,
        hash: String::new(),
        line: row.line(),
    })
}
