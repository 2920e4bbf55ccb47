-- The hot table: which delivery may be worked on, who does, and what ends it.
-- lane: 0 ready, 1 waiting, 2 leased, 3 behind, 4 parked.

-- name: head_find
SELECT ordering, id, lane FROM live WHERE ordering = ?1 AND ordering <> '' AND lane < 3;

-- name: behind_first
SELECT ordering, id, due FROM live WHERE ordering = ?1 AND lane = 3 ORDER BY id LIMIT 1;

-- name: lane_set
UPDATE live SET lane = ?2 WHERE id = ?1;

-- name: live_find
SELECT l.id, l.lane, l.epoch, l.ordering, l.channel, l.attempts, l.cause, l.what, l.fix, l.place,
       m.kind, m.received
FROM live l JOIN message m ON m.id = l.id WHERE l.id = ?1;

-- name: live_held
SELECT id, lane, epoch FROM live WHERE id = ?1;

-- name: live_delete
DELETE FROM live WHERE id = ?1;

-- name: expired_release
UPDATE live SET lane = 0, attempts = attempts + 1, until = 0
WHERE lane = 2 AND until >= ?1 AND until <= ?2;

-- name: leased_release
UPDATE live SET lane = 0, attempts = attempts + 1, epoch = epoch + 1, until = 0 WHERE lane = 2;

-- name: waiting_release
UPDATE live SET lane = 0 WHERE lane = 1 AND due >= ?1 AND due <= ?2;

-- name: destination_list
SELECT DISTINCT destination FROM live;

-- name: ready_destination
SELECT destination FROM live WHERE lane = 0 AND destination > ?1 ORDER BY destination LIMIT 1;

-- name: ready_destination_first
SELECT destination FROM live WHERE lane = 0 ORDER BY destination LIMIT 1;

-- name: ready_list
SELECT id, id FROM live WHERE lane = 0 AND destination = ?1 ORDER BY id LIMIT ?3;

-- name: live_lease
UPDATE live SET lane = 2, epoch = epoch + 1, until = ?2 WHERE id = ?1 AND lane = 0
RETURNING id, epoch, attempts;

-- name: leased_message
SELECT m.id, m.key, m.revision, m.kind, m.channel, m.identity, m.ordering, m.destination,
       m.media_type, m.meta, m.digest, m.received, b.body, l.due
FROM message m JOIN body b ON b.id = m.id JOIN live l ON l.id = m.id WHERE m.id = ?1;

-- name: live_renew
UPDATE live SET until = ?3 WHERE id = ?1 AND lane = 2 AND epoch = ?2 RETURNING id;

-- name: live_retry
UPDATE live SET lane = ?2, due = ?3, attempts = attempts + 1, until = 0, cause = ?4, what = ?5,
                fix = ?6, place = ?7
WHERE id = ?1;

-- name: live_park
UPDATE live SET lane = 4, until = 0, cause = ?2, what = ?3, fix = ?4, place = ?5 WHERE id = ?1;

-- name: live_unpark
UPDATE live SET lane = ?2, due = 0, attempts = 0 WHERE id = ?1;

-- name: finished_insert
INSERT INTO finished (id, state, ended, attempts, cause, what, fix, place)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: tally_add
INSERT INTO tally (channel, state, count) VALUES (?1, ?2, ?3)
ON CONFLICT (channel, state) DO UPDATE SET count = count + ?3;

-- name: parked_by_cause
SELECT id, ordering FROM live WHERE lane = 4 AND cause = ?1 ORDER BY id;

-- name: parked_select
SELECT l.id, l.ordering FROM live l JOIN message m ON m.id = l.id
WHERE l.lane = 4 AND l.id > ?1 AND (?2 = 0 OR l.id = ?2) AND (?3 = '' OR l.cause = ?3)
  AND (?4 = '' OR l.channel = ?4) AND m.received >= ?5
ORDER BY l.id LIMIT ?6;

-- name: superseded_find
SELECT l.id, l.lane, l.ordering, l.channel, l.attempts, l.cause, l.what, l.fix, l.place,
       m.kind, m.received
FROM message m JOIN live l ON l.id = m.id
WHERE m.identity = ?1 AND m.identity <> '' AND m.id < ?2 AND m.kind = ?3
  AND NOT EXISTS (SELECT 1 FROM intent i WHERE i.delivery = m.id AND i.settled = 0)
ORDER BY m.id;

-- name: next_moment
SELECT min(moment) FROM (
  SELECT coalesce(min(due), 9223372036854775807) AS moment FROM live
  WHERE lane = 1 AND due >= ?1
  UNION ALL
  SELECT coalesce(min(until), 9223372036854775807) FROM live WHERE lane = 2 AND until >= ?1);

-- name: duty_claim
INSERT INTO duty (name, owner, epoch, until) VALUES (?1, ?2, 1, ?4)
ON CONFLICT (name) DO UPDATE
SET epoch = epoch + (owner <> ?2), owner = ?2, until = ?4 WHERE owner = ?2 OR until <= ?3
RETURNING epoch;

-- name: duty_release
DELETE FROM duty WHERE ?1 = '' OR owner = ?1;
