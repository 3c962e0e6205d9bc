-- One officer's tablet. Everything here lies inside SQLCipher. Moments are milliseconds since 1970.
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- The projection: filled from documents by model::row::Row::of, so that lists never open one.
CREATE TABLE ticket (
  no          INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  status      TEXT NOT NULL,
  due_at      INTEGER NOT NULL,             -- the greatest number when no clock runs
  captured_at INTEGER NOT NULL,
  grade       INTEGER NOT NULL,             -- place in the list of grades
  area        TEXT NOT NULL,
  unit        TEXT,
  want        INTEGER NOT NULL DEFAULT 0,   -- this copy is to be replaced by the pool's
  leaving     INTEGER NOT NULL DEFAULT 0,   -- left the scope; goes once unsent work on it is answered
  words       TEXT NOT NULL,                -- what a search looks through
  row         TEXT NOT NULL                 -- model::row::Row as JSON
);
CREATE INDEX ticket_due ON ticket(due_at, no);
CREATE INDEX ticket_status ON ticket(status, due_at);
CREATE INDEX ticket_want ON ticket(no) WHERE want = 1;
CREATE INDEX ticket_leaving ON ticket(no) WHERE leaving = 1;

-- A document is a base plus the changes since, each sealed by sync::seal.
CREATE TABLE document (
  ticket INTEGER PRIMARY KEY,
  base   BLOB NOT NULL
);
CREATE TABLE chunk (
  no     INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL,
  edit   BLOB NOT NULL,
  head   BLOB NOT NULL,
  bytes  BLOB NOT NULL
);
CREATE INDEX chunk_ticket ON chunk(ticket, no);

-- This device's own writes, as typed values. state: 0 pending, 1 sent, 2 held, 3 void, 4 refused.
CREATE TABLE edit (
  no      INTEGER PRIMARY KEY,
  id      BLOB NOT NULL UNIQUE,
  ticket  INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  author  TEXT NOT NULL,
  schema  INTEGER NOT NULL,
  seen    BLOB NOT NULL,                    -- heads, 32 bytes each
  write   TEXT NOT NULL,
  head    BLOB NOT NULL,
  state   INTEGER NOT NULL DEFAULT 0,
  denial  TEXT
);
CREATE INDEX edit_ticket ON edit(ticket, no);
CREATE INDEX edit_waiting ON edit(no, ticket) WHERE state < 2;
CREATE INDEX edit_denied ON edit(ticket) WHERE state > 2;

-- Personal data beside the document.
CREATE TABLE side (
  no     INTEGER PRIMARY KEY,
  id     BLOB NOT NULL UNIQUE,
  ticket INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  json   TEXT NOT NULL,
  state  INTEGER NOT NULL DEFAULT 0,
  denial TEXT
);
CREATE INDEX side_ticket ON side(ticket, no);
CREATE INDEX side_waiting ON side(no) WHERE state < 2;

-- Images by the SHA-256 of their stored form; the bytes lie encrypted under photos/.
CREATE TABLE photo (
  sha      TEXT PRIMARY KEY,
  bytes    INTEGER NOT NULL,
  w        INTEGER NOT NULL,
  h        INTEGER NOT NULL,
  taken_at INTEGER,
  original TEXT,
  local    INTEGER NOT NULL,                -- the image lies on this device
  held     INTEGER NOT NULL,                -- the pool has confirmed the whole image
  added_at INTEGER NOT NULL,
  denial   TEXT                             -- why the pool did not take it last time
) WITHOUT ROWID;
CREATE INDEX photo_waiting ON photo(sha) WHERE local = 1 AND held = 0;
CREATE TABLE photo_ref (
  ticket INTEGER NOT NULL,
  sha    TEXT NOT NULL,
  edit   BLOB NOT NULL,
  PRIMARY KEY (ticket, sha)
) WITHOUT ROWID;
CREATE INDEX photo_ref_sha ON photo_ref(sha);

CREATE TABLE draft (
  id       TEXT PRIMARY KEY,
  json     TEXT NOT NULL,
  saved_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Calls that were answered: the same id again does nothing twice.
CREATE TABLE command (
  id     TEXT PRIMARY KEY,
  ticket TEXT NOT NULL,
  at     INTEGER NOT NULL
) WITHOUT ROWID;
