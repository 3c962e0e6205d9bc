-- The officer's day: what lists filter by, the notebook, what the last syncs changed.

-- Copies of what stands in `row`, so that filters and 今日 find it by an index. Filled by store::ticket::project.
ALTER TABLE ticket ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN grid TEXT;
ALTER TABLE ticket ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN handler TEXT;
ALTER TABLE ticket ADD COLUMN co_units TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE ticket ADD COLUMN visited_by TEXT;
ALTER TABLE ticket ADD COLUMN received_at INTEGER;
ALTER TABLE ticket ADD COLUMN amber_at INTEGER;            -- none when no clock runs
ALTER TABLE ticket ADD COLUMN lon REAL;
ALTER TABLE ticket ADD COLUMN lat REAL;
UPDATE ticket SET
  kind        = json_extract(row, '$.kind'),
  source      = json_extract(row, '$.source'),
  category    = json_extract(row, '$.category'),
  grid        = json_extract(row, '$.grid'),
  created_by  = json_extract(row, '$.created_by'),
  handler     = json_extract(row, '$.handler'),
  co_units    = json_extract(row, '$.co_units'),
  visited_by  = json_extract(row, '$.visited_by'),
  received_at = CAST(round((julianday(json_extract(row, '$.received_at')) - 2440587.5) * 86400000) AS INTEGER),
  amber_at    = CAST(round((julianday(json_extract(row, '$.amber_at')) - 2440587.5) * 86400000) AS INTEGER),
  lon         = json_extract(row, '$.lon'),
  lat         = json_extract(row, '$.lat');
CREATE INDEX ticket_amber ON ticket(status, amber_at) WHERE amber_at IS NOT NULL;
CREATE INDEX ticket_pressing ON ticket(status, due_at) WHERE grade < 2;
CREATE INDEX ticket_mine ON ticket(created_by, captured_at);
CREATE INDEX ticket_newest ON ticket(-captured_at, no);
CREATE INDEX ticket_oldest ON ticket(captured_at, no);
CREATE INDEX ticket_grade ON ticket(grade, due_at, no);
CREATE INDEX ticket_unit ON ticket(unit, status, due_at) WHERE unit IS NOT NULL;
CREATE INDEX ticket_lat ON ticket(lat, lon) WHERE lat IS NOT NULL;

-- 记事本. It never leaves this device; a note that became a ticket names it.
CREATE TABLE note (
  id       TEXT PRIMARY KEY,
  json     TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  ticket   TEXT
) WITHOUT ROWID;
CREATE TABLE note_photo (
  note TEXT NOT NULL,
  sha  TEXT NOT NULL,
  PRIMARY KEY (note, sha)
) WITHOUT ROWID;
CREATE INDEX note_photo_sha ON note_photo(sha);

-- What the last syncs changed, newest last.
CREATE TABLE news (
  no     INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  report TEXT NOT NULL                      -- api::SyncReport
);
CREATE TABLE news_change (
  news   INTEGER NOT NULL,
  ticket TEXT NOT NULL,
  no     INTEGER NOT NULL,                  -- order inside the sync
  json   TEXT NOT NULL,                     -- api::Change
  PRIMARY KEY (news, ticket)
) WITHOUT ROWID;
