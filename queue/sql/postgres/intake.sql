-- Adding messages, and the identities that make adding harmless. Lists are taken apart in the
-- SELECT list: as a table in FROM they would be stored once more on the way.

-- name: known_find
SELECT key, revision, digest, message FROM norekey.known WHERE key = ANY($1::text[]);

-- name: known_add
INSERT INTO norekey.known (key, revision, digest, message)
SELECT unnest($1::text[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::bigint[]);

-- name: known_set
UPDATE norekey.known k SET revision = t.revision, digest = t.digest, message = t.message
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[])
     AS t (key, revision, digest, message)
WHERE k.key = t.key AND k.key = ANY($1::text[]);

-- name: message_numbers
-- The last of so many: writers take turns, so nobody takes one in between.
SELECT setval('norekey.message_id_seq', nextval('norekey.message_id_seq') + $1 - 1);

-- name: message_insert
INSERT INTO norekey.message (id, key, revision, kind, channel, identity, ordering, destination,
                             media_type, meta, digest, received)
OVERRIDING SYSTEM VALUE
SELECT unnest($1::bigint[]), unnest($2::text[]), unnest($3::bigint[]), unnest($4::text[]),
       unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]),
       unnest($9::text[]), unnest($10::text[]), unnest($11::text[]), unnest($12::bigint[]);

-- name: body_insert
INSERT INTO norekey.body (id, body) SELECT unnest($1::bigint[]), unnest($2::bytea[]);

-- name: live_insert
INSERT INTO norekey.live (id, lane, ordering, destination, channel, due, epoch, until, attempts,
                          cause, what, fix, place)
SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::text[]),
       unnest($5::text[]), unnest($6::bigint[]), 0, 0, 0, '', '', '', '';
