-- Side records: who spoke to the officer, sealed with the data key and bound to the ticket.
create table reporter (n integer primary key, edit blob not null, at integer not null, sealed blob not null) strict;
create table side (id blob primary key, n integer not null) strict;
