//! Honest people at work, first by themselves, then beside hostile tablets and strangers: how long their acts take, what the
//! pool's memory does, and whether anything honest is refused.

mod honest;
mod hostile;

use super::client::Session;
use super::ground::PASSWORD;
use super::meter::Process;
use super::tablet::Tablet;
use crate::Pool;
use anyhow::{Context, Result, anyhow};
use model::AreaCode;
use serde::Serialize;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Honest people: tablets with a desk each, and desks that read.
const PAIRS: usize = 40;
const READERS: usize = 20;
/// Who is hostile.
const TABLETS: usize = 20;
const STRANGERS: usize = 200;
/// Where all of them work.
const TOWN: &str = "990100001000";
/// The pool's memory is looked at this often.
const LOOK: Duration = Duration::from_secs(2);

/// What one phase came to.
#[derive(Debug, Serialize)]
pub struct Phase {
    /// By what people did: how often, and 50 % and 99 % of them within so many milliseconds.
    pub acts: BTreeMap<&'static str, Times>,
    /// What honest people were refused, first ones named.
    pub refused: usize,
    pub refusals: Vec<String>,
    /// Memory of the pool's process over time, in MB.
    pub memory_mb: Vec<u64>,
    /// Answers hostile ones got, by status.
    pub hostile: BTreeMap<String, u64>,
}

/// Times of one thing.
#[derive(Debug, Clone, Serialize)]
pub struct Times {
    pub count: usize,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// When the slowest hundredth began: by ten seconds of the phase, how many.
    pub slow: BTreeMap<u64, usize>,
}

/// Both phases.
#[derive(Debug, Serialize)]
pub struct Siege {
    pub minutes: f64,
    pub quiet: Phase,
    pub siege: Phase,
}

impl Siege {
    /// What does not hold: acts more than twice as slow, memory that grows, anything honest refused.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        // Of what was done less often at rest, the slowest hundredth is one time or none.
        let often = self.quiet.acts.iter().filter(|(_, t)| t.count >= 100);
        for (what, quiet) in often {
            let Some(now) = self.siege.acts.get(what) else {
                faults.push(format!("{what}：一次也没有办成"));
                continue;
            };
            if now.p99_ms > 2.0 * quiet.p99_ms {
                faults.push(format!(
                    "{what}：p99 {:.1} ms，平静时 {:.1} ms",
                    now.p99_ms, quiet.p99_ms
                ));
            }
        }
        for (name, phase) in [("平静时", &self.quiet), ("围攻时", &self.siege)] {
            if phase.refused > 0 {
                faults.push(format!(
                    "{name}诚实的人被拒 {} 次：{}",
                    phase.refused,
                    phase.refusals.join("；")
                ));
            }
        }
        let peak = |phase: &Phase| phase.memory_mb.iter().copied().max().unwrap_or_default();
        let (quiet, siege) = (peak(&self.quiet), peak(&self.siege));
        if siege > quiet + 256 {
            faults.push(format!("内存最高 {siege} MB，平静时 {quiet} MB"));
        }
        let third = self.siege.memory_mb.len() / 3;
        let mean = |part: &[u64]| part.iter().sum::<u64>() as f64 / part.len().max(1) as f64;
        let (middle, last) = (
            mean(&self.siege.memory_mb[third..2 * third]),
            mean(&self.siege.memory_mb[2 * third..]),
        );
        if last > middle * 1.25 + 16.0 {
            faults.push(format!(
                "内存还在涨：中段平均 {middle:.0} MB，末段 {last:.0} MB"
            ));
        }
        faults
    }
}

/// What honest people and hostile ones write down.
#[derive(Default)]
struct Book {
    times: Mutex<BTreeMap<&'static str, Vec<(Duration, f64)>>>,
    refusals: Mutex<Vec<String>>,
    hostile: Mutex<BTreeMap<String, u64>>,
}

/// Whether a phase goes on, and where things are written down.
#[derive(Clone)]
struct Round {
    stop: Arc<AtomicBool>,
    book: Arc<Book>,
    began: Instant,
}

impl Round {
    fn new() -> Self {
        Round {
            stop: Arc::default(),
            book: Arc::default(),
            began: Instant::now(),
        }
    }
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }
    /// Waits, unless the phase ends before.
    fn pause(&self, span: Duration) {
        let until = Instant::now() + span;
        while self.goes_on() && Instant::now() < until {
            thread::sleep(Duration::from_millis(50).min(span));
        }
    }
    /// Times one honest thing; what went wrong is a refusal.
    fn time<T>(&self, what: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        self.time_by(what, |_| what, work)
    }
    /// The same, under the name of what it came to.
    fn time_by<T>(
        &self,
        what: &'static str,
        name: impl FnOnce(&T) -> &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Option<T> {
        // At the end all pauses end at once: what begins then is no part of the phase.
        let counts = self.goes_on();
        let begin = Instant::now();
        let done = work();
        let took = begin.elapsed().as_secs_f64() * 1000.0;
        match done {
            Ok(value) => {
                if counts {
                    let mut times = self.book.times.lock().ok()?;
                    let of = times.entry(name(&value)).or_default();
                    of.push((begin - self.began, took));
                }
                Some(value)
            }
            Err(e) => {
                let mut refusals = self.book.refusals.lock().ok()?;
                refusals.push(format!("{what}：{e:#}"));
                None
            }
        }
    }
    fn note(&self, answer: &str) {
        if let Ok(mut hostile) = self.book.hostile.lock() {
            *hostile.entry(answer.to_string()).or_default() += 1;
        }
    }
    fn phase(&self, memory_mb: Vec<u64>) -> Result<Phase> {
        let locked = || anyhow!("a thread stopped");
        let times = std::mem::take(&mut *self.book.times.lock().map_err(|_| locked())?);
        let refusals = std::mem::take(&mut *self.book.refusals.lock().map_err(|_| locked())?);
        let hostile = std::mem::take(&mut *self.book.hostile.lock().map_err(|_| locked())?);
        Ok(Phase {
            acts: times
                .into_iter()
                .map(|(what, all)| (what, times_of(all)))
                .collect(),
            refused: refusals.len(),
            refusals: refusals.into_iter().take(10).collect(),
            memory_mb,
            hostile,
        })
    }
}

