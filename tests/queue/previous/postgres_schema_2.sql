-- Adding messages, and the identities that make adding harmless.

-- name: known_find
SELECT key, revision, digest, message FROM norekey.known WHERE key = ANY($1::text[]);

-- name: known_set
INSERT INTO norekey.known (key, revision, digest, message)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
ON CONFLICT (key) DO UPDATE
SET revision = excluded.revision, digest = excluded.digest, message = excluded.message;

-- name: message_insert
INSERT INTO norekey.message (key, revision, kind, channel, identity, ordering, destination,
                             media_type, meta, digest, received)
SELECT key, revision, kind, channel, identity, ordering, destination, media_type, meta, digest,
       received
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::text[], $9::text[], $10::text[], $11::bigint[])
     WITH ORDINALITY AS t (key, revision, kind, channel, identity, ordering, destination,
                           media_type, meta, digest, received, number)
ORDER BY number
RETURNING id, key, revision;

-- name: body_insert
INSERT INTO norekey.body (id, body) SELECT * FROM unnest($1::bigint[], $2::bytea[]);

-- name: live_insert
INSERT INTO norekey.live (id, lane, ordering, destination, channel, due, epoch, until, attempts,
                          cause, what, fix, place)
SELECT id, lane, ordering, destination, channel, due, 0, 0, 0, '', '', '', ''
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     AS t (id, lane, ordering, destination, channel, due);
-- The hot table: which delivery may be worked on, who does, and what ends it.
-- lane: 0 ready, 1 waiting, 2 leased, 3 behind, 4 parked.

-- name: head_find
SELECT ordering, id, lane FROM norekey.live
WHERE ordering = ANY($1::text[]) AND ordering <> '' AND lane < 3;

-- name: behind_first
SELECT t.ordering, b.id, b.due
FROM unnest($1::text[]) AS t (ordering) CROSS JOIN LATERAL (
  SELECT id, due FROM norekey.live l WHERE l.ordering = t.ordering AND l.lane = 3
  ORDER BY id LIMIT 1) b;

-- name: lane_set
UPDATE norekey.live l SET lane = t.lane
FROM unnest($1::bigint[], $2::bigint[]) AS t (id, lane) WHERE l.id = t.id;

-- name: live_find
SELECT id, lane, epoch, ordering, channel, attempts, cause, what, fix, place FROM norekey.live
WHERE id = ANY($1::bigint[]);

-- name: live_delete
DELETE FROM norekey.live WHERE id = ANY($1::bigint[]);

-- name: expired_release
UPDATE norekey.live SET lane = 0, attempts = attempts + 1, until = 0
WHERE lane = 2 AND until <= $1;

-- name: leased_release
UPDATE norekey.live SET lane = 0, attempts = attempts + 1, epoch = epoch + 1, until = 0
WHERE lane = 2;

-- name: waiting_release
UPDATE norekey.live SET lane = 0 WHERE lane = 1 AND due <= $1;

-- name: ready_destination
SELECT destination FROM norekey.live WHERE lane = 0 AND destination > $1
ORDER BY destination LIMIT 1;

-- name: ready_destination_first
SELECT destination FROM norekey.live WHERE lane = 0 ORDER BY destination LIMIT 1;

-- name: ready_list
SELECT id FROM norekey.live WHERE lane = 0 AND destination = $1 ORDER BY id LIMIT $2;

-- name: live_lease
UPDATE norekey.live l SET lane = 2, epoch = l.epoch + 1, until = t.until
FROM unnest($1::bigint[], $2::bigint[]) AS t (id, until) WHERE l.id = t.id AND l.lane = 0
RETURNING l.id, l.epoch, l.attempts;

-- name: leased_message
SELECT m.id, m.key, m.revision, m.kind, m.channel, m.identity, m.ordering, m.destination,
       m.media_type, m.meta, m.digest, m.received, b.body, l.due
