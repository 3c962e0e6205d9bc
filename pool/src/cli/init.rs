//! `init`: a real district begins.

use super::lists::Lists;
use super::{Data, Ran, open, read_text, refused, unreadable};
use crate::auth::{hash_password, one_time_password};
use crate::clock;
use crate::store::{self, Entry, User};
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
        let mut district: District = model::json::from_text(&read_text(&self.district)?)?;
        let faults = self.lists.put(&mut district)?;
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

/// Names under which nobody may sign in.
pub(super) fn admin_name(name: &str) -> Result<UserName, Denial> {
    if name == crate::ingest::POOL {
        return Err(Denial::new(Code::ValueUnknown)
            .with("field", "user")
            .with("value", name));
    }
    UserName::new(name)
}
