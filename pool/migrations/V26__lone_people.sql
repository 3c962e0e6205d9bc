-- Saving one person looks for stand-ins and for one-time passwords without an end; neither walks over everybody.
create index user_stands on user (name) where instr(person, '"stands_for"') > 0;
create index user_one_time on user (name) where must_change and one_time_until is null;
