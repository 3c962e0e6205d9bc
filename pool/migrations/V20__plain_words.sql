-- Words are searched in their plain form now (radicals of PDF files, ⑫, accents). Opening the store fills the index again.
drop table phrase;
create virtual table phrase using fts5 (entries, content = '', contentless_delete = 1, tokenize = "ascii");
