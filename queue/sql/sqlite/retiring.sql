-- Bodies and steps that leave the store after their time.

-- name: aged_list
SELECT b.id, coalesce(f.ended, 0), m.received, b.size
FROM (SELECT id, length(body) AS size FROM body WHERE id > ?1 ORDER BY id LIMIT ?2) b
JOIN message m ON m.id = b.id LEFT JOIN finished f ON f.id = b.id ORDER BY b.id;

-- name: aged_body
SELECT id, body FROM body WHERE id = ?1;

-- name: aged_steps
SELECT message, stage, text, detail, at FROM step WHERE message = ?1 ORDER BY number;

-- name: body_delete
DELETE FROM body WHERE id = ?1;

-- name: step_delete
DELETE FROM step WHERE message = ?1;

-- name: retired_set
INSERT INTO retired (id, day, at, gone) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: retired_gone
INSERT INTO retired_day (day, gone) VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET gone = ?2;

-- name: retired_find
SELECT r.day, coalesce(d.gone, r.gone) FROM retired r LEFT JOIN retired_day d ON d.day = r.day
WHERE r.id = ?1;
