-- Changes of who sees a ticket, apart from all others: a pull asks for those behind its cursor.
create index feed_moved on feed (pos, n) where before <> 'none';
