-- Every change of a ticket in one order. `before` says who saw the ticket until then: null for no change of scope,
-- 'none' for a new ticket, else the scope key as JSON.
create table feed (pos integer primary key, n integer not null, before text) strict;
create index feed_ticket on feed (n, pos);