fn times_of(mut all: Vec<(Duration, f64)>) -> Times {
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    let last = all.len().saturating_sub(1);
    let place = |percent: usize| (all.len() * percent / 100).min(last);
    let at = |percent: usize| all.get(place(percent)).map_or(0.0, |(_, took)| *took);
    let mut slow = BTreeMap::new();
    for (began, _) in all.iter().skip(place(99)) {
        *slow.entry(began.as_secs() / 10 * 10).or_default() += 1;
    }
    Times {
        count: all.len(),
        p50_ms: at(50),
        p99_ms: at(99),
        slow,
    }
}

/// Runs both phases, each so long.
pub fn siege(minutes: f64) -> Result<Siege> {
    let mut pool = Pool::stopped(300);
    import(&pool)?;
    pool.start();
    let process = Process(pool.pid().context("没有进程")?);
    let people = honest::gather(&pool)?;
    let span = Duration::from_secs_f64(minutes * 60.0);
    eprintln!("平静时 {minutes} 分钟");
    let quiet = phase(&pool, &process, &people, span, false)?;
    eprintln!("围攻 {minutes} 分钟：{TABLETS} 台平板，{STRANGERS} 个陌生人");
    let siege = phase(&pool, &process, &people, span, true)?;
    Ok(Siege {
        minutes,
        quiet,
        siege,
    })
}

fn phase(
    pool: &Pool,
    process: &Process,
    people: &honest::People,
    span: Duration,
    hostile: bool,
) -> Result<Phase> {
    // What hostile ones send is made before anybody is timed: their machines are not the pool's.
    let attack = hostile.then(|| hostile::gather(pool)).transpose()?;
    let round = Round::new();
    let mut threads = people.work(&round);
    threads.extend(attack.into_iter().flat_map(|a| a.begin(&round)));
    let (until, mut memory) = (Instant::now() + span, Vec::new());
    while Instant::now() < until {
        thread::sleep(LOOK);
        memory.push(process.holds()? / 1024);
    }
    round.stop.store(true, Ordering::Relaxed);
    for thread in threads {
        let _ = thread.join();
    }
    round.phase(memory)
}

/// Collectors of a town's villages, hostile ones among them, and desks of the town.
fn import(pool: &Pool) -> Result<()> {
    let mut table = String::from("user,name,role,unit,area,grid,password\n");
    let mut collectors = |kind: &str, count: usize, name: &str| -> Result<()> {
        for n in 0..count {
            let area = village(n)?;
            table += &format!("{kind}_tablet_{n},演示·{name}{n},collector,T01,{area},,\n");
        }
        Ok(())
    };
    collectors("h", PAIRS, "采集")?;
    collectors("x", TABLETS, "外来")?;
    for n in 0..PAIRS + READERS {
        table += &format!("h_desk_{n},演示·坐席{n},desk_town,T01,{TOWN},,{PASSWORD}\n");
    }
    let file = pool.folder().join("people.csv");
    std::fs::write(&file, table)?;
    let done = pool.command(&["users", "import", file.to_str().context("a path")?]);
    done.map_err(|(exit, said)| anyhow!("users import：{exit} {said}"))?;
    Ok(std::fs::remove_file(file)?)
}

/// The village of a town's n-th collector: people are spread over all of them, as they are in life.
fn village(n: usize) -> Result<AreaCode> {
    let codes = demo::district().areas.into_iter().map(|a| a.code);
    let codes: Vec<AreaCode> = codes
        .filter(|code| code.level() == 3 && code.town().as_str() == TOWN)
        .collect();
    let at = n % codes.len().max(1);
    codes.into_iter().nth(at).context("no villages")
}

/// The tablet of the n-th collector of a kind, at an address of its own.
fn tablet(pool: &Pool, kind: &str, n: usize, from: Ipv4Addr) -> Result<Tablet> {
    let user = format!("{kind}_tablet_{n}");
    let code = pool.command(&["enrol-code", "--user", &user]);
    let code = code.map_err(|(exit, said)| anyhow!("enrol-code：{exit} {said}"))?;
    let code = code["code"].as_str().context("没有登记码")?;
    let session = Session::nobody_at(&pool.url(), from)?;
    let mut tablet = Tablet::enrol_by(session, &user, code, pool.demo["sample"].clone())?;
    tablet.move_to(village(n)?.as_str());
    Ok(tablet)
}
