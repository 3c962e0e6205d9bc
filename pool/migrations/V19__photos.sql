-- A ticket holds a photo once its bytes came for it: by whom it was listed there, and which device brought it. What was held
-- until now stays so.
alter table ticket_photo add column by text;
alter table ticket_photo add column via blob;
update ticket_photo set via = (select p.via from photo p where p.sha256 = ticket_photo.sha256);
-- Who has shown to have the bytes in hand, by bringing them once.
create table photo_bearer (sha256 blob not null, user text not null, primary key (sha256, user)) strict, without rowid;
insert into photo_bearer (sha256, user)
    select distinct p.sha256, d.user from photo p join device d on d.id = p.via;
-- The latest record of a reporter counts; a time that has not come yet must not outlast every correction.
update reporter set at = min(at, unixepoch() * 1000);
