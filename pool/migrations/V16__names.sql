-- In whose name a rule pack was proposed and approved, beside by whom: JSON lists. Those from before name one person alone.
alter table rule_proposal add column proposed_names text;
alter table rule_proposal add column approved_names text;
