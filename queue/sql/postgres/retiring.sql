-- Bodies and steps that leave the store after their time.

-- name: aged_list
SELECT b.id, coalesce(f.ended, 0), m.received, b.size
FROM (SELECT id, octet_length(body)::bigint AS size FROM norekey.body WHERE id > $1
      ORDER BY id LIMIT $2) b
JOIN norekey.message m ON m.id = b.id LEFT JOIN norekey.finished f ON f.id = b.id ORDER BY b.id;

-- name: aged_body
SELECT id, body FROM norekey.body WHERE id = ANY($1::bigint[]);

-- name: aged_steps
SELECT message, stage, text, detail, at FROM norekey.step WHERE message = ANY($1::bigint[])
ORDER BY message, number;

-- name: body_delete
DELETE FROM norekey.body WHERE id = ANY($1::bigint[]);

-- name: step_delete
DELETE FROM norekey.step WHERE message = ANY($1::bigint[]);

-- name: retired_set
INSERT INTO norekey.retired (id, day, at, gone)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
ON CONFLICT DO NOTHING;

-- name: retired_gone
INSERT INTO norekey.retired_day (day, gone) VALUES ($1, $2)
ON CONFLICT (day) DO UPDATE SET gone = $2;

-- name: retired_find
SELECT r.day, coalesce(d.gone, r.gone) FROM norekey.retired r
LEFT JOIN norekey.retired_day d ON d.day = r.day WHERE r.id = $1;
