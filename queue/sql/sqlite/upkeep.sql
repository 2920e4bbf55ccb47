-- The store as a whole: its name, its counter, and what `norekey store check` asks.

-- name: schema_exists
SELECT count(*), (SELECT count(*) FROM sqlite_schema) FROM sqlite_schema
WHERE name = 'schema_version';

-- name: schema_read
SELECT version, oldest_program FROM schema_version ORDER BY version DESC LIMIT 1;

-- name: schema_add
INSERT INTO schema_version (version, oldest_program, name, applied) VALUES (?1, ?2, ?3, ?4);

-- name: store_read
SELECT instance, intents, restored_at FROM store;

-- name: store_create
INSERT INTO store (instance, intents, restored_at) VALUES (?1, 0, 0);

-- name: store_count
UPDATE store SET intents = intents + ?1 RETURNING intents;

-- name: store_restored
UPDATE store SET intents = ?1, restored_at = ?2;

-- name: ledger_companies
SELECT DISTINCT company FROM ledger ORDER BY company;

-- name: check_orphans
SELECT 'body', b.id FROM body b LEFT JOIN message m ON m.id = b.id WHERE m.id IS NULL
UNION ALL
SELECT 'live', l.id FROM live l LEFT JOIN message m ON m.id = l.id WHERE m.id IS NULL
UNION ALL
SELECT 'finished', f.id FROM finished f LEFT JOIN message m ON m.id = f.id
WHERE m.id IS NULL
UNION ALL
SELECT 'step', s.message FROM step s LEFT JOIN message m ON m.id = s.message
WHERE m.id IS NULL
LIMIT 20;

-- name: check_lost
SELECT m.id FROM message m LEFT JOIN live l ON l.id = m.id LEFT JOIN finished f ON f.id = m.id
WHERE l.id IS NULL AND f.id IS NULL ORDER BY m.id LIMIT 20;

-- name: check_twice
SELECT l.id FROM live l JOIN finished f ON f.id = l.id ORDER BY l.id LIMIT 20;

-- name: check_live_without_body
SELECT l.id FROM live l LEFT JOIN body b ON b.id = l.id WHERE b.id IS NULL ORDER BY l.id LIMIT 20;

-- name: check_unknown_key
SELECT m.id, m.key FROM message m LEFT JOIN known k ON k.key = m.key
WHERE k.key IS NULL OR k.revision < m.revision ORDER BY m.id LIMIT 20;

-- name: check_stuck
SELECT b.id, b.ordering FROM live b
WHERE b.lane = 3 AND NOT EXISTS (
  SELECT 1 FROM live h WHERE h.ordering = b.ordering AND h.ordering <> '' AND h.lane < 3)
ORDER BY b.id LIMIT 20;

-- name: check_tally
SELECT channel, state, sum(counted), sum(told) FROM (
  SELECT m.channel AS channel, f.state AS state, count(*) AS counted, 0 AS told
  FROM finished f JOIN message m ON m.id = f.id GROUP BY m.channel, f.state
  UNION ALL
  SELECT channel, state, 0, count FROM tally)
GROUP BY channel, state HAVING sum(counted) <> sum(told) ORDER BY channel, state LIMIT 20;
