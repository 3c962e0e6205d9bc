-- Reporters are found by a MAC of a whole name or number under the pool's key. Serving fills it for those that are here.
create table reporter_key (key blob not null, n integer not null, primary key (key, n)) strict, without rowid;
create index reporter_key_n on reporter_key (n);
alter table reporter add column keyed integer not null default 0;
create index reporter_unkeyed on reporter (n) where keyed = 0;
