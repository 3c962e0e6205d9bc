-- The index of words answers a search alone: units and, in their order, pairs. Opening the store fills it again.
drop table gram;
create virtual table phrase using fts5 (entries, content = '', contentless_delete = 1, tokenize = "ascii");
