-- Texts that must never stand in a document (visits, supervision, exclusions), each sealed with the data key and bound to
-- its ticket and edit.
create table private (edit blob primary key, n integer not null, sealed blob not null) strict;
create index private_ticket on private (n);
-- Every rule pack that was ever in force, by the tag that tickets keep.
create table rule_pack (tag text primary key, json text not null) strict;
-- Rule packs on their way into force: proposed, approved by somebody else, applied.
create table rule_proposal (
    i integer primary key,
    tag text not null,
    json text not null,
    note text not null,
    proposed_by text not null,
    proposed_at integer not null,
    approved_by text,
    approved_at integer,
    applied_by text,
    applied_at integer
) strict;
-- The rule pack a ticket keeps, and when the pool itself has something to do with it (the largest number: never).
alter table ticket add column rule text;
alter table ticket add column wake integer not null default 9223372036854775807;
-- What is closed already is looked at once, and told when.
update ticket set wake = 0 where status = 'closed';
create index ticket_rule on ticket (rule) where status not in ('archived', 'rejected', 'void');
create index ticket_wake on ticket (wake) where wake < 9223372036854775807;
-- The audit log by whom and by what.
create index audit_who on audit (who, n);
create index audit_what on audit (what, n);
