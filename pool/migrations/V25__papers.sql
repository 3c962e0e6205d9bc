-- Drafts, notes and their pictures out of rescue bundles: kept for their person's next device.
create table paper (
    user text not null,
    kind text not null,
    id text not null,
    device blob not null,
    written_at integer not null,
    kept_at integer not null,
    sealed blob not null,
    primary key (user, kind, id)
) strict, without rowid;
create index paper_kept on paper (kept_at);
