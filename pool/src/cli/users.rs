//! `users import`: people from a table. All of them, or none and the line that is wrong.

use super::init::admin_name;
use super::{Data, Ran, open, read_text};
use crate::auth::{NO_PASSWORD, check_new, hash_password};
use crate::store::{Entry, User};
use crate::{Result, clock, people};
use clap::{Args, Subcommand};
use model::district::District;
use model::person::{Person, Post};
use model::{AreaCode, Code, Denial, Role, UnitCode};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use zeroize::Zeroizing;

const COLUMNS: [&str; 7] = ["user", "name", "role", "unit", "area", "grid", "password"];
const NAME_MAX: usize = 40;

/// 人员
#[derive(Subcommand)]
pub enum Users {
    /// 从表格导入：user,name,role,unit,area,grid,password
    Import(Import),
}

/// 从表格导入人员
#[derive(Args)]
pub struct Import {
    /// CSV 文件，UTF-8
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// A person as the table has them.
struct Listed {
    person: Person,
    password: Option<Zeroizing<String>>,
}

impl Users {
    pub(super) fn run(self) -> Ran {
        let Users::Import(import) = self;
        let text = Zeroizing::new(read_text(&import.file)?);
        let pool = open(&import.data.data)?;
        let listed = read(&text, &pool.district().district)?;
        let mut users = Vec::with_capacity(listed.len());
        for one in listed {
            people::apart(one.person.posts.iter())?;
            let known = pool
                .read_now(|db| db.user(one.person.user.as_str()))?
                .is_some();
            let password = match &one.password {
                Some(password) => hash_password(password)?,
                None if known => String::new(),
                None => NO_PASSWORD.to_string(),
            };
            users.push(User {
                person: one.person,
                password,
                must_change: true,
                disabled: false,
            });
        }
        let count = users.len();
        let posts: usize = users.iter().map(|u| u.person.posts.len()).sum();
        let hours = pool.district().district.rules.access.one_time_hours;
        let now = clock::now();
        pool.write_now(move |tx| {
            users.iter().try_for_each(|u| tx.put_user(u))?;
            tx.end_one_time(now.plus_minutes(i64::from(hours) * 60))?;
            let detail = count.to_string();
            tx.audit(&Entry {
                at: now,
                what: "users_imported",
                detail,
                ..Entry::default()
            })
        })?;
        pool.close();
        Ok(json!({"users": count, "posts": posts}).into())
    }
}

fn wrong(line: u64, column: &str, detail: &str) -> Denial {
    let field = format!("第 {line} 行 {column}");
    Denial::new(Code::FieldType)
        .with("field", field)
        .with("detail", detail)
}

fn read(text: &str, district: &District) -> Result<Vec<Listed>> {
    let mut table = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let head = table
        .headers()
        .map_err(|e| wrong(1, "表头", &e.to_string()))?
        .clone();
    if let Some(unknown) = head.iter().find(|h| !COLUMNS.contains(h)) {
        return Err(wrong(1, unknown, "不认识这一列").into());
    }
    if let Some(missing) = COLUMNS[..5].iter().find(|c| !head.iter().any(|h| h == **c)) {
        return Err(wrong(1, missing, "缺少这一列").into());
    }
    let mut people: Vec<Listed> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for record in table.records() {
        let record = record.map_err(|e| {
            wrong(
                e.position().map_or(0, csv::Position::line),
                "整行",
                &e.to_string(),
            )
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > head.len() {
            return Err(wrong(line, "整行", "比表头多出列来").into());
        }
        let cell = |column: &str| {
            let place = head.iter().position(|h| h == column);
            place.and_then(|i| record.get(i)).unwrap_or_default()
        };
        let (person, password) = row(line, cell, district)?;
        match at.get(person.user.as_str()) {
            None => {
                at.insert(person.user.to_string(), people.len());
                people.push(Listed { person, password });
            }
            Some(i) => {
                let known = &mut people[*i];
                if known.person.name != person.name {
                    return Err(wrong(line, "name", "同一用户的姓名前后不一致").into());
                }
                known.password = known.password.take().or(password);
                known.person.posts.extend(person.posts);
            }
        }
    }
    if people.is_empty() {
        return Err(wrong(2, "user", "没有一行人员").into());
    }
    Ok(people)
}

fn row<'a>(
    line: u64,
    cell: impl Fn(&str) -> &'a str,
    district: &District,
) -> Result<(Person, Option<Zeroizing<String>>), Denial> {
    let user =
        admin_name(cell("user")).map_err(|_| wrong(line, "user", "用户名为空、含空白或不可用"))?;
    let name = cell("name");
    model::text::check("name", name, 1, NAME_MAX)
        .map_err(|d| wrong(line, "name", &d.sentence()))?;
    let role: Role = cell("role")
        .parse()
        .map_err(|_| wrong(line, "role", "没有这个岗位"))?;
    let unit = UnitCode::new(cell("unit"))
        .ok()
        .filter(|u| district.unit(u).is_some());
    let unit = unit.ok_or_else(|| wrong(line, "unit", "没有这个单位"))?;
    let area = AreaCode::new(cell("area"))
        .ok()
        .filter(|a| district.area(a).is_some());
    let area = area.ok_or_else(|| wrong(line, "area", "没有这个区域"))?;
    let grid = Some(cell("grid"))
        .filter(|g| !g.is_empty())
        .map(str::to_string);
    if let Some(grid) = &grid
        && district
            .grid(grid)
            .is_none_or(|(village, _)| village.code != area)
    {
        return Err(wrong(line, "grid", "网格不属于这个村居"));
    }
    let password = Some(cell("password")).filter(|p| !p.is_empty());
    if let Some(password) = password {
        check_new(user.as_str(), name, password)
            .map_err(|d| wrong(line, "password", &d.sentence()))?;
    }
    let posts = vec![Post {
        role,
        unit,
        area,
        grid,
        from: None,
        until: None,
        stands_for: None,
        below: Vec::new(),
    }];
    Ok((
        Person {
            user,
            name: name.to_string(),
            posts,
        },
        password.map(|p| Zeroizing::new(p.to_string())),
    ))
}
