//! One thread writes. Jobs that wait together are committed together: each runs in its own savepoint, and is answered
//! only after the commit, so that full durability costs one flush for many. Long work comes in parts and gives way: what
//! somebody waits for goes in between, after the part that runs.

use super::db::{Db, Tx};
use crate::{Error, Result};
use model::Code;
use parking_lot::{Condvar, Mutex};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Jobs in one commit.
const TOGETHER: usize = 64;
/// Long work goes on for so long before its parts are committed, unless somebody waits.
const SLICE: Duration = Duration::from_millis(20);
/// Jobs that may wait; who comes then is asked to come again.
const WAITING: usize = 4_000;
const LONG_WAITING: usize = 64;
/// Long work that has not begun goes before what has, so many in a row: a small frame does not wait for all large ones.
const NEW_IN_A_ROW: u32 = 8;
/// What has so few parts left counts as new still: a capture that gave way does not wait for a turn of all large frames.
const FEW: usize = 4;

type Work<T> = Box<dyn FnOnce(&Tx) -> Result<T> + Send>;

/// Work in parts, each undone as a whole when it fails.
pub trait Parts: Send + 'static {
    /// What it comes to.
    type Done: Send;
    /// Does the next part; what it all came to, once nothing is left.
    fn next(&mut self, tx: &Tx) -> Result<Option<Self::Done>>;
    /// How many parts are left, or a few more.
    fn left(&self) -> usize;
}

/// The writer's door.
pub struct Writer {
    queues: Arc<Queues>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Queues {
    waiting: Mutex<Waiting>,
    came: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    long: VecDeque<Box<dyn Job>>,
    begun: VecDeque<Box<dyn Job>>,
    /// How often new long work went before what has begun since that had its turn.
    new_in_a_row: u32,
    closed: bool,
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    Failed,
    /// There is another part.
    More,
}

trait Job: Send {
    fn run(&mut self, tx: &Tx) -> Step;
    /// Parts that are left of long work.
    fn left(&self) -> usize {
        0
    }
    fn answer(self: Box<Self>, commit: Result<(), String>);
    fn turn_away(self: Box<Self>);
}

struct Ask<T: Send> {
    work: Option<Work<T>>,
    done: Option<Result<T>>,
    reply: Box<dyn FnOnce(Result<T>) + Send>,
}

fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::Bug("a write panicked".into())))
}

fn answer<T>(
    done: Option<Result<T>>,
    commit: Result<(), String>,
    reply: Box<dyn FnOnce(Result<T>) + Send>,
) {
    let done = done.unwrap_or_else(|| Err(Error::Bug("the write did not run".into())));
    reply(match (done, commit) {
        (Ok(_), Err(why)) => Err(Error::File(std::io::Error::other(why))),
        (done, _) => done,
    });
}

impl<T: Send> Job for Ask<T> {
    fn run(&mut self, tx: &Tx) -> Step {
        let Some(work) = self.work.take() else {
            return Step::Failed;
        };
        let done = caught(|| work(tx));
        let good = done.is_ok();
        self.done = Some(done);
        if good { Step::Done } else { Step::Failed }
    }
    fn answer(self: Box<Self>, commit: Result<(), String>) {
        answer(self.done, commit, self.reply);
    }
    fn turn_away(self: Box<Self>) {
        (self.reply)(Err(Code::TryLater.into()));
    }
}

struct Long<P: Parts> {
    parts: P,
    done: Option<Result<P::Done>>,
    reply: Box<dyn FnOnce(Result<P::Done>) + Send>,
}

impl<P: Parts> Job for Long<P> {
    fn run(&mut self, tx: &Tx) -> Step {
        match caught(|| self.parts.next(tx)) {
            Ok(None) => return Step::More,
            Ok(Some(done)) => self.done = Some(Ok(done)),
            Err(error) => self.done = Some(Err(error)),
        }
        match self.done {
            Some(Ok(_)) => Step::Done,
            _ => Step::Failed,
        }
    }
    fn left(&self) -> usize {
        self.parts.left()
    }
    fn answer(self: Box<Self>, commit: Result<(), String>) {
        let Long { parts, done, reply } = *self;
        // Whoever is answered may close the store: nothing of the work may hold it any longer.
        drop(parts);
        answer(done, commit, reply);
    }
    fn turn_away(self: Box<Self>) {
        let Long { parts, reply, .. } = *self;
        drop(parts);
        reply(Err(Code::TryLater.into()));
    }
}

impl Queues {
    /// Takes a job in, or gives it back.
    fn put(&self, job: Box<dyn Job>, long: bool) -> Result<(), (Box<dyn Job>, bool)> {
        let mut waiting = self.waiting.lock();
        let full = match long {
            true => waiting.long.len() + waiting.begun.len() >= LONG_WAITING,
            false => waiting.jobs.len() >= WAITING,
        };
        if waiting.closed || full {
            return Err((job, waiting.closed));
        }
        match long {
            true => waiting.long.push_back(job),
            false => waiting.jobs.push_back(job),
        }
        self.came.notify_one();
        Ok(())
    }

    /// Waits until there is work; false when there is none and none will come.
    fn wait(&self) -> bool {
        let mut waiting = self.waiting.lock();
        while waiting.jobs.is_empty() && waiting.long.is_empty() && waiting.begun.is_empty() {
            if waiting.closed {
                return false;
            }
            self.came.wait(&mut waiting);
        }
        true
    }

