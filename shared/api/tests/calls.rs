//! docs/calls.md: who may make which call, as the table says. Written again by `UPDATE=1 cargo test -p api --test calls`.

use api::call::{AnsweredAt, Posts};
use api::{CallInfo, CallKind, TABLE};
use model::Role;
use std::fmt::Write;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/calls.md");

const HEAD: &str = "# Who may make which call

Written by `UPDATE=1 cargo test -p api --test calls` from `api::TABLE`; the test fails while this file says anything else. Do not
edit it. `pool/tests/routes/calls.rs` makes every call as everybody and compares what the router does with the same table.

A row is asked before the arguments of a call are read. It says who may make the call at all; which tickets a person then sees,
and what may be done to them, is decided by `model::scope` and the [table of the life cycle](transitions.md).
";

const POOL: &str = "
## At the pool

*nobody*: without a session. *one-time*: by a session that has not changed its one-time password yet. *device*: with a device's
token. Every other session needs one of the posts with a mark. Whoever may not: `signed_out`, `must_change_password`,
`command_unknown` (devices), `no_post`. A call that changes something and comes by cookie also needs our header (`no_right`).

";

const DEVICE: &str = "
## On a device

*locked*: also while the store is locked, and before the device is enrolled. All others are answered `signed_out` or
`not_enrolled` then. Calls that only the pool answers are answered `needs_pool`.

";

fn mark(yes: bool) -> &'static str {
    if yes { "✓" } else { "" }
}

fn kind(info: &CallInfo) -> &'static str {
    match info.kind {
        CallKind::Reads => "reads",
        CallKind::Changes => "changes",
    }
}

fn row(out: &mut String, cells: &[&str]) {
    writeln!(out, "| {} |", cells.join(" | ")).unwrap();
}

fn heads(out: &mut String, cells: &[&str]) {
    row(out, cells);
    row(out, &vec!["---"; cells.len()]);
}

fn at_pool(out: &mut String) {
    let mut first = vec!["call", "", "kind", "nobody", "one-time", "device"];
    first.extend(Role::ALL.iter().map(|role| role.label()));
    heads(out, &first);
    for info in TABLE.iter().filter(|i| i.at != AnsweredAt::Device) {
        let (access, name) = (info.access, format!("`{}`", info.name));
        let mut cells = vec![name.as_str(), info.summary, kind(info)];
        cells.extend([access.open, access.before_password, access.by_device].map(mark));
        cells.extend(Role::ALL.iter().map(|role| mark(info.posts.include(*role))));
        row(out, &cells);
    }
}

fn on_device(out: &mut String) {
    heads(out, &["call", "", "kind", "locked", "also at the pool"]);
    for info in TABLE.iter().filter(|i| i.at != AnsweredAt::Pool) {
        let name = format!("`{}`", info.name);
        let both = mark(info.at == AnsweredAt::Both);
        let open = mark(info.access.open);
        row(out, &[&name, info.summary, kind(info), open, both]);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page is made by its test")]
fn the_document_is_the_table() {
    let mut want = HEAD.to_string();
    want.push_str(POOL);
    at_pool(&mut want);
    want.push_str(DEVICE);
    on_device(&mut want);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &want).unwrap();
    }
    let found = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        found == want,
        "docs/calls.md is not the table; run: UPDATE=1 cargo test -p api --test calls"
    );
}

#[test]
fn posts_are_asked_of_persons_with_posts() {
    for info in TABLE {
        let Posts::OneOf(roles) = info.posts else {
            continue;
        };
        assert!(!roles.is_empty(), "{}: nobody may", info.name);
        let access = info.access;
        assert!(
            !access.open && !access.before_password,
            "{}: whoever comes without posts would pass by",
            info.name
        );
    }
}
