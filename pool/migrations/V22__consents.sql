-- What an administrator asked for and a second person has to consent to.
create table consent (
    i integer primary key,
    user text not null,
    ask text not null,
    asked_by text not null,
    asked_at integer not null,
    expires_at integer not null,
    decided_by text,
    decided_at integer,
    granted integer
) strict;
create index consent_open on consent (expires_at) where decided_by is null;
