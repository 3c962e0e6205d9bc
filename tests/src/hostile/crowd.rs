//! Many at once.

use super::answer::Answer;
use anyhow::Result;
use std::sync::{Arc, Mutex};
use std::thread;

/// Does the same with each of these at once.
pub fn together<T: Send + 'static>(
    these: Vec<T>,
    work: impl Fn(&mut T) -> Result<()> + Send + Sync + Clone + 'static,
) -> Result<()> {
    let threads: Vec<_> = these
        .into_iter()
        .map(|mut one| {
            let work = work.clone();
            thread::spawn(move || work(&mut one))
        })
        .collect();
    for thread in threads {
        thread
            .join()
            .unwrap_or_else(|_| anyhow::bail!("一个线程停了"))?;
    }
    Ok(())
}

/// Asks all at once; what came.
pub fn gather<T: Send + 'static>(
    these: Vec<T>,
    ask: impl Fn(&mut T) -> Result<Answer> + Send + Sync + Clone + 'static,
) -> Result<Vec<Answer>> {
    let answers = Arc::new(Mutex::new(Vec::new()));
    let kept = answers.clone();
    together(these, move |one| {
        let answer = ask(one)?;
        kept.lock()
            .map_err(|_| anyhow::anyhow!("lock"))?
            .push(answer);
        Ok(())
    })?;
    let mut all = answers.lock().map_err(|_| anyhow::anyhow!("lock"))?;
    Ok(std::mem::take(&mut *all))
}
