-- Migration 2: who does what only one daemon may do, and where the store's time stands. Adds only:
-- programs from schema 1 on can work with it.
-- oldest program: 1

-- Polling a channel, watching an ERP: one owner each, until its time is over. A new owner has a
-- higher epoch.
CREATE TABLE duty (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- At most one row: at uptime `up` of the machine's start `boot`, the store's time was `wall`.
CREATE TABLE clock (
  boot TEXT NOT NULL,
  up INTEGER NOT NULL,
  wall INTEGER NOT NULL
) STRICT;
