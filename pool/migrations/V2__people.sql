-- People, their sessions and devices. Passwords are argon2id; tokens and codes are kept as SHA-256 only.
create table user (
    name text primary key,
    person text not null,
    password text not null,
    must_change integer not null,
    disabled integer not null default 0
) strict;
create table session (
    token blob primary key,
    user text not null,
    used_at integer not null,
    expires_at integer not null
) strict;
create index session_user on session (user);
create table failure (account blob primary key, count integer not null, last_at integer not null) strict;
create table device (
    id blob primary key,
    user text not null,
    public_key blob not null,
    token blob not null unique,
    enrolled_at integer not null,
    revoked_at integer,
    -- Pulls below this position get whole documents; the largest number while a first pull still runs.
    whole_until integer not null default 9223372036854775807,
    -- The highest cursor it came with, and where it stood when it once came with a lower one (restored or cloned).
    pulled integer not null default 0,
    fresh_until integer not null default 0,
    scope text not null default ''
) strict;
create index device_user on device (user);
create table enrol_code (
    hash blob primary key,
    user text not null,
    expires_at integer not null,
    used_at integer,
    device blob
) strict;
