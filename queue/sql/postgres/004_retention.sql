-- Migration 4: bodies and steps that have left the store after their time. Adds only: programs from
-- schema 1 on can work with it.
-- oldest program: 1

-- gone: when they were removed. day: on which the message ended, days since 1970.
CREATE TABLE norekey.retired (
  id bigint PRIMARY KEY,
  day bigint NOT NULL,
  at bigint NOT NULL,
  gone bigint NOT NULL
);

-- Only of stores with sealed files; here so that both backends have the same tables.
CREATE TABLE norekey.retired_day (
  day bigint PRIMARY KEY,
  gone bigint NOT NULL
);
