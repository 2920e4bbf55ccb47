-- Migration 5: words that messages are found by, and what came in and ended in each five minutes.
-- Adds only: programs from schema 1 on can work with it; what they do is not counted and not found.
-- oldest program: 1

-- In the order of a search: all of one word, newest first.
CREATE TABLE word (
  word TEXT NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (word, message)
) STRICT, WITHOUT ROWID;

-- bucket: minutes since 1970, a multiple of 5. what: 0 taken in, else the state it ended in or was
-- parked (queue/message.hpp, State). took, longest: microseconds from taken in to then.
CREATE TABLE pulse (
  bucket INTEGER NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  what INTEGER NOT NULL,
  count INTEGER NOT NULL,
  took INTEGER NOT NULL,
  longest INTEGER NOT NULL,
  PRIMARY KEY (bucket, channel, kind, what)
) STRICT, WITHOUT ROWID;
