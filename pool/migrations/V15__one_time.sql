-- One-time passwords end; none for one that was chosen. Those given before get their end when the pool is opened.
alter table user add column one_time_until integer;
