-- Migration 6: words that messages are found by, and what came in and ended in each five minutes.
-- Adds only: programs from schema 1 on can work with it; what they do is not counted and not found.
-- oldest program: 1

-- In the order of a search: all of one word, newest first. By bytes, so that a beginning is a range.
CREATE TABLE norekey.word (
  word text COLLATE "C" NOT NULL,
  message bigint NOT NULL,
  PRIMARY KEY (word, message)
);

-- bucket: minutes since 1970, a multiple of 5. what: 0 taken in, else the state it ended in or was
-- parked (queue/message.hpp, State). took, longest: microseconds from taken in to then.
CREATE TABLE norekey.pulse (
  bucket bigint NOT NULL,
  channel text NOT NULL,
  kind text NOT NULL,
  what bigint NOT NULL,
  count bigint NOT NULL,
  took bigint NOT NULL,
  longest bigint NOT NULL,
  PRIMARY KEY (bucket, channel, kind, what)
);
