-- A page of a unit's lines is read from where the one before ended, in the order of their settling.
create index instance_unit on instance (unit, settled);
create index instance_unit_paused on instance (unit, settled) where ind = 'paused';
