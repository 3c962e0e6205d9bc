//! `init`: a real district begins.

use super::lists::Lists;
use super::{Data, Ran, open, read_text, refused, unreadable};
use crate::auth::{hash_password, one_time_password};
use crate::clock;
use crate::store::{self, Entry, User};
use crate::table::{FAULTS_MAX, Fault};
use clap::Args;
use model::district::District;
use model::person::{Person, Post};
use model::{Code, Denial, Role, UserName};
use serde_json::json;
use std::path::PathBuf;

/// 用区域文件建一个新的工单池
#[derive(Args)]
pub struct Init {
    #[command(flatten)]
    data: Data,
    /// 区域文件（docs/district.md）
    #[arg(long, value_name = "FILE")]
    district: PathBuf,
    /// 第一位系统管理员的用户名
    #[arg(long, value_name = "NAME", default_value = "admin")]
    admin: String,
    #[command(flatten)]
    lists: Lists,
}

impl Init {
    pub(super) fn run(self) -> Ran {
        let folder = &self.data.data;
        if store::exists(folder) {
            return Err(unreadable(folder, "这里已经有一个工单池"));
        }
        let text = read_text(&self.district)?;
        let mut district: District =
            model::json::from_text(&text).map_err(|denial| outline_named(denial, &text))?;
        let mut faults = self.lists.put(&mut district)?;
        faults.extend(self.outline_faults(&district, &text));
        if !faults.is_empty() {
            return Ok(refused(&faults));
        }
        district.check()?;
        let user = admin_name(&self.admin)?;
        let unit = district
            .units
            .iter()
            .find(|u| u.area == district.code)
            .or(district.units.first());
        let unit = unit.ok_or_else(|| {
            Denial::new(Code::DistrictInvalid)
                .with("place", "units")
                .with("detail", "至少要有一个单位")
        })?;
        let post = Post {
            role: Role::Admin,
            unit: unit.code.clone(),
            area: district.code.clone(),
            grid: None,
            from: None,
            until: None,
            stands_for: None,
            below: Vec::new(),
        };
        let password = one_time_password()?;
        let admin = User {
            person: Person {
                user: user.clone(),
                name: "系统管理员".into(),
                posts: vec![post],
            },
            password: hash_password(&password)?,
            must_change: true,
            disabled: false,
        };
        store::create(folder, &district)?;
        let pool = open(folder)?;
        let hours = district.rules.access.one_time_hours;
        let now = clock::now();
        pool.write_now(move |tx| {
            tx.put_user(&admin)?;
            tx.end_one_time(now.plus_minutes(i64::from(hours) * 60))?;
            tx.audit(&Entry {
                at: now,
                what: "init",
                ..Entry::default()
            })
        })?;
        pool.close();
        eprintln!(
            "已建立「{}」。管理员的密码只显示这一次，{hours} 小时内有效，首次登录须修改。",
            district.name
        );
        let key = &pool.keys;
        Ok(json!({
            "pool": key.pool,
            "district": district.name,
            "admin": {"user": user, "password": password},
        })
        .into())
    }
}

impl Init {
    /// Outlines that cannot be, each with the line of its place in the district file.
    fn outline_faults(&self, district: &District, text: &str) -> Vec<Fault> {
        let found = district.outline_faults();
        let found = found.into_iter().take(FAULTS_MAX);
        let fault = |(code, denial): (String, Denial)| Fault {
            file: Some(self.district.display().to_string()),
            column: "outline".into(),
            ..Fault::of(line_of(text, &code), &denial)
        };
        found.map(fault).collect()
    }
}

/// The line in which an area or grid says its code.
fn line_of(text: &str, code: &str) -> u64 {
    let said = format!("\"{code}\"");
    let mut lines = text.lines().zip(1..);
    let found = lines.find(|(line, _)| line.contains("\"code\"") && line.contains(&said));
    found.map_or(1, |(_, n)| n)
}

/// An outline that is not even one in JSON, with the code, name and line of its place: nobody counts areas from nought.
fn outline_named(denial: Denial, text: &str) -> Denial {
    let Some(field) = denial
        .params
        .get("field")
        .filter(|f| f.ends_with(".outline"))
    else {
        return denial;
    };
    let pointer = field.replace('[', "/").replace("].", "/");
    let Some((place, _)) = pointer.rsplit_once('/') else {
        return denial;
    };
    let whole = model::json::read(text.as_bytes()).unwrap_or_default();
    let said = |key: &str| whole.pointer(&format!("/{place}/{key}"))?.as_str();
    let (Some(code), Some(name)) = (said("code"), said("name")) else {
        return denial;
    };
    let place = format!("{field}（{code}「{name}」，第 {} 行）", line_of(text, code));
    denial.with("field", place)
}

/// Names under which nobody may sign in.
pub(super) fn admin_name(name: &str) -> Result<UserName, Denial> {
    if name == crate::ingest::POOL {
        return Err(Denial::new(Code::ValueUnknown)
            .with("field", "user")
            .with("value", name));
    }
    UserName::new(name)
}
