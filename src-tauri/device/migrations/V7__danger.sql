-- 突发 and 紧急 stand first on the first page of a cold start, which reads indexes only.
create index ticket_danger on ticket (no, due_at, status, grade) where grade < 2;
