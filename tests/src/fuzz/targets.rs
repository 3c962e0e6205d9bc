//! The parsers of foreign bytes, each with inputs to begin with and the memory it may take.

mod files;
mod wire;
mod words;

/// One parser.
pub struct Target {
    pub name: &'static str,
    /// What comes from outside, in Chinese.
    pub what: &'static str,
    /// Inputs are JSON: they are changed by value too.
    pub json: bool,
    /// Bytes it may hold at once for one input.
    pub memory: u64,
    /// Inputs by mutation in `./x test`.
    pub short: u64,
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads an input; whatever it says, it must neither panic nor take more than it may.
    pub run: fn(&[u8]),
}

/// A frame, a picture or a file may take this much above rest.
const MOST: u64 = 64 << 20;

/// A parser with the usual memory.
fn target(
    name: &'static str,
    what: &'static str,
    json: bool,
    short: u64,
    seeds: fn() -> Vec<Vec<u8>>,
    run: fn(&[u8]),
) -> Target {
    Target {
        name,
        what,
        json,
        memory: MOST,
        short,
        seeds,
        run,
    }
}

/// All of them.
pub fn all() -> Vec<Target> {
    [wire::targets(), words::targets(), files::targets()]
        .into_iter()
        .flatten()
        .collect()
}
