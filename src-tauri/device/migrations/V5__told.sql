-- Which pool time this device had proof of when it wrote something; what is older has none.
alter table edit add column told text not null default '';
alter table side add column told text not null default '';
