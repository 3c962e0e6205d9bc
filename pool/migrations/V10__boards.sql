-- What boards count, taken from the row; `hang_check` is the next check of a 挂账.
alter table ticket add column returns integer not null default 0;
alter table ticket add column redos integer not null default 0;
alter table ticket add column presses integer not null default 0;
alter table ticket add column hang_check integer;
alter table ticket add column alarm integer not null default 0;
alter table ticket add column asked integer not null default 0;
alter table ticket add column excluded integer not null default 0;
-- Until now nothing could be returned, hung or pressed; only an alarm can stand in tickets that are here already.
update ticket set alarm = 1, row = json_set(row, '$.alarm', json('true'))
    where status = 'dispatched' and grade < 2;
-- A board reads what is open, and of it only this: deadlines pass by themselves, so that counts cannot be kept.
create index board on ticket
    (lead_unit, link, grade, due, amber, returns, redos, presses, hang_check) where open = 1;
create index board_town on ticket
    (town, lead_unit, link, grade, due, amber, returns, redos, presses, hang_check) where open = 1;
create index ticket_open_due on ticket (due, n) where open = 1;
create index ticket_alarm on ticket (due, n) where alarm = 1;
create index ticket_asked on ticket (due, n) where asked = 1;
create index ticket_pressed on ticket (due, n, presses) where presses > 0;
create index ticket_bounced on ticket (due, n, returns) where returns > 0;
create index ticket_redone on ticket (due, n, redos) where redos > 0;
create index ticket_hang on ticket (hang_check, due, n) where hang_check is not null;
create index ticket_excluded on ticket (n) where excluded = 1;
-- What visits found, in their order; `rated` is 1 for satisfied, 0 for not, null without a rating.
create table visit (
    n integer not null,
    i integer not null,
    at integer not null,
    unit text,
    means text,
    solved text,
    satisfied text,
    rated integer,
    primary key (n, i)
) strict, without rowid;
create index visit_rated on visit (at, unit, rated) where rated is not null;
