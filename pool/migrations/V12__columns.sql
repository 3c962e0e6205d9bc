-- Lists, searches, counts and boards are answered from columns in memory, which read this table once and then what changed
-- (ticket_pos). Their indexes go, and with them most of the work of a write.
drop index ticket_due;
drop index ticket_status;
drop index ticket_status_grade;
drop index ticket_grade;
drop index ticket_town;
drop index ticket_area;
drop index ticket_lead;
drop index ticket_visitor;
drop index ticket_link;
drop index ticket_kind;
drop index ticket_source;
drop index ticket_received;
drop index ticket_grid;
drop index ticket_spot;
drop index ticket_category;
drop index ticket_near;
drop index ticket_nowhere;
drop index ticket_unit_open;
drop index ticket_town_open;
drop index board;
drop index board_town;
drop index ticket_open_due;
drop index ticket_alarm;
drop index ticket_asked;
drop index ticket_pressed;
drop index ticket_bounced;
drop index ticket_redone;
drop index ticket_hang;
-- Both follow from another column.
alter table ticket drop column town;
alter table ticket drop column link;
