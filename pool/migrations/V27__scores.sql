-- 考: every verdict on a unit, once, derived from the ticket's document in the transaction that settles it.
create table instance (
    n integer not null,
    key text not null,
    ind text not null,
    round integer not null,
    unit text not null,
    settled integer not null,
    ground text not null,
    reporter integer,
    visit integer,
    due integer,
    met integer,
    left_bp integer,
    ended integer,
    grade integer not null,
    complex integer not null,
    category text not null,
    on_spot integer not null,
    child blob,
    primary key (n, key)
) strict, without rowid;
create index instance_month on instance (settled, ind, unit);
create index instance_paused on instance (ended) where ind = 'paused';
-- What visits found stands among the instances from now on.
drop table visit;
-- Tickets that may have instances are looked at once, in the background.
update ticket set wake = 0 where status not in ('draft', 'queued', 'pooled', 'fixing', 'rejected', 'void');
-- What happened to records that are no ticket's, each line in the transaction of its row.
create table record_event (
    seq integer primary key,
    kind text not null,
    id text not null,
    action text not null,
    by text not null,
    at integer not null,
    version integer not null,
    payload text not null
) strict;
create index record_event_of on record_event (kind, id, seq);
create table period (
    month text primary key,
    rules text,
    drafted_at integer,
    appeal_until integer,
    proposed_by text,
    proposed_names text,
    proposed text,
    version integer not null default 0
) strict;
create table score_window (
    i integer primary key,
    since integer not null,
    until integer not null,
    reason text not null,
    by text not null,
    at integer not null
) strict;
create table appeal (
    i integer primary key,
    month text not null,
    unit text not null,
    n integer not null,
    key text not null,
    ind text not null,
    reason text not null,
    state text not null,
    version integer not null,
    filed_by text not null,
    filed_at integer not null,
    filed_names text not null,
    opined_by text,
    opined_at integer,
    opined_names text,
    decided_by text,
    decided_at integer,
    sealed blob not null
) strict;
create index appeal_month on appeal (month, unit);
create unique index appeal_line on appeal (n, key) where state <> 'withdrawn';
-- A month as it was frozen: its sheets, and every line they were summed from.
create table frozen (
    month text not null,
    version integer not null,
    at integer not null,
    rules text not null,
    sha256 text not null,
    proposed_by text not null,
    by text not null,
    reason text,
    sheets text not null,
    primary key (month, version)
) strict;
create table frozen_line (
    month text not null,
    version integer not null,
    unit text not null,
    i integer not null,
    line text not null,
    primary key (month, version, unit, i)
) strict, without rowid;
