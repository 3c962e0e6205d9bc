-- What a version cannot read, as another one stored it, is set aside: it stays as it was and is passed over.
alter table draft add column aside integer not null default 0;
alter table note add column aside integer not null default 0;
-- A setting set aside gets the key 'aside KEY'. edit.state and side.state know 5 now: set aside.
create index edit_aside on edit(ticket) where state = 5;
create index side_aside on side(ticket) where state = 5;
