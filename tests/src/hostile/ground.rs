//! The ground an attack stands on: a pool of its own with people of every kind, and honest ones at work beside it.

use super::answer::Answer;
use super::client::Session;
use super::meter;
use super::tablet::Tablet;
use crate::{Pool, folder};
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use tempfile::TempDir;

/// Password of the people who are brought in for attacks.
pub const PASSWORD: &str = "Langhuan-7391";
/// How many people of each role are brought in: role, unit, place in the sample (village or town or district), count, with
/// a password.
const CAST: &[(&str, &str, &str, usize, bool)] = &[
    ("collector", "T01", "990100001001", 220, false),
    ("collector", "T05", "990100100201", 20, false),
    ("handler", "B01", "990100000000", 20, false),
    ("unit_leader", "B01", "990100000000", 14, true),
    ("desk_town", "T01", "990100001000", 44, true),
    ("visitor", "H01", "990100000000", 2, true),
];

/// A folder with the demo district and the people attacks need; grounds are copies of it.
pub struct Template {
    pool: Pool,
}

/// A pool at work, and who works there.
pub struct Ground {
    pub pool: Pool,
    pub url: String,
    used: HashMap<String, usize>,
    signed_in: HashMap<String, Session>,
    honest: Option<Honest>,
    /// The district works on after every attack: not looked at where an attack only reads files.
    pub watched: bool,
}

/// Who must always be answered.
struct Honest {
    desk: Session,
    handler: Session,
    tablet: Tablet,
    ticket: String,
}

impl Template {
    /// Makes it: seconds.
    pub fn new() -> Result<Self> {
        let pool = Pool::stopped(20);
        let table = pool.folder().join("cast.csv");
        std::fs::write(&table, cast())?;
        let path = table.to_str().context("a path")?;
        let done = pool.command(&["users", "import", path]);
        done.map_err(|(exit, said)| anyhow!("users import：{exit} {said}"))?;
        std::fs::remove_file(table)?;
        Ok(Template { pool })
    }
    /// A pool over a copy, at work.
    pub fn ground(&self) -> Result<Ground> {
        let dir = TempDir::new()?;
        copy(self.pool.folder(), dir.path())?;
        let mut pool = Pool::over(dir, self.pool.demo.clone());
        pool.start();
        Ground::over(pool)
    }
}

fn cast() -> String {
    let mut table = String::from("user,name,role,unit,area,grid,password\n");
    for (role, unit, area, count, password) in CAST {
        let password = if *password { PASSWORD } else { "" };
        for n in 1..=*count {
            let user = name(role, unit, n);
            table += &format!("{user},演示·外来{n},{role},{unit},{area},,{password}\n");
        }
    }
    table
}

fn name(role: &str, unit: &str, n: usize) -> String {
    format!("x_{role}_{}_{n}", unit.to_lowercase())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in folder::files(from) {
        let target = to.join(file.strip_prefix(from)?);
        std::fs::create_dir_all(target.parent().context("a folder")?)?;
        std::fs::copy(&file, target)?;
    }
    Ok(())
}

impl Ground {
    fn over(pool: Pool) -> Result<Self> {
        let mut ground = Ground {
            url: pool.url(),
            pool,
            used: HashMap::new(),
            signed_in: HashMap::new(),
            honest: None,
            watched: true,
        };
        let mut tablet = ground.tablet_of("demo_collector")?;
        let (ticket, _) = tablet.capture("诚实的工单")?;
        ground.bring_to_handling(&ticket)?;
        tablet.pull_all()?;
        ground.honest = Some(Honest {
            desk: ground.demo("desk_town")?,
            handler: ground.demo("handler")?,
            tablet,
            ticket,
        });
        Ok(ground)
    }

    /// The pool again, with nothing in memory but what it needs.
    pub fn restart(&mut self) {
        self.pool.kill();
        self.pool.start();
    }
    /// Whether the pool's process still runs and answers.
    pub fn is_up(&self) -> bool {
        self.nobody()
            .and_then(|n| n.get("/healthz"))
            .is_ok_and(|a| a.status == 200)
    }

