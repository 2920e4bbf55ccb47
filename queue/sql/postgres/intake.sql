-- Adding messages, and the identities that make adding harmless.

-- name: known_find
SELECT key, revision, digest, message FROM norekey.known WHERE key = ANY($1::text[]);

-- name: known_set
INSERT INTO norekey.known (key, revision, digest, message)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
ON CONFLICT (key) DO UPDATE
SET revision = excluded.revision, digest = excluded.digest, message = excluded.message;

-- name: message_numbers
SELECT nextval('norekey.message_id_seq') FROM generate_series(1, $1);

-- name: message_insert
INSERT INTO norekey.message (id, key, revision, kind, channel, identity, ordering, destination,
                             media_type, meta, digest, received)
OVERRIDING SYSTEM VALUE
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[]);

-- name: body_insert
INSERT INTO norekey.body (id, body) SELECT * FROM unnest($1::bigint[], $2::bytea[]);

-- name: live_insert
INSERT INTO norekey.live (id, lane, ordering, destination, channel, due, epoch, until, attempts,
                          cause, what, fix, place)
SELECT id, lane, ordering, destination, channel, due, 0, 0, 0, '', '', '', ''
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
     AS t (id, lane, ordering, destination, channel, due);
