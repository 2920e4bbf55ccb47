-- Migration 2: who does what only one daemon may do. Adds only: programs from schema 1 on can work
-- with it. The time is the database's: nothing is kept of it here.
-- oldest program: 1

-- Polling a channel, watching an ERP: one owner each, until its time is over. A new owner has a
-- higher epoch.
CREATE TABLE norekey.duty (
  name text COLLATE "C" PRIMARY KEY,
  owner text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  until bigint NOT NULL
);
