-- 通报: one a month, its items with what people wrote about them, sealed. The tickets of an item are numbers of this store.
create table notice (
    month text primary key,
    version integer not null,
    drafted_by text not null,
    drafted_at integer not null,
    asked_until integer not null,
    hands text not null,
    signed_by text,
    signed_at integer,
    answer_until integer
) strict;
create table notice_item (
    month text not null,
    item integer not null,
    version integer not null,
    kind text not null,
    unit text not null,
    fact text not null,
    tickets text not null,
    kept integer,
    stated integer not null,
    answered integer not null,
    sealed blob not null,
    primary key (month, item)
) strict, without rowid;
