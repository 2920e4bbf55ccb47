-- The hot table: which delivery may be worked on, who does, and what ends it.
-- lane: 0 ready, 1 waiting, 2 leased, 3 behind, 4 parked.
-- Plans are made once, maybe while tables are empty: what is looked up by number says so in a way
-- that leaves no other (= ANY; LATERAL with OFFSET 0; lane + 0, which no index of a lane fits).

-- name: head_find
SELECT ordering, id, lane FROM norekey.live
WHERE ordering = ANY($1::text[]) AND ordering <> '' AND lane < 3;

-- name: behind_first
SELECT t.ordering, b.id, b.due
FROM unnest($1::text[]) AS t (ordering) CROSS JOIN LATERAL (
  SELECT id, due FROM norekey.live l WHERE l.ordering = t.ordering AND l.lane = 3
  ORDER BY id LIMIT 1) b;

-- name: lane_set
-- All the same lane.
UPDATE norekey.live SET lane = ($2::bigint[])[1] WHERE id = ANY($1::bigint[]);

-- name: live_find
SELECT l.id, l.lane, l.epoch, l.ordering, l.channel, l.attempts, l.cause, l.what, l.fix, l.place,
       m.kind, m.received
FROM norekey.live l CROSS JOIN LATERAL (
  SELECT kind, received FROM norekey.message WHERE id = l.id OFFSET 0) m
WHERE l.id = ANY($1::bigint[]);

-- name: live_held
SELECT id, lane, epoch FROM norekey.live WHERE id = ANY($1::bigint[]);

-- name: live_delete
DELETE FROM norekey.live WHERE id = ANY($1::bigint[]);

-- name: expired_release
UPDATE norekey.live SET lane = 0, attempts = attempts + 1, until = 0
WHERE lane = 2 AND until >= $1 AND until <= $2;

-- name: leased_release
UPDATE norekey.live SET lane = 0, attempts = attempts + 1, epoch = epoch + 1, until = 0
WHERE lane = 2;

-- name: waiting_release
UPDATE norekey.live SET lane = 0 WHERE lane = 1 AND due >= $1 AND due <= $2;

-- name: destination_list
SELECT DISTINCT destination FROM norekey.live;

-- name: ready_destination
SELECT destination FROM norekey.live WHERE lane = 0 AND destination > $1
ORDER BY destination LIMIT 1;

-- name: ready_destination_first
SELECT destination FROM norekey.live WHERE lane = 0 ORDER BY destination LIMIT 1;

-- name: ready_list
SELECT id, turn FROM norekey.live WHERE lane = 0 AND destination = $1 AND turn >= $2
ORDER BY turn LIMIT $3;

-- name: live_lease
-- All until the same moment.
UPDATE norekey.live SET lane = 2, epoch = epoch + 1, until = ($2::bigint[])[1]
WHERE id = ANY($1::bigint[]) AND lane + 0 = 0
RETURNING id, epoch, attempts;

-- name: leased_message
SELECT m.id, m.key, m.revision, m.kind, m.channel, m.identity, m.ordering, m.destination,
       m.media_type, m.meta, m.digest, m.received, b.body, l.due
FROM norekey.message m
CROSS JOIN LATERAL (SELECT body FROM norekey.body WHERE id = m.id OFFSET 0) b
CROSS JOIN LATERAL (SELECT due FROM norekey.live WHERE id = m.id OFFSET 0) l
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
SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::bigint[]),
       unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]);

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
SELECT l.id, l.lane, l.ordering, l.channel, l.attempts, l.cause, l.what, l.fix, l.place,
       m.kind, m.received
FROM norekey.message m JOIN norekey.live l ON l.id = m.id
WHERE m.identity = $1 AND m.identity <> '' AND m.id < $2 AND m.kind = $3
  AND NOT EXISTS (SELECT 1 FROM norekey.intent i WHERE i.delivery = m.id AND i.settled = 0)
ORDER BY m.id;

-- name: next_moment
-- When another daemon's lease runs out is seen within the poll: the dead entries of those that were
-- settled stand before it in the index.
SELECT coalesce(min(due), 9223372036854775807) FROM norekey.live WHERE lane = 1 AND due >= $1;

-- name: duty_claim
INSERT INTO norekey.duty AS d (name, owner, epoch, until) VALUES ($1, $2, 1, $4)
ON CONFLICT (name) DO UPDATE
SET epoch = d.epoch + (d.owner <> $2)::int, owner = $2, until = $4
WHERE d.owner = $2 OR d.until <= $3
RETURNING epoch;

-- name: duty_release
DELETE FROM norekey.duty WHERE $1 = '' OR owner = $1;