    /// A person of a role and unit whom no attack has used before.
    pub fn person(&mut self, role: &str, unit: &str) -> Result<String> {
        let key = format!("{role} {unit}");
        let used = self.used.entry(key).or_default();
        *used += 1;
        let there = CAST.iter().find(|c| c.0 == role && c.1 == unit);
        ensure!(there.is_some_and(|c| *used <= c.3), "不够人：{role} {unit}");
        Ok(name(role, unit, *used))
    }
    /// A code for a person's next tablet.
    pub fn code(&self, user: &str) -> Result<String> {
        let answer = self.command(&["enrol-code", "--user", user])?;
        Ok(answer["code"].as_str().context("没有登记码")?.to_string())
    }
    /// A command of the pool that must succeed.
    pub fn command(&self, args: &[&str]) -> Result<Value> {
        let done = self.pool.command(args);
        done.map_err(|(exit, said)| anyhow!("{}：{exit} {said}", args.join(" ")))
    }
    /// A new tablet of this person.
    pub fn tablet_of(&self, user: &str) -> Result<Tablet> {
        let sample = self.pool.demo["sample"].clone();
        Tablet::enrol(&self.url, user, &self.code(user)?, sample)
    }
    /// A new tablet of a collector nobody used before.
    pub fn tablet(&mut self) -> Result<Tablet> {
        let user = self.person("collector", "T01")?;
        self.tablet_of(&user)
    }
    /// A collector's tablet in another town.
    pub fn far_tablet(&mut self) -> Result<Tablet> {
        let user = self.person("collector", "T05")?;
        let mut tablet = self.tablet_of(&user)?;
        tablet.move_to("990100100201");
        Ok(tablet)
    }
    /// Nobody.
    pub fn nobody(&self) -> Result<Session> {
        Session::nobody(&self.url)
    }
    /// Nobody, from an address of its own.
    pub fn stranger(&self) -> Result<Session> {
        Session::stranger(&self.url)
    }
    /// The demo person with a role, signed in once.
    pub fn demo(&mut self, role: &str) -> Result<Session> {
        self.demo_user(&self.pool.user(role))
    }
    /// A demo person by name, signed in once.
    pub fn demo_user(&mut self, user: &str) -> Result<Session> {
        if let Some(known) = self.signed_in.get(user) {
            return Ok(known.clone());
        }
        let password = self.pool.demo["password"].as_str().unwrap_or_default();
        let session = Session::sign_in(&self.url, user, password)?;
        self.signed_in.insert(user.to_string(), session.clone());
        Ok(session)
    }
    /// A person nobody used before who has changed the one-time password; the name, the session, the password now.
    pub fn officer(&mut self, role: &str, unit: &str) -> Result<(String, Session, String)> {
        let user = self.person(role, unit)?;
        let session = Session::sign_in(&self.url, &user, PASSWORD)?;
        let new = format!("Shuimo-{}-xi", user.len() * 7919);
        session
            .call("change_password", json!({"old": PASSWORD, "new": new}))?
            .ok()?;
        Ok((user, session, new))
    }

    /// What an administrator asked for and was told to wait with: a second person says yes.
    pub fn consent(&mut self, asked: &Answer) -> Result<()> {
        let reply = asked.ok()?;
        let pending = [&reply["pending"], &reply["person"]["pending"]];
        let Some(id) = pending.into_iter().find(|id| id.is_number()) else {
            return Ok(());
        };
        let second = self.demo("task_force")?;
        second
            .call("decide_consent", json!({"id": id, "grant": true}))?
            .ok()
            .map(drop)
    }

    /// Takes a pooled ticket to the unit's 处置中.
    pub fn bring_to_handling(&mut self, ticket: &str) -> Result<()> {
        self.dispatch(ticket)?;
        let handler = self.demo("handler")?;
        handler.act(ticket, "sign", json!({}))?.ok()?;
        let payload = json!({"means": "phone", "note": "已与居民联系，明日到场。"});
        handler.act(ticket, "respond", payload)?.ok()?;
        Ok(())
    }
    /// Takes a pooled ticket to 待签收 at the sample's unit.
    pub fn dispatch(&mut self, ticket: &str) -> Result<()> {
        let desk = self.demo("desk_town")?;
        let category = self.pool.sample("category");
        desk.act(
            ticket,
            "accept",
            json!({"category": category, "grade": "normal"}),
        )?
        .ok()?;
        desk.act(
            ticket,
            "dispatch",
            json!({"lead_unit": self.pool.sample("unit")}),
        )?
        .ok()?;
        Ok(())
    }
    /// An interactive act of an honest officer.
    pub fn honest_act(&self) -> Result<Answer> {
        let honest = self.honest()?;
        honest
            .handler
            .act(&honest.ticket, "progress", json!({"text": "诚实的进展。"}))
    }
    fn honest(&self) -> Result<&Honest> {
        self.honest.as_ref().context("没有诚实的人")
    }
    /// Who writes something small again and again while an attack runs.
    pub fn writer(&self) -> Result<Session> {
        Ok(self.honest()?.handler.clone())
    }

    /// Whether the district works on: list, act, pull of a tablet that did no wrong.
    pub fn works_on(&mut self) -> Result<()> {
        ensure!(self.is_up(), "工单池不应答");
        self.honest_act()?.ok().context("诚实的一步")?;
        let honest = self.honest.as_mut().context("没有诚实的人")?;
        honest
            .desk
            .call("list_tickets", json!({"limit": 100}))?
            .ok()
            .context("坐席的列表")?;
        honest.tablet.pull_all().context("诚实平板的同步")?;
        Ok(())
    }
    /// `verify`: nothing may differ.
    pub fn verifies(&self) -> Result<()> {
        self.command(&["verify"]).map(drop)
    }
    /// The pool's process.
    pub fn process(&self) -> Result<meter::Process> {
        self.pool.pid().map(meter::Process).context("没有进程")
    }
    /// Lines of the audit log by this person or device, newest first.
    pub fn audit(&mut self, user: &str) -> Result<Vec<Value>> {
        let auditor = self.demo("auditor")?;
        let page = auditor
            .call("read_audit", json!({"user": user, "limit": 500}))?
            .ok()?;
        Ok(page["lines"].as_array().cloned().unwrap_or_default())
    }
    /// How many tickets this desk sees.
    pub fn total(&mut self, user: &str) -> Result<u64> {
        let desk = self.demo_user(user)?;
        let page = desk.call("list_tickets", json!({"limit": 1}))?.ok()?;
        page["total"].as_u64().context("没有总数")
    }
}
