//! The kept inputs of every parser of foreign bytes, and seconds of mutation with a fixed seed.

use tests::fuzz::{self, Limits, memory::Counting};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn no_foreign_bytes_end_a_parser_or_take_more_memory_than_they_may() {
    let mut broken = Vec::new();
    for target in fuzz::all() {
        let limits = Limits {
            runs: target.short,
            time: None,
            seed: 12_345,
            keep: false,
        };
        match fuzz::fuzz(&target, limits) {
            Ok(found) => println!(
                "{}: {} inputs, at most {} KB",
                target.name,
                found.runs,
                found.memory / 1024
            ),
            Err(e) => broken.push(e.to_string()),
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
