-- Migration 1. Programs from schema 1 on can work with it.
-- oldest program: 1
-- Columns and words are those of the SQLite schema; texts compare byte by byte, as SQLite's do. No
-- foreign keys: each insert would lock, and so write, the message's row; check_orphans looks
-- instead.
-- Words: see queue/README.md. Instants are UTC microseconds since 1970; '' and 0 mean "none";
-- nothing is NULL.

CREATE SCHEMA IF NOT EXISTS norekey;

CREATE TABLE norekey.schema_version (
  version bigint PRIMARY KEY,
  oldest_program bigint NOT NULL,  -- programs that know less must not open the store
  name text COLLATE "C" NOT NULL,
  applied bigint NOT NULL
);

-- The store itself: one row.
CREATE TABLE norekey.store (
  instance text COLLATE "C" NOT NULL,        -- random; the counter file outside holds it too
  intents bigint NOT NULL,      -- committed so far; the counter file follows it
  restored_at bigint NOT NULL   -- when it was found to be restored from a copy
);

-- The journal: one narrow row a message, written once. Bodies stand apart, so that they can age
-- out.
CREATE TABLE norekey.message (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  key text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  channel text COLLATE "C" NOT NULL,
  identity text COLLATE "C" NOT NULL,
  ordering text COLLATE "C" NOT NULL,
  destination text COLLATE "C" NOT NULL,
  media_type text COLLATE "C" NOT NULL,
  meta text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  received bigint NOT NULL
);
CREATE INDEX message_identity ON norekey.message (identity, id) WHERE identity <> '';
CREATE INDEX message_channel ON norekey.message (channel, id);

CREATE TABLE norekey.body (
  id bigint PRIMARY KEY,
  body bytea NOT NULL
);

-- Every key ever added, with its latest revision. Kept for ever: it is what makes a backfill
-- harmless.
CREATE TABLE norekey.known (
  key text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  digest text COLLATE "C" NOT NULL,
  message bigint NOT NULL
);

-- The hot table: deliveries that are not ended. lane: 0 ready, 1 waiting (for `due`), 2 leased,
-- 3 behind (an earlier one of the same ordering key is in lane 0, 1 or 2), 4 parked.
-- Each index holds only the rows that its reader wants, so none grows with the journal, and neither
-- a blocked key nor a parked message is ever passed over while leasing.
CREATE TABLE norekey.live (
  id bigint PRIMARY KEY,
  lane bigint NOT NULL CHECK (lane BETWEEN 0 AND 4),
  ordering text COLLATE "C" NOT NULL,
  destination text COLLATE "C" NOT NULL,
  channel text COLLATE "C" NOT NULL,
  due bigint NOT NULL,
  epoch bigint NOT NULL,
  until bigint NOT NULL,
  attempts bigint NOT NULL,
  cause text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  fix text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX live_ready ON norekey.live (destination, id) WHERE lane = 0;
CREATE INDEX live_waiting ON norekey.live (due) WHERE lane = 1;
CREATE INDEX live_leased ON norekey.live (until) WHERE lane = 2;
CREATE UNIQUE INDEX live_head ON norekey.live (ordering) WHERE lane < 3 AND ordering <> '';
CREATE INDEX live_behind ON norekey.live (ordering, id) WHERE lane = 3;
CREATE INDEX live_parked ON norekey.live (cause, id) WHERE lane = 4;

-- What has ended. state: 2 done, 4 superseded, 5 ignored (queue/message.hpp, State).
CREATE TABLE norekey.finished (
  id bigint PRIMARY KEY,
  state bigint NOT NULL CHECK (state IN (2, 4, 5)),
  ended bigint NOT NULL,
  attempts bigint NOT NULL,
  cause text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  fix text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL
);

-- How many have ended, so that nobody counts millions.
CREATE TABLE norekey.tally (
  channel text COLLATE "C" NOT NULL,
  state bigint NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (channel, state)
);

-- Written before the first byte leaves; kept for ever. settled 0: nobody knows its outcome yet.
CREATE TABLE norekey.intent (
  key text COLLATE "C" NOT NULL,
  delivery bigint NOT NULL,
  epoch bigint NOT NULL,
  send_by bigint NOT NULL,
  look_from bigint NOT NULL,
  written bigint NOT NULL,
  settled bigint NOT NULL,
  PRIMARY KEY (key, delivery)
);
CREATE INDEX intent_open ON norekey.intent (delivery) WHERE settled = 0;

CREATE TABLE norekey.record (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value text COLLATE "C" NOT NULL,
  who text COLLATE "C" NOT NULL,
  why text COLLATE "C" NOT NULL,
  history bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (kind, key)
);

-- Earlier versions of records that keep their history.
CREATE TABLE norekey.record_earlier (
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  value text COLLATE "C" NOT NULL,
  who text COLLATE "C" NOT NULL,
  why text COLLATE "C" NOT NULL,
  history bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (kind, key, version)
);

CREATE TABLE norekey.alias (
  value text COLLATE "C" NOT NULL,
  channel text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  identity text COLLATE "C" NOT NULL,
  PRIMARY KEY (value, channel, kind, identity)
);

-- One hash chain a company: hash = hex SHA-256 of previous + "\n" + body; previous of the first is
-- ''.
CREATE TABLE norekey.ledger (
  company text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  identity text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  previous text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (company, number)
);

CREATE TABLE norekey.step (
  message bigint NOT NULL,
  number bigint NOT NULL,
  stage text COLLATE "C" NOT NULL,
  text text COLLATE "C" NOT NULL,
  detail text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (message, number)
);

-- A message without its body, as lists show it. lane -1: ended; state -1: not ended.
CREATE VIEW norekey.journal_row AS
SELECT m.id, m.key, m.kind, m.channel, m.identity, m.destination, m.revision, m.received,
       coalesce(l.lane, -1) AS lane, coalesce(f.state, -1) AS state,
       coalesce(l.attempts, f.attempts, 0) AS attempts, coalesce(l.due, 0) AS due,
       coalesce(f.ended, 0) AS ended, coalesce(l.cause, f.cause, '') AS cause,
       coalesce(l.what, f.what, '') AS what, coalesce(l.fix, f.fix, '') AS fix,
       coalesce(l.place, f.place, '') AS place
FROM norekey.message m LEFT JOIN norekey.live l ON l.id = m.id
LEFT JOIN norekey.finished f ON f.id = m.id;
