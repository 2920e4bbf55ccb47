-- Intents, and what a settlement changes besides the delivery itself.

-- name: intent_set
INSERT INTO norekey.intent (key, delivery, epoch, send_by, look_from, written, settled)
SELECT unnest($1::text[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::bigint[]),
       unnest($5::bigint[]), unnest($6::bigint[]), 0
ON CONFLICT (key, delivery) DO UPDATE
SET epoch = excluded.epoch, send_by = excluded.send_by, look_from = excluded.look_from,
    written = excluded.written, settled = 0;

-- name: intent_open
SELECT DISTINCT ON (delivery) delivery, key, send_by, look_from FROM norekey.intent
WHERE delivery = ANY($1::bigint[]) AND settled = 0
ORDER BY delivery, written DESC, look_from DESC;

-- name: intent_settle
-- All at the same moment; by = ANY, so that each is found by its number, however many are open.
UPDATE norekey.intent SET settled = ($2::bigint[])[1]
WHERE delivery = ANY($1::bigint[]) AND settled = 0;

-- name: intent_forget
UPDATE norekey.intent i SET settled = $2 WHERE i.key = $1 AND i.settled = 0
  AND NOT EXISTS (SELECT 1 FROM norekey.live l WHERE l.id = i.delivery AND l.lane = 2);

-- name: intent_latest
SELECT key, send_by, look_from, settled FROM norekey.intent WHERE key = $1
ORDER BY settled <> 0, written DESC, delivery DESC LIMIT 1;

-- name: record_keep
INSERT INTO norekey.record_earlier (kind, key, version, value, who, why, history, at)
SELECT kind, key, version, value, who, why, history, at FROM norekey.record
WHERE kind = $1 AND key = $2 AND (history = 1 OR $3 = 1);

-- name: record_set
INSERT INTO norekey.record AS r (kind, key, version, value, who, why, history, at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
ON CONFLICT (kind, key) DO UPDATE
SET version = r.version + 1, value = $3, who = $4, why = $5, history = $6, at = $7;

-- name: alias_set
INSERT INTO norekey.alias (value, channel, kind, identity) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING;

-- name: ledger_last
SELECT number, hash FROM norekey.ledger WHERE company = $1 ORDER BY number DESC LIMIT 1;

-- name: ledger_append
INSERT INTO norekey.ledger (company, number, identity, body, previous, hash, at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: step_add
INSERT INTO norekey.step (message, number, stage, text, detail, at)
SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5 FROM norekey.step WHERE message = $1;

-- name: message_exists
SELECT id FROM norekey.message WHERE id = $1;
