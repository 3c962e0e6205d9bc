//! One thread writes. Jobs that wait together are committed together: each runs in its own savepoint, and is answered
//! only after the commit, so that full durability costs one flush for many.

use super::db::{Db, Tx};
use crate::{Error, Result};
use parking_lot::Mutex;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::JoinHandle;
use tokio::sync::watch;

const TOGETHER: usize = 64;

type Work<T> = Box<dyn FnOnce(&Tx) -> Result<T> + Send>;

/// The writer's door.
pub struct Writer {
    jobs: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

trait Job: Send {
    fn run(&mut self, tx: &Tx) -> bool;
    fn answer(self: Box<Self>, commit: Result<(), String>);
}

struct Ask<T: Send> {
    work: Option<Work<T>>,
    done: Option<Result<T>>,
    reply: Box<dyn FnOnce(Result<T>) + Send>,
}

impl<T: Send> Job for Ask<T> {
    fn run(&mut self, tx: &Tx) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        let done = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| Err(Error::Bug("a write panicked".into())));
        let good = done.is_ok();
        self.done = Some(done);
        good
    }
    fn answer(self: Box<Self>, commit: Result<(), String>) {
        let Ask { done, reply, .. } = *self;
        let done = done.unwrap_or_else(|| Err(Error::Bug("the write did not run".into())));
        reply(match (done, commit) {
            (Ok(_), Err(why)) => Err(Error::File(std::io::Error::other(why))),
            (done, _) => done,
        });
    }
}

impl Writer {
    /// Starts the thread on its own connection. After each commit `head` says the last position in the feed.
    pub fn start(db: Db, head: watch::Sender<u64>) -> Result<Self> {
        let (send, receive) = mpsc::channel::<Box<dyn Job>>();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                while let Ok(first) = receive.recv() {
                    let mut jobs = vec![first];
                    while jobs.len() < TOGETHER {
                        match receive.try_recv() {
                            Ok(job) => jobs.push(job),
                            Err(_) => break,
                        }
                    }
                    commit_together(&db, jobs, &head);
                }
                db.close();
            })?;
        Ok(Writer {
            jobs: Mutex::new(Some(send)),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Queues a write; `reply` is called on the writer's thread after the commit.
    pub fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        let job = Box::new(Ask {
            work: Some(Box::new(work)),
            done: None,
            reply: Box::new(reply),
        });
        let sender = self.jobs.lock().clone();
        let left = match sender {
            Some(sender) => sender.send(job).err().map(|e| e.0),
            None => Some(job as Box<dyn Job>),
        };
        if let Some(job) = left {
            job.answer(Err("the writer has stopped".into()));
        }
    }

    /// Finishes what is queued and closes the connection.
    pub fn stop(&self) {
        drop(self.jobs.lock().take());
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
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

fn commit_together(db: &Db, mut jobs: Vec<Box<dyn Job>>, head: &watch::Sender<u64>) {
    let commit = run_all(db, &mut jobs).map_err(|e| {
        tracing::error!(error = %e, "commit failed");
        db.abandon();
        e.to_string()
    });
    // Before the answers: whoever was answered and then listens has missed nothing.
    announce(db, head);
    for job in jobs {
        job.answer(commit.clone());
    }
}

fn run_all(db: &Db, jobs: &mut [Box<dyn Job>]) -> Result<()> {
    let tx = db.begin()?;
    for job in jobs {
        tx.savepoint(|tx| {
            if job.run(tx) {
                Ok(())
            } else {
                Err(Error::Bug(String::new()))
            }
        })
        .ok();
        if tx.is_lost() {
            return Err(Error::Bug("the transaction was lost".into()));
        }
    }
    tx.commit()
}
