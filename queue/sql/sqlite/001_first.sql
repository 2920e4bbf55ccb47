-- Migration 1. Programs from schema 1 on can work with it.
-- oldest program: 1
-- Words: see queue/README.md. Instants are UTC microseconds since 1970; '' and 0 mean "none";
-- nothing is NULL.

CREATE TABLE schema_version (
  version INTEGER PRIMARY KEY,
  oldest_program INTEGER NOT NULL,  -- programs that know less must not open the store
  name TEXT NOT NULL,
  applied INTEGER NOT NULL
) STRICT;

-- The store itself: one row.
CREATE TABLE store (
  instance TEXT NOT NULL,        -- random; the counter file outside holds it too
  intents INTEGER NOT NULL,      -- committed so far; the counter file follows it
  restored_at INTEGER NOT NULL   -- when it was found to be restored from a copy
) STRICT;

-- The journal: one narrow row a message, written once. Bodies stand apart, so that they can age
-- out.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  identity TEXT NOT NULL,
  ordering TEXT NOT NULL,
  destination TEXT NOT NULL,
  media_type TEXT NOT NULL,
  meta TEXT NOT NULL,
  digest TEXT NOT NULL,
  received INTEGER NOT NULL
) STRICT;
CREATE INDEX message_identity ON message (identity, id) WHERE identity <> '';
CREATE INDEX message_channel ON message (channel, id);

CREATE TABLE body (
  id INTEGER PRIMARY KEY REFERENCES message,
  body BLOB NOT NULL
) STRICT;

-- Every key ever added, with its latest revision. Kept for ever: it is what makes a backfill
-- harmless.
CREATE TABLE known (
  key TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  message INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The hot table: deliveries that are not ended. lane: 0 ready, 1 waiting (for `due`), 2 leased,
-- 3 behind (an earlier one of the same ordering key is in lane 0, 1 or 2), 4 parked.
-- Each index holds only the rows that its reader wants, so none grows with the journal, and neither
-- a blocked key nor a parked message is ever passed over while leasing.
CREATE TABLE live (
  id INTEGER PRIMARY KEY REFERENCES message,
  lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 4),
  ordering TEXT NOT NULL,
  destination TEXT NOT NULL,
  channel TEXT NOT NULL,
  due INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  cause TEXT NOT NULL,
  what TEXT NOT NULL,
  fix TEXT NOT NULL,
  place TEXT NOT NULL
) STRICT;
CREATE INDEX live_ready ON live (destination, id) WHERE lane = 0;
CREATE INDEX live_waiting ON live (due) WHERE lane = 1;
CREATE INDEX live_leased ON live (until) WHERE lane = 2;
CREATE UNIQUE INDEX live_head ON live (ordering) WHERE lane < 3 AND ordering <> '';
CREATE INDEX live_behind ON live (ordering, id) WHERE lane = 3;
CREATE INDEX live_parked ON live (cause, id) WHERE lane = 4;

-- What has ended. state: 2 done, 4 superseded, 5 ignored (queue/message.hpp, State).
CREATE TABLE finished (
  id INTEGER PRIMARY KEY REFERENCES message,
  state INTEGER NOT NULL CHECK (state IN (2, 4, 5)),
  ended INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  cause TEXT NOT NULL,
  what TEXT NOT NULL,
  fix TEXT NOT NULL,
  place TEXT NOT NULL
) STRICT;

-- How many have ended, so that nobody counts millions.
CREATE TABLE tally (
  channel TEXT NOT NULL,
  state INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (channel, state)
) STRICT, WITHOUT ROWID;

-- Written before the first byte leaves; kept for ever. settled 0: nobody knows its outcome yet.
CREATE TABLE intent (
  key TEXT NOT NULL,
  delivery INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  send_by INTEGER NOT NULL,
  look_from INTEGER NOT NULL,
  written INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  PRIMARY KEY (key, delivery)
) STRICT, WITHOUT ROWID;
CREATE INDEX intent_open ON intent (delivery) WHERE settled = 0;

CREATE TABLE record (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  history INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT;

-- Earlier versions of records that keep their history.
CREATE TABLE record_earlier (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  history INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (kind, key, version)
) STRICT;

CREATE TABLE alias (
  value TEXT NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  identity TEXT NOT NULL,
  PRIMARY KEY (value, channel, kind, identity)
) STRICT, WITHOUT ROWID;

-- One hash chain a company: hash = hex SHA-256 of previous + "\n" + body; previous of the first is
-- ''.
CREATE TABLE ledger (
  company TEXT NOT NULL,
  number INTEGER NOT NULL,
  identity TEXT NOT NULL,
  body TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (company, number)
) STRICT;

CREATE TABLE step (
  message INTEGER NOT NULL REFERENCES message,
  number INTEGER NOT NULL,
  stage TEXT NOT NULL,
  text TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

-- A message without its body, as lists show it. lane -1: ended; state -1: not ended.
CREATE VIEW journal_row AS
SELECT m.id, m.key, m.kind, m.channel, m.identity, m.destination, m.revision, m.received,
       coalesce(l.lane, -1) AS lane, coalesce(f.state, -1) AS state,
       coalesce(l.attempts, f.attempts, 0) AS attempts, coalesce(l.due, 0) AS due,
       coalesce(f.ended, 0) AS ended, coalesce(l.cause, f.cause, '') AS cause,
       coalesce(l.what, f.what, '') AS what, coalesce(l.fix, f.fix, '') AS fix,
       coalesce(l.place, f.place, '') AS place
FROM message m LEFT JOIN live l ON l.id = m.id LEFT JOIN finished f ON f.id = m.id;
