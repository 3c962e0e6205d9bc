-- Documents as a checked base plus checked chunks, and the edits they are rebuilt from.
create table document (n integer primary key, base blob not null, changes integer not null, bytes integer not null) strict;
create table chunk (n integer not null, i integer not null, bytes blob not null) strict;
create index chunk_ticket on chunk (n, i);
-- `head` is null when the edit was answered 未生效 and stayed outside the document; `answer` is null for a plain receipt.
create table edit (
    id blob primary key,
    n integer not null,
    pos integer not null,
    by text not null,
    at integer not null,
    schema integer not null,
    seen blob not null,
    write text not null,
    head blob,
    answer text,
    via blob
) strict;
create index edit_ticket on edit (n, pos);
