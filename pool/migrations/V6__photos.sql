-- Photos the pool holds, and the tickets that list them.
create table photo (
    sha256 blob primary key,
    mime text not null,
    bytes integer not null,
    w integer not null,
    h integer not null,
    held_at integer not null,
    safe_at integer,
    via blob
) strict;
create table ticket_photo (
    n integer not null,
    sha256 blob not null,
    -- Where the feed said that the pool holds it.
    held_pos integer,
    primary key (n, sha256)
) strict, without rowid;
create index ticket_photo_sha on ticket_photo (sha256);
