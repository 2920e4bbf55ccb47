-- The Journal. Columns of every row_ statement: those of the view journal_row, in its order.

-- name: row_message
SELECT r.*, m.ordering, m.media_type, m.meta, m.digest, coalesce(b.body, x'')
FROM journal_row r JOIN message m ON m.id = r.id LEFT JOIN body b ON b.id = r.id
WHERE r.id = ?1;

-- name: row_list
SELECT * FROM journal_row
WHERE id < ?1 AND received >= ?2 AND received < ?3
  AND (?4 = '' OR channel = ?4) AND (?5 = '' OR identity = ?5) AND (?6 = '' OR kind = ?6)
  AND (?7 = '' OR cause = ?7) AND (?8 = -1 OR state = ?8)
ORDER BY id DESC LIMIT ?9;

-- name: row_list_of_channel
SELECT * FROM journal_row
WHERE id < ?1 AND received >= ?2 AND received < ?3
  AND channel = ?4 AND (?5 = '' OR identity = ?5) AND (?6 = '' OR kind = ?6)
  AND (?7 = '' OR cause = ?7) AND (?8 = -1 OR state = ?8)
ORDER BY id DESC LIMIT ?9;

-- name: row_list_of_identity
SELECT * FROM journal_row
WHERE id < ?1 AND received >= ?2 AND received < ?3
  AND (?4 = '' OR channel = ?4) AND identity = ?5 AND identity <> '' AND (?6 = '' OR kind = ?6)
  AND (?7 = '' OR cause = ?7) AND (?8 = -1 OR state = ?8)
ORDER BY id DESC LIMIT ?9;

-- name: row_list_live
SELECT m.id, m.key, m.kind, m.channel, m.identity, m.destination, m.revision, m.received,
       l.lane, -1, l.attempts, l.due, 0, l.cause, l.what, l.fix, l.place
FROM live l CROSS JOIN message m ON m.id = l.id
WHERE l.id < ?1 AND m.received >= ?2 AND m.received < ?3
  AND (?4 = '' OR l.channel = ?4) AND (?5 = '' OR m.identity = ?5) AND (?6 = '' OR m.kind = ?6)
  AND (?7 = '' OR l.cause = ?7)
  AND ((?8 = 0 AND l.lane IN (0, 1, 3)) OR (?8 = 1 AND l.lane = 2) OR (?8 = 3 AND l.lane = 4))
ORDER BY l.id DESC LIMIT ?9;

-- name: step_list
SELECT stage, text, detail, at FROM step WHERE message = ?1 ORDER BY number;

-- name: cause_list
SELECT l.cause, l.what, l.fix, count(*), min(m.received)
FROM live l JOIN message m ON m.id = l.id
WHERE l.lane = 4 AND (?1 = '' OR l.channel = ?1)
GROUP BY l.cause ORDER BY count(*) DESC, l.cause;

-- name: live_count
SELECT l.lane, count(*), min(m.received) FROM live l JOIN message m ON m.id = l.id
WHERE ?1 = '' OR l.channel = ?1 GROUP BY l.lane;

-- name: tally_list
SELECT state, sum(count) FROM tally WHERE ?1 = '' OR channel = ?1 GROUP BY state;

-- name: record_find
SELECT kind, key, version, value, who, why, history, at FROM record WHERE kind = ?1 AND key = ?2;

-- name: record_list
SELECT kind, key, version, value, who, why, history, at FROM record
WHERE kind = ?1 AND key > ?2 AND value <> '' ORDER BY key LIMIT ?3;

-- name: record_history
SELECT kind, key, version, value, who, why, history, at FROM record WHERE kind = ?1 AND key = ?2
UNION ALL
SELECT kind, key, version, value, who, why, history, at FROM record_earlier
WHERE kind = ?1 AND key = ?2
ORDER BY version DESC;

-- name: alias_list
SELECT channel, kind, value, identity FROM alias
WHERE value = ?1 AND (?2 = '' OR channel = ?2) ORDER BY channel, kind, identity;

-- name: ledger_list
SELECT company, number, identity, body, previous, hash, at FROM ledger
WHERE company = ?1 AND number > ?2 ORDER BY number LIMIT ?3;

-- name: ledger_of_order
SELECT company, number, identity, body, previous, hash, at FROM ledger
WHERE identity = ?1 AND number > ?2 ORDER BY company, number LIMIT ?3;
