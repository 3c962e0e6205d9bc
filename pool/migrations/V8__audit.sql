-- Append-only, each line bound to the one before it by its hash.
create table audit (
    n integer primary key,
    at integer not null,
    who text not null,
    what text not null,
    ticket text not null,
    detail text not null,
    hash blob not null
) strict;
-- Replies to commands that carry an id, so that a repeat answers alike.
create table command (
    user text not null,
    id text not null,
    call blob not null,
    reply text not null,
    at integer not null,
    primary key (user, id)
) strict;
create index command_at on command (at);
