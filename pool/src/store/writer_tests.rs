//! Long work gives way: what somebody waits for goes between its parts.

use super::writer::Writer;
use super::{ChainKey, Db, Keys, Parts, Tx};
use crate::{Error, Result};
use std::sync::mpsc::{Receiver, Sender, channel};
use tempfile::TempDir;
use tokio::sync::watch;

/// So many parts; each says that it runs, and goes on when it is told to.
struct Steps {
    left: usize,
    fails: bool,
    runs: Sender<()>,
    go: Receiver<()>,
}

impl Parts for Steps {
    type Done = &'static str;

    fn next(&mut self, tx: &Tx) -> Result<Option<&'static str>> {
        self.runs.send(()).unwrap();
        self.go.recv().unwrap();
        tx.set_setting(&format!("part {}", self.left), "done")?;
        self.left -= 1;
        match (self.left, self.fails) {
            (0, true) => Err(Error::Bug("the last part".into())),
            (0, false) => Ok(Some("all")),
            _ => Ok(None),
        }
    }

    fn left(&self) -> usize {
        self.left
    }
}

struct Ground {
    writer: Writer,
    reader: Db,
    _dir: TempDir,
}

fn ground() -> Ground {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("pool.sqlite");
    let chain = ChainKey::of(&Keys::create(dir.path()).unwrap());
    let db = Db::open(&path, chain.clone()).unwrap();
    let reader = Db::open_reader(&path, &db.index, &chain).unwrap();
    let writer = Writer::start(db, watch::channel(0).0).unwrap();
    Ground {
        writer,
        reader,
        _dir: dir,
    }
}

fn steps(left: usize, fails: bool) -> (Steps, Receiver<()>, Sender<()>) {
    let ((runs, running), (tell, go)) = (channel(), channel());
    let steps = Steps {
        left,
        fails,
        runs,
        go,
    };
    (steps, running, tell)
}

#[test]
fn what_somebody_waits_for_goes_after_the_part_that_runs() {
    let ground = ground();
    let (steps, running, tell) = steps(3, false);
    let (said, hear) = channel();
    let long = said.clone();
    ground.writer.ask_in_parts(steps, move |done| {
        long.send(("long", done.is_ok())).unwrap();
    });
    running.recv().unwrap();
    ground.writer.ask(
        |tx| tx.set_setting("act", "done"),
        move |done| said.send(("act", done.is_ok())).unwrap(),
    );
    tell.send(()).unwrap();
    // Two parts are left, and neither may begin before the act is answered.
    assert_eq!(hear.recv().unwrap(), ("act", true));
    for name in ["act", "part 3"] {
        assert_eq!(
            ground.reader.setting(name).unwrap().as_deref(),
            Some("done")
        );
    }
    assert_eq!(ground.reader.setting("part 2").unwrap(), None);
    for _ in 0..2 {
        running.recv().unwrap();
        tell.send(()).unwrap();
    }
    assert_eq!(hear.recv().unwrap(), ("long", true));
    assert!(ground.reader.setting("part 1").unwrap().is_some());
}

#[test]
fn long_work_that_is_new_goes_before_what_has_begun() {
    let ground = ground();
    let (said, hear) = channel();
    let ask = |steps| ground.writer.ask_in_parts(steps, |_| {});
    let interrupt = || {
        let said = said.clone();
        let act = move |done: Result<()>| said.send(done.is_ok()).unwrap();
        ground.writer.ask(|tx| tx.set_setting("act", "done"), act);
    };
    // Two have begun, and each was interrupted after its first part.
    let (first, first_runs, first_go) = steps(20, false);
    let (second, second_runs, second_go) = steps(20, false);
    let (new, new_runs, new_go) = steps(1, false);
    ask(first);
    first_runs.recv().unwrap();
    ask(second);
    interrupt();
    (0..2).for_each(|_| first_go.send(()).unwrap());
    second_runs.recv().unwrap();
    assert!(hear.recv().unwrap());
    ask(new);
    interrupt();
    (0..2).for_each(|_| second_go.send(()).unwrap());
    new_runs.recv().unwrap();
    assert!(first_runs.try_recv().is_err() && second_runs.try_recv().is_err());
    new_go.send(()).unwrap();
    // Then the others, each in its turn; the first is given up.
    first_runs.recv().unwrap();
    drop(first_go);
    second_runs.recv().unwrap();
}

#[test]
fn long_work_that_is_nearly_done_goes_before_what_has_begun() {
    let ground = ground();
    let (said, hear) = channel();
    let ask = |steps| ground.writer.ask_in_parts(steps, |_| {});
    let interrupt = || {
        let said = said.clone();
        let act = move |done: Result<()>| said.send(done.is_ok()).unwrap();
        ground.writer.ask(|tx| tx.set_setting("act", "done"), act);
    };
    let (large, large_runs, large_go) = steps(20, false);
    let (small, small_runs, small_go) = steps(2, false);
    ask(large);
    large_runs.recv().unwrap();
    ask(small);
    interrupt();
    large_go.send(()).unwrap();
    // Each gave way after its first part, the small one last.
    small_runs.recv().unwrap();
    assert!(hear.recv().unwrap());
    interrupt();
    small_go.send(()).unwrap();
    assert!(hear.recv().unwrap());
    small_runs.recv().unwrap();
    assert!(large_runs.try_recv().is_err());
    small_go.send(()).unwrap();
    large_runs.recv().unwrap();
}

#[test]
fn a_part_that_fails_is_undone_alone() {
    let ground = ground();
    let (bad, bad_running, bad_tell) = steps(2, true);
    let (said, hear) = channel();
    ground.writer.ask_in_parts(bad, move |done| {
        said.send(done.is_err()).unwrap();
    });
    for _ in 0..2 {
        bad_running.recv().unwrap();
        bad_tell.send(()).unwrap();
    }
    assert!(hear.recv().unwrap());
    assert!(ground.reader.setting("part 2").unwrap().is_some());
    assert_eq!(ground.reader.setting("part 1").unwrap(), None);
    // Whoever stops the writer lets what is under way finish.
    let (good, running, tell) = steps(2, false);
    let (said, hear) = channel();
    ground
        .writer
        .ask_in_parts(good, move |done| said.send(done.is_ok()).unwrap());
    running.recv().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| ground.writer.stop());
        for _ in 0..2 {
            tell.send(()).unwrap();
        }
        assert!(hear.recv().unwrap());
    });
}
