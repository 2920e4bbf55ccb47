-- The Index: words, windows of the journal, pulses.

-- name: word_add
INSERT INTO word (word, message) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- name: word_subject
SELECT coalesce(max(id), 0) FROM message WHERE identity = ?1 AND identity <> '' AND kind = ?2;

-- name: word_next
SELECT word FROM word WHERE word > ?1 ORDER BY word LIMIT 1;

-- name: word_first
SELECT word FROM word WHERE word >= ?1 ORDER BY word LIMIT 1;

-- name: word_count
SELECT count(*) FROM (
  SELECT 1 FROM word WHERE word = ?1 AND message < ?2 AND message >= ?3 LIMIT ?4);

-- name: word_list
SELECT message FROM word WHERE word = ?1 AND message < ?2 AND message >= ?3
ORDER BY message DESC LIMIT ?4;

-- name: word_has
SELECT message FROM word WHERE word = ?1 AND message = ?2;

-- name: message_from
SELECT id, received FROM message WHERE id >= ?1 ORDER BY id LIMIT 1;

-- name: message_last
SELECT coalesce(max(id), 0) FROM message;

-- name: row_window
SELECT * FROM journal_row
WHERE id < ?1 AND id >= ?2
  AND (?3 = '' OR channel = ?3) AND (?4 = '' OR identity = ?4) AND (?5 = '' OR kind = ?5)
  AND (?6 = '' OR cause = ?6) AND (?7 = -1 OR state = ?7)
ORDER BY id DESC LIMIT ?8;

-- name: row_of
SELECT * FROM journal_row WHERE id = ?1;

-- name: pulse_add
INSERT INTO pulse (bucket, channel, kind, what, count, took, longest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (bucket, channel, kind, what) DO UPDATE
SET count = count + ?5, took = took + ?6, longest = max(longest, ?7);

-- name: pulse_list
SELECT bucket, channel, kind, what, count, took, longest FROM pulse WHERE bucket >= ?1
ORDER BY bucket, channel, kind, what LIMIT ?2;

-- name: pulse_forget
DELETE FROM pulse WHERE bucket < ?1;
