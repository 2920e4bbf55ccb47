-- The store as a whole: its name, its counter, and what `norekey store check` asks.

-- name: schema_exists
SELECT count(*) FILTER (WHERE tablename = 'schema_version'), count(*) FROM pg_catalog.pg_tables
WHERE schemaname = 'norekey';

-- name: schema_read
SELECT version, oldest_program FROM norekey.schema_version ORDER BY version DESC LIMIT 1;

-- name: schema_add
INSERT INTO norekey.schema_version (version, oldest_program, name, applied) VALUES ($1, $2, $3, $4);

-- name: store_read
SELECT instance, intents, restored_at FROM norekey.store;

-- name: store_create
INSERT INTO norekey.store (instance, intents, restored_at) VALUES ($1, 0, 0);

-- name: store_count
UPDATE norekey.store SET intents = intents + $1 RETURNING intents;

-- name: store_restored
UPDATE norekey.store SET intents = $1, restored_at = $2;

-- name: ledger_companies
SELECT DISTINCT company FROM norekey.ledger ORDER BY company;

-- name: check_orphans
SELECT 'body', b.id FROM norekey.body b LEFT JOIN norekey.message m ON m.id = b.id
WHERE m.id IS NULL
UNION ALL
SELECT 'live', l.id FROM norekey.live l LEFT JOIN norekey.message m ON m.id = l.id
WHERE m.id IS NULL
UNION ALL
SELECT 'finished', f.id FROM norekey.finished f LEFT JOIN norekey.message m ON m.id = f.id
WHERE m.id IS NULL
UNION ALL
SELECT 'step', s.message FROM norekey.step s LEFT JOIN norekey.message m ON m.id = s.message
WHERE m.id IS NULL
LIMIT 20;

-- name: check_lost
SELECT m.id FROM norekey.message m LEFT JOIN norekey.live l ON l.id = m.id
LEFT JOIN norekey.finished f ON f.id = m.id
WHERE l.id IS NULL AND f.id IS NULL ORDER BY m.id LIMIT 20;

-- name: check_twice
SELECT l.id FROM norekey.live l JOIN norekey.finished f ON f.id = l.id ORDER BY l.id LIMIT 20;

-- name: check_live_without_body
SELECT l.id FROM norekey.live l LEFT JOIN norekey.body b ON b.id = l.id WHERE b.id IS NULL
ORDER BY l.id LIMIT 20;

-- name: check_unknown_key
SELECT m.id, m.key FROM norekey.message m LEFT JOIN norekey.known k ON k.key = m.key
WHERE k.key IS NULL OR k.revision < m.revision ORDER BY m.id LIMIT 20;

-- name: check_stuck
SELECT b.id, b.ordering FROM norekey.live b
WHERE b.lane = 3 AND NOT EXISTS (
  SELECT 1 FROM norekey.live h WHERE h.ordering = b.ordering AND h.ordering <> '' AND h.lane < 3)
ORDER BY b.id LIMIT 20;

-- name: check_tally
SELECT channel, state, sum(counted)::bigint, sum(told)::bigint FROM (
  SELECT m.channel AS channel, f.state AS state, count(*) AS counted, 0 AS told
  FROM norekey.finished f JOIN norekey.message m ON m.id = f.id GROUP BY m.channel, f.state
  UNION ALL
  SELECT channel, state, 0, count FROM norekey.tally) AS both_counts
GROUP BY channel, state HAVING sum(counted) <> sum(told) ORDER BY channel, state LIMIT 20;
