-- Intents, and what a settlement changes besides the delivery itself.

-- name: intent_set
INSERT INTO intent (key, delivery, epoch, send_by, look_from, written, settled)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
ON CONFLICT (key, delivery) DO UPDATE
SET epoch = ?3, send_by = ?4, look_from = ?5, written = ?6, settled = 0;

-- name: intent_open
SELECT delivery, key, send_by, look_from FROM intent WHERE delivery = ?1 AND settled = 0
ORDER BY written DESC, look_from DESC LIMIT 1;

-- name: intent_settle
UPDATE intent SET settled = ?2 WHERE delivery = ?1 AND settled = 0;

-- name: intent_forget
UPDATE intent SET settled = ?2 WHERE key = ?1 AND settled = 0
  AND NOT EXISTS (SELECT 1 FROM live l WHERE l.id = intent.delivery AND l.lane = 2);

-- name: intent_latest
SELECT key, send_by, look_from, settled FROM intent WHERE key = ?1
ORDER BY settled <> 0, written DESC, delivery DESC LIMIT 1;

-- name: record_keep
INSERT INTO record_earlier (kind, key, version, value, who, why, history, at)
SELECT kind, key, version, value, who, why, history, at FROM record
WHERE kind = ?1 AND key = ?2 AND (history = 1 OR ?3 = 1);

-- name: record_set
INSERT INTO record (kind, key, version, value, who, why, history, at)
VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (kind, key) DO UPDATE
SET version = version + 1, value = ?3, who = ?4, why = ?5, history = ?6, at = ?7;

-- name: alias_set
INSERT INTO alias (value, channel, kind, identity) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: ledger_last
SELECT number, hash FROM ledger WHERE company = ?1 ORDER BY number DESC LIMIT 1;

-- name: ledger_append
INSERT INTO ledger (company, number, identity, body, previous, hash, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: step_add
INSERT INTO step (message, number, stage, text, detail, at)
SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM step WHERE message = ?1;

-- name: message_exists
SELECT id FROM message WHERE id = ?1;
