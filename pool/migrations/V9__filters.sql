-- What lists filter by besides scope, taken from the row; `amber`, like `due`, is the largest number when no clock runs.
alter table ticket add column link text;
alter table ticket add column kind text not null default '';
alter table ticket add column source text not null default '';
alter table ticket add column category text not null default '';
alter table ticket add column received integer not null default 0;
alter table ticket add column amber integer not null default 9223372036854775807;
alter table ticket add column lon real;
alter table ticket add column lat real;
update ticket set
    link = case
        when status in ('pooled', 'fixing') then 'take'
        when status in ('accepted', 'returning') then 'send'
        when status in ('dispatched', 'signed', 'handling', 'done_req') then 'answer'
        when status in ('hang_req', 'hung') then 'hang'
        when status in ('visiting', 'closed') then 'visit'
        when status = 'archived' then 'assess'
    end,
    kind = coalesce(row ->> '$.kind', ''),
    source = coalesce(row ->> '$.source', ''),
    category = coalesce(row ->> '$.category', ''),
    received = coalesce(cast(round(unixepoch(row ->> '$.received_at', 'subsec') * 1000) as integer), 0),
    amber = coalesce(cast(round(unixepoch(row ->> '$.amber_at', 'subsec') * 1000) as integer), 9223372036854775807),
    lon = row ->> '$.lon',
    lat = row ->> '$.lat';
-- Each filter finds its tickets in the order of their deadlines.
create index ticket_link on ticket (link, due, n) where link is not null;
create index ticket_kind on ticket (kind, due, n);
create index ticket_source on ticket (source, due, n);
create index ticket_received on ticket (received, due, n);
drop index ticket_grid;
create index ticket_grid on ticket (grid, due, n) where grid is not null;
create index ticket_spot on ticket (lat, lon, due, n) where lat is not null;
-- Who led what lately, and where; `town` lets a town's desk see its own part without the row.
create index ticket_category on ticket (category, due, received, lead_unit, town);
-- Look-alikes: the same second level of category, near; or in the same village when the place has no position.
create index ticket_near on ticket (substr(category, 1, 4), lat, lon, received) where lat is not null;
create index ticket_nowhere on ticket (area, received) where lat is null;
-- What is open, by unit: small beside all that was ever closed.
create index ticket_unit_open on ticket (lead_unit, due) where open = 1 and lead_unit is not null;
create index ticket_town_open on ticket (town, lead_unit, due) where open = 1 and lead_unit is not null;
-- Acts that did not come about, by their author.
create index edit_void on edit (by, at, n) where answer is not null;
-- Personal views of the pool list; `i` keeps the order in which they were saved.
create table view (
    i integer primary key,
    user text not null,
    name text not null,
    view text not null,
    unique (user, name)
) strict;
