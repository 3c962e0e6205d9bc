//! People as a table lists them: read row by row, with every fault, and their one-time passwords.

use super::super::init::admin_name;
use crate::Result;
use crate::auth::{NO_PASSWORD, check_new, hash_passwords};
use crate::people::{self, POSTS_MAX};
use crate::store::User;
use crate::table::{Columns, FAULTS_MAX, Fault, Row, Table};
use model::district::{District, NAME_MAX};
use model::person::Post;
use model::{AreaCode, Code, Role, UnitCode, UserName, text};
use std::collections::btree_map::{BTreeMap, Entry};
use zeroize::Zeroizing;

pub const COLUMNS: Columns = Columns {
    known: &["user", "name", "role", "unit", "area", "grid", "password"],
    needed: &["user", "name", "role", "unit", "area"],
};

/// Stands for a hash where nothing is kept.
const DRY: &str = "-";

/// A person as the table has them.
#[derive(Clone)]
pub struct Listed {
    pub user: UserName,
    pub name: String,
    pub posts: Vec<Post>,
    password: Option<Zeroizing<String>>,
    /// Hash of the password, made before anything is written.
    pub hash: String,
    /// Row of the first post.
    pub line: u64,
}

/// Passwords as they will be stored. Whoever has chosen one keeps it, however often the list is imported.
pub fn give_hashes(
    listed: &mut [Listed],
    known: &BTreeMap<UserName, User>,
    dry: bool,
) -> Result<()> {
    let mut new: Vec<&mut Listed> = Vec::new();
    for one in listed {
        let known = known.get(&one.user);
        let chosen = known.is_some_and(|k| k.password != NO_PASSWORD && !k.must_change);
        match &one.password {
            Some(_) if !chosen => new.push(one),
            _ if known.is_some() => one.hash = String::new(),
            _ => one.hash = NO_PASSWORD.to_string(),
        }
    }
    if dry {
        // Nothing of it is kept; it only differs from what is there.
        new.iter_mut().for_each(|one| one.hash = DRY.to_string());
        return Ok(());
    }
    let passwords: Vec<&str> = new
        .iter()
        .filter_map(|one| one.password.as_ref().map(|p| p.as_str()))
        .collect();
    let hashes = hash_passwords(&passwords)?;
    for (one, hash) in new.into_iter().zip(hashes) {
        one.hash = hash;
    }
    Ok(())
}

/// The people of a table, and what is wrong with it.
pub fn read(table: &Table, district: &District) -> (Vec<Listed>, Vec<Fault>) {
    let mut people: Vec<Listed> = Vec::new();
    let mut places: BTreeMap<UserName, usize> = BTreeMap::new();
    let mut faults = table.faults.clone();
    for row in table.rows() {
        match person(row, district) {
            Err(found) => faults.extend(found),
            Ok(one) => match places.entry(one.user.clone()) {
                Entry::Vacant(place) => {
                    place.insert(people.len());
                    people.push(one);
                }
                Entry::Occupied(place) => faults.extend(join(&mut people[*place.get()], one, row)),
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
    if let (Some(password), Ok(user)) = (&password, &user)
        && let Err(denial) = check_new(user.as_str(), name, password)
    {
        faults.push(row.fault("password", denial.code, denial.sentence()));
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
