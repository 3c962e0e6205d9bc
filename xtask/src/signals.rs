//! Waits for child processes and hands them the signal that was meant for us.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(50);
/// A child that ignores SIGTERM this long is killed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Set once by SIGINT, SIGTERM or SIGHUP, from then on true.
#[derive(Clone)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Takes over the three signals for the rest of this process.
    pub fn listen() -> Result<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
        }
        Ok(Self(flag))
    }

    /// True once a signal asked us to end.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    /// Runs a command to its end; a signal ends it early and is an error.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .spawn()
            .with_context(|| format!("启动不了 {name}"))?;
        loop {
            if let Some(status) = child.try_wait()? {
                return if status.success() {
                    Ok(())
                } else {
                    bail!("{name} 失败：{status}")
                };
            }
            if self.asked() {
                end(&mut child)?;
                bail!("已按要求停止");
            }
            sleep(TICK);
        }
    }

    /// Waits until one of the children ends by itself (its index), or a signal came (`None`).
    pub fn wait_any(&self, children: &mut [&mut Child]) -> Result<Option<usize>> {
        while !self.asked() {
            for (index, child) in children.iter_mut().enumerate() {
                if child.try_wait()?.is_some() {
                    return Ok(Some(index));
                }
            }
            sleep(TICK);
        }
        Ok(None)
    }
}

/// Asks a child to end, waits for it, and kills it only when it does not listen.
pub fn end(child: &mut Child) -> Result<ExitStatus> {
    if let Some(status) = child.try_wait()? {
        return Ok(status);
    }
    kill_process(Pid::from_child(child), Signal::TERM).context("信号送不到子进程")?;
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        sleep(TICK);
    }
    child.kill()?;
    Ok(child.wait()?)
}
