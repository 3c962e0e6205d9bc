-- One row per thing the pool knows about itself, the district it serves, and the counters that are drawn inside transactions.
create table setting (name text primary key, value text not null) strict;
create table district (one integer primary key check (one = 1), version text not null, json text not null) strict;
create table counter (name text primary key, value integer not null) strict;
