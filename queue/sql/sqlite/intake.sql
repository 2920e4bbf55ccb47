-- Adding messages, and the identities that make adding harmless.

-- name: known_find
SELECT key, revision, digest, message FROM known WHERE key = ?1;

-- name: known_add
INSERT INTO known (key, revision, digest, message) VALUES (?1, ?2, ?3, ?4);

-- name: known_set
UPDATE known SET revision = ?2, digest = ?3, message = ?4 WHERE key = ?1;

-- name: message_numbers
SELECT ?1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0);

-- name: message_insert
INSERT INTO message (id, key, revision, kind, channel, identity, ordering, destination, media_type,
                     meta, digest, received)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);

-- name: body_insert
INSERT INTO body (id, body) VALUES (?1, ?2);

-- name: live_insert
INSERT INTO live (id, lane, ordering, destination, channel, due, epoch, until, attempts, cause,
                  what, fix, place)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, '', '', '', '');
