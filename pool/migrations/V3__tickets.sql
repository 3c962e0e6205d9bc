-- The projection: one flat row per ticket, rebuilt from its document by one function of the model.
create table ticket (
    n integer primary key,
    id blob not null unique,
    pos integer not null,
    status text not null,
    open integer not null,
    grade integer not null,
    town text not null, -- the first nine digits of the area
    area text not null,
    grid text,
    created_by text not null,
    lead_unit text,
    handler text,
    visited_by text,
    due integer not null,
    row text not null
) strict;
create index ticket_pos on ticket (pos);
create index ticket_due on ticket (due, n);
create index ticket_status on ticket (status, due, n);
create index ticket_status_grade on ticket (status, grade, due, n);
create index ticket_grade on ticket (grade, due, n);
create index ticket_town on ticket (town, due, n, status);
create index ticket_area on ticket (area, due, n, status);
create index ticket_grid on ticket (grid) where grid is not null;
create index ticket_creator on ticket (created_by, n);
create index ticket_lead on ticket (lead_unit, due, n) where lead_unit is not null;
create index ticket_visitor on ticket (visited_by) where visited_by is not null;
create table co_unit (unit text not null, n integer not null, primary key (unit, n)) strict, without rowid;
create index co_unit_ticket on co_unit (n);
-- What a search looks through, and the index of its grams (each written in hexadecimal, so that no tokenizer meddles).
create table words (n integer primary key, text text not null) strict;
create virtual table gram using fts5 (grams, content = '', contentless_delete = 1, detail = none, tokenize = "ascii");
