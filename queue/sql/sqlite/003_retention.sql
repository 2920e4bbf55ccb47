-- Migration 3: bodies and steps that have left the store after their time. Adds only: programs from
-- schema 1 on can work with it.
-- oldest program: 1

-- day: on which the message ended, days since 1970: the sealed file that has it. gone: removed for
-- good; 0: not with the store itself.
CREATE TABLE retired (
  id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  at INTEGER NOT NULL,
  gone INTEGER NOT NULL
) STRICT;

-- Sealed files that were removed.
CREATE TABLE retired_day (
  day INTEGER PRIMARY KEY,
  gone INTEGER NOT NULL
) STRICT;