    fn take_jobs(&self, most: usize) -> Vec<Box<dyn Job>> {
        let jobs = &mut self.waiting.lock().jobs;
        let most = jobs.len().min(most);
        jobs.drain(..most).collect()
    }

    fn take_long(&self) -> Option<Box<dyn Job>> {
        let mut waiting = self.waiting.lock();
        let begun_is_due = waiting.new_in_a_row >= NEW_IN_A_ROW && !waiting.begun.is_empty();
        if !begun_is_due && let Some(job) = waiting.long.pop_front() {
            waiting.new_in_a_row += 1;
            return Some(job);
        }
        waiting.new_in_a_row = 0;
        waiting.begun.pop_front()
    }

    /// Back behind the others, so that none waits for all of another; what is nearly done goes before them.
    fn put_back(&self, job: Box<dyn Job>) {
        let mut waiting = self.waiting.lock();
        match job.left() <= FEW {
            true => waiting.long.push_front(job),
            false => waiting.begun.push_back(job),
        }
    }

    fn somebody_waits(&self) -> bool {
        !self.waiting.lock().jobs.is_empty()
    }
}

impl Writer {
    /// Starts the thread on its own connection. After each commit `head` says the last position in the feed.
    pub fn start(db: Db, head: watch::Sender<u64>) -> Result<Self> {
        let queues = Arc::new(Queues::default());
        let theirs = queues.clone();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                while theirs.wait() {
                    commit_together(&db, &theirs, &head);
                }
                db.close();
            })?;
        Ok(Writer {
            queues,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a write; `reply` is called on the writer's thread after the commit.
    pub fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        let job = Ask {
            work: Some(Box::new(work)),
            done: None,
            reply: Box::new(reply),
        };
        self.put(Box::new(job), false);
    }

    /// Queues work in parts, which lets others go in between; `reply` is called after the commit of the last.
    pub fn ask_in_parts<P: Parts>(
        &self,
        parts: P,
        reply: impl FnOnce(Result<P::Done>) + Send + 'static,
    ) {
        let job = Long {
            parts,
            done: None,
            reply: Box::new(reply),
        };
        self.put(Box::new(job), true);
    }

    fn put(&self, job: Box<dyn Job>, long: bool) {
        match self.queues.put(job, long) {
            Ok(()) => {}
            Err((job, true)) => job.answer(Err("the writer has stopped".into())),
            Err((job, false)) => job.turn_away(),
        }
    }

    /// Finishes what is queued and closes the connection.
    pub fn stop(&self) {
        self.queues.waiting.lock().closed = true;
        self.queues.came.notify_all();
        let thread = self.thread.lock().take();
        // Whoever is answered last may be the one who closes: the thread does not wait for itself.
        if let Some(thread) = thread
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Wakes whoever waits for the feed to grow.
fn announce(db: &Db, head: &watch::Sender<u64>) {
    if let Ok(now) = db.feed_head() {
        head.send_if_modified(|known| std::mem::replace(known, now) != now);
    }
}

fn commit_together(db: &Db, queues: &Queues, head: &watch::Sender<u64>) {
    let mut ran = Vec::new();
    let commit = run_all(db, queues, &mut ran).map_err(|e| {
        tracing::error!(error = %e, "commit failed");
        db.abandon();
        e.to_string()
    });
    // Before the answers: whoever was answered and then listens has missed nothing.
    announce(db, head);
    for (job, step) in ran {
        match (step, &commit) {
            (Step::More, Ok(())) => queues.put_back(job),
            _ => job.answer(commit.clone()),
        }
    }
}

type Ran = Vec<(Box<dyn Job>, Step)>;

fn run_all(db: &Db, queues: &Queues, ran: &mut Ran) -> Result<()> {
    let tx = db.begin()?;
    run_jobs(&tx, queues, ran)?;
    run_long(&tx, queues, ran)?;
    // Who came meanwhile waits for this commit alone.
    run_jobs(&tx, queues, ran)?;
    tx.commit()
}

fn run_jobs(tx: &Tx, queues: &Queues, ran: &mut Ran) -> Result<()> {
    let from = ran.len();
    let jobs = queues.take_jobs(TOGETHER).into_iter();
    ran.extend(jobs.map(|job| (job, Step::Failed)));
    for (job, step) in ran.iter_mut().skip(from) {
        *step = run(tx, job)?;
    }
    Ok(())
}

/// Parts of long work, until somebody waits or the slice is over.
fn run_long(tx: &Tx, queues: &Queues, ran: &mut Ran) -> Result<()> {
    let began = Instant::now();
    let over = || queues.somebody_waits() || began.elapsed() >= SLICE;
    while let Some(job) = queues.take_long() {
        let last = ran.len();
        ran.push((job, Step::Failed));
        for (job, step) in ran.iter_mut().skip(last) {
            *step = run(tx, job)?;
            while *step == Step::More && !over() {
                *step = run(tx, job)?;
            }
        }
        if over() {
            break;
        }
    }
    Ok(())
}

fn run(tx: &Tx, job: &mut Box<dyn Job>) -> Result<Step> {
    let mut step = Step::Failed;
    let _ = tx.savepoint(|tx| {
        step = job.run(tx);
        match step {
            Step::Failed => Err(Error::Bug(String::new())),
            _ => Ok(()),
        }
    });
    match tx.is_lost() {
        true => Err(Error::Bug("the transaction was lost".into())),
        false => Ok(step),
    }
}
