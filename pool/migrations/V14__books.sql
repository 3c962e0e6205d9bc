-- Lines of the audit log from now on are bound to each other by a key; those before keep their plain hashes.
alter table audit add column keyed integer not null default 0;
-- The end of the chain, signed once a day and carried away by devices.
create table audit_head (
    n integer primary key,
    epoch integer not null,
    at integer not null,
    hash blob not null,
    head text not null
) strict;
-- What somebody wrote when asking for a reporter in clear, sealed: the chain holds its digest alone.
create table reason (audit integer primary key, n integer not null, at integer not null, sealed blob not null) strict;
create index reason_ticket on reason (n);
create index reason_at on reason (at);
-- Replies kept for repeats hold no reporter any more, masked or not: it is put back from where it may be erased.
update command set reply = json_replace(reply, '$.reporter', json('null'), '$.parent.reporter', json('null'));
update command set reply = json_replace(reply, '$.children', (
        select json_group_array(json_remove(c.value, '$.reporter')) from json_each(command.reply, '$.children') c
    ))
    where json_type(reply, '$.children') = 'array';
alter table device add column head text; -- the signed end of the audit chain it holds, as it last said
