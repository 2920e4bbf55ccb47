-- Migration 5: the entries of one order are found without reading the ledger. Adds only: programs
-- from schema 1 on can work with it.
-- oldest program: 1

CREATE INDEX ledger_by_order ON norekey.ledger (identity, company, number);
