//! What an attack costs: the memory of the pool's process above rest, and how long an honest write waits meanwhile.

use super::attack::Measured;
use super::client::Session;
use super::ground::Ground;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// An honest write comes this often while an attack runs.
const PACE: Duration = Duration::from_millis(15);

/// A process of this machine, by its id.
pub struct Process(pub u32);

impl Process {
    /// Memory it holds now, in kB.
    pub fn holds(&self) -> Result<u64> {
        self.status("VmRSS:")
    }
    /// Highest memory it held since [`Self::forget_peak`], in kB.
    pub fn peak(&self) -> Result<u64> {
        self.status("VmHWM:")
    }
    /// Begins to look for the peak anew.
    pub fn forget_peak(&self) -> Result<()> {
        Ok(fs::write(format!("/proc/{}/clear_refs", self.0), "5")?)
    }
    /// Open files and connections.
    pub fn files(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.0))?.count())
    }
    fn status(&self, name: &str) -> Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = text.lines().find_map(|l| l.strip_prefix(name));
        let value = line.and_then(|l| l.split_whitespace().next());
        Ok(value.context("/proc 里没有这一行")?.parse()?)
    }
}

/// What an attack may cost.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub memory_mb: f64,
    pub wait_ms: f64,
    pub took_ms: f64,
}

impl Bounds {
    /// A frame: at most 64 MB and 200 ms; whoever works beside it waits at most 50 ms.
    pub const FRAME: Bounds = Bounds {
        memory_mb: 64.0,
        wait_ms: 50.0,
        took_ms: 200.0,
    };
    /// Many of something: memory and waiting are bounded, how long it takes is the attacker's own time.
    pub const FLOOD: Bounds = Bounds {
        memory_mb: 64.0,
        wait_ms: 50.0,
        took_ms: f64::INFINITY,
    };
    /// Only memory counts.
    pub const MEMORY: Bounds = Bounds {
        memory_mb: 64.0,
        wait_ms: f64::INFINITY,
        took_ms: f64::INFINITY,
    };

    fn hold(self, m: &Measured, quiet_ms: f64) -> Result<()> {
        let (memory, wait, took) = (m.memory_mb, m.wait_ms, m.took_ms);
        let memory = memory.unwrap_or_default();
        ensure!(
            memory <= self.memory_mb,
            "内存多用 {memory:.0} MB，上限 {:.0}",
            self.memory_mb
        );
        let wait = wait.unwrap_or_default() - quiet_ms;
        ensure!(
            wait <= self.wait_ms,
            "诚实的一步多等 {wait:.0} ms，上限 {:.0}",
            self.wait_ms
        );
        let took = took.unwrap_or_default();
        ensure!(
            took <= self.took_ms,
            "用时 {took:.0} ms，上限 {:.0}",
            self.took_ms
        );
        Ok(())
    }
}

/// Runs `work` on a pool that was just started, measures, and holds what came out against the bounds.
pub fn within<T>(
    ground: &mut Ground,
    bounds: Bounds,
    work: impl FnOnce(&mut Ground) -> Result<T>,
) -> Result<(T, Measured)> {
    ground.restart();
    ground.works_on()?;
    let quiet = Waits::of(&ground.writer()?, Duration::from_millis(700))?;
    let process = ground.process()?;
    let rest = process.holds()?;
    process.forget_peak()?;
    let watch = Watch::begin(ground.writer()?);
    let begin = Instant::now();
    let done = work(ground);
    let took = begin.elapsed();
    let waits = watch.end()?;
    let peak = process.peak().unwrap_or(u64::MAX);
    let done = done?;
    let measured = Measured {
        memory_mb: Some(peak.saturating_sub(rest) as f64 / 1024.0),
        wait_ms: Some(waits.longest),
        took_ms: Some(took.as_secs_f64() * 1000.0),
    };
    bounds.hold(&measured, quiet.longest)?;
    Ok((done, measured))
}

/// Honest writes that were timed.
#[derive(Debug, Default, Clone)]
pub struct Waits {
    pub longest: f64,
    pub count: usize,
}

impl Waits {
    fn of(writer: &Session, span: Duration) -> Result<Self> {
        let watch = Watch::begin(writer.clone());
        thread::sleep(span);
        watch.end()
    }
}

/// An honest officer who keeps writing.
struct Watch {
    stop: Arc<AtomicBool>,
    thread: thread::JoinHandle<Result<Waits>>,
}

impl Watch {
    fn begin(writer: Session) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let thread = thread::spawn(move || {
            let mut waits = Waits::default();
            while !told.load(Ordering::Relaxed) {
                let begin = Instant::now();
                let view = json!({"name": "值守", "filter": {}});
                let answer = writer.call("save_view", view)?;
                let took = begin.elapsed().as_secs_f64() * 1000.0;
                answer.ok().context("诚实的写入")?;
                waits.longest = waits.longest.max(took);
                waits.count += 1;
                thread::sleep(PACE);
            }
            Ok(waits)
        });
        Watch { stop, thread }
    }
    fn end(self) -> Result<Waits> {
        self.stop.store(true, Ordering::Relaxed);
        let waits = self.thread.join();
        waits.unwrap_or_else(|_| anyhow::bail!("值守的线程停了"))
    }
}
