-- Lists are answered from columns in memory, which read this table once and then what changed.
alter table ticket add column alarm integer not null default 0;
alter table ticket add column asked integer not null default 0;
alter table ticket add column returns integer not null default 0;
alter table ticket add column redos integer not null default 0;
alter table ticket add column presses integer not null default 0;
alter table ticket add column hang_check integer;
alter table ticket add column version integer not null default 0; -- place in the order of all changes
update ticket set
  alarm      = ifnull(row ->> '$.alarm', 0),
  asked      = ifnull(row ->> '$.asked', 0),
  returns    = ifnull(row ->> '$.returns', 0),
  redos      = ifnull(row ->> '$.redos', 0),
  presses    = ifnull(row ->> '$.presses', 0),
  hang_check = cast(round(unixepoch(row ->> '$.hang_check', 'subsec') * 1000) as integer)
where json_valid(row);
-- The last change, and the last one that removed a ticket.
create table listing (version integer not null, removed integer not null);
insert into listing (version, removed) values (0, 0);
-- Indexes of single filters go; ticket_due stays for the first page of a cold start.
drop index ticket_status;
drop index ticket_amber;
drop index ticket_pressing;
drop index ticket_mine;
drop index ticket_newest;
drop index ticket_oldest;
drop index ticket_grade;
drop index ticket_unit;
drop index ticket_lat;
-- Holds all that the columns are loaded from, so that rows and words are not read for it.
create index ticket_listed on ticket (version, status, grade, kind, source, category, area, grid, created_by, unit, handler,
  visited_by, captured_at, received_at, amber_at, due_at, hang_check, lon, lat, alarm, asked, returns, redos, presses,
  co_units);