FROM norekey.message m JOIN norekey.body b ON b.id = m.id JOIN norekey.live l ON l.id = m.id
WHERE m.id = ANY($1::bigint[]) ORDER BY m.id;

-- name: live_renew
UPDATE norekey.live SET until = $3 WHERE id = $1 AND lane = 2 AND epoch = $2 RETURNING id;

-- name: live_retry
UPDATE norekey.live
SET lane = $2, due = $3, attempts = attempts + 1, until = 0, cause = $4, what = $5, fix = $6,
    place = $7
WHERE id = $1;

-- name: live_park
UPDATE norekey.live SET lane = 4, until = 0, cause = $2, what = $3, fix = $4, place = $5
WHERE id = $1;

-- name: live_unpark
UPDATE norekey.live SET lane = $2, due = 0, attempts = 0 WHERE id = $1;

-- name: finished_insert
INSERT INTO norekey.finished (id, state, ended, attempts, cause, what, fix, place)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[],
                     $7::text[], $8::text[]);

-- name: tally_add
INSERT INTO norekey.tally AS t (channel, state, count) VALUES ($1, $2, $3)
ON CONFLICT (channel, state) DO UPDATE SET count = t.count + $3;

-- name: parked_by_cause
SELECT id, ordering FROM norekey.live WHERE lane = 4 AND cause = $1 ORDER BY id;

-- name: parked_select
SELECT l.id, l.ordering FROM norekey.live l JOIN norekey.message m ON m.id = l.id
WHERE l.lane = 4 AND l.id > $1 AND ($2 = 0 OR l.id = $2) AND ($3 = '' OR l.cause = $3)
  AND ($4 = '' OR l.channel = $4) AND m.received >= $5
ORDER BY l.id LIMIT $6;

-- name: superseded_find
SELECT l.id, l.lane, l.ordering, l.channel, l.attempts, l.cause, l.what, l.fix, l.place
FROM norekey.message m JOIN norekey.live l ON l.id = m.id
WHERE m.identity = $1 AND m.identity <> '' AND m.id < $2 AND m.kind = $3
  AND NOT EXISTS (SELECT 1 FROM norekey.intent i WHERE i.delivery = m.id AND i.settled = 0)
ORDER BY m.id;

-- name: next_moment
SELECT min(moment) FROM (
  SELECT coalesce(min(due), 9223372036854775807) AS moment FROM norekey.live WHERE lane = 1
  UNION ALL
  SELECT coalesce(min(until), 9223372036854775807) FROM norekey.live WHERE lane = 2) AS moments;

-- name: duty_claim
INSERT INTO norekey.duty AS d (name, owner, epoch, until) VALUES ($1, $2, 1, $4)
ON CONFLICT (name) DO UPDATE
SET epoch = d.epoch + (d.owner <> $2)::int, owner = $2, until = $4
WHERE d.owner = $2 OR d.until <= $3
RETURNING epoch;

-- name: duty_release
DELETE FROM norekey.duty WHERE $1 = '' OR owner = $1;
-- Intents, and what a settlement changes besides the delivery itself.

-- name: intent_set
INSERT INTO norekey.intent (key, delivery, epoch, send_by, look_from, written, settled)
SELECT key, delivery, epoch, send_by, look_from, written, 0
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
     AS t (key, delivery, epoch, send_by, look_from, written)
ON CONFLICT (key, delivery) DO UPDATE
SET epoch = excluded.epoch, send_by = excluded.send_by, look_from = excluded.look_from,
    written = excluded.written, settled = 0;

-- name: intent_open
SELECT DISTINCT ON (delivery) delivery, key, send_by, look_from FROM norekey.intent
WHERE delivery = ANY($1::bigint[]) AND settled = 0
ORDER BY delivery, written DESC, look_from DESC;

-- name: intent_settle
UPDATE norekey.intent i SET settled = t.at
FROM unnest($1::bigint[], $2::bigint[]) AS t (delivery, at)
WHERE i.delivery = t.delivery AND i.settled = 0;

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
