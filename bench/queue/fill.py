#!/usr/bin/env python3
"""Gives a store, which store_bench or a daemon has made and has closed, finished messages: as many as a shop of years leaves.

    python3 bench/queue/fill.py URL [MESSAGES]      # sqlite:FILE or what psql takes; 5,000,000

Each has its journal row, a body of 200 bytes, its key, what it ended as, and a settled intent, under the numbers after the store's last."""
import sqlite3
import subprocess
import sys

url, messages = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5_000_000
AT_ONCE, DAY, AT = 100_000, 86_400_000_000, 1_780_000_000_000_000
CHANNEL, DIGEST = "acme/shop", "0123456789abcdef" * 4


def rows(table, columns, values):
    return f"INSERT INTO {{schema}}{table} ({columns}) {{override}} {{numbers}} SELECT {values} {{from}}"


# n: the message's number.
STATEMENTS = [
    rows("message", "id, key, revision, kind, channel, identity, ordering, destination, media_type, meta, digest, received",
         f"n, '{CHANNEL}/fill-' || n, 1, 'part', '{CHANNEL}', '{CHANNEL}/fill-' || n, '', 'erp/acme', 'application/json', '', '{DIGEST}', {AT} + n"),
    rows("body", "id, body", "n, {bytes}"),
    rows("known", "key, revision, digest, message", f"'{CHANNEL}/fill-' || n, 1, '{DIGEST}', n"),
    rows("finished", "id, state, ended, attempts, cause, what, fix, place", f"n, 2, {AT} + n + 1000, 0, '', '', '', ''"),
    rows("intent", "key, delivery, epoch, send_by, look_from, written, settled",
         f"'{CHANNEL}/fill-' || n || '/place', n, 1, {AT} + n + {DAY}, {AT} + n + {DAY}, {AT} + n, {AT} + n + 900"),
]
TALLY = f"INSERT INTO {{schema}}tally (channel, state, count) VALUES ('{CHANNEL}', 2, {messages}) ON CONFLICT (channel, state) DO UPDATE SET count = {{schema}}tally.count + {messages}"


def chunks(first):
    for begin in range(first, first + messages, AT_ONCE):
        yield begin, min(begin + AT_ONCE, first + messages) - 1


def sqlite(path):
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-500000"):
        db.execute("PRAGMA " + pragma)
    first = db.execute("SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'message'").fetchone()[0]
    for begin, end in chunks(first):
        numbers = f"WITH RECURSIVE s (n) AS (SELECT {begin} UNION ALL SELECT n + 1 FROM s WHERE n < {end})"
        db.execute("BEGIN")
        for statement in STATEMENTS:
            db.execute(statement.format(schema="", override="", numbers=numbers, bytes="zeroblob(200)", **{"from": "FROM s"}))
        db.execute("COMMIT")
    db.execute(TALLY.format(schema=""))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def postgres(address):
    def psql(*commands):
        given = [word for command in commands for word in ("-c", command)]
        return subprocess.run(["psql", address, "-qAt", "-v", "ON_ERROR_STOP=1", *given], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()

    first = int(psql("SELECT nextval('norekey.message_id_seq')"))
    for begin, end in chunks(first):
        commands = ["SET synchronous_commit = off"]
        for statement in STATEMENTS:
            override = "OVERRIDING SYSTEM VALUE" if "norekey.message (" in statement.format(schema="norekey.", override="", numbers="", bytes="", **{"from": ""}) else ""
            commands.append(statement.format(schema="norekey.", override=override, numbers="", bytes="decode(repeat('00', 200), 'hex')",
                                             **{"from": f"FROM generate_series({begin}, {end}) AS s (n)"}))
        psql(*commands)
    psql(f"SELECT setval('norekey.message_id_seq', {first + messages})", TALLY.format(schema="norekey."))
    psql("VACUUM (ANALYZE)", "CHECKPOINT")


if url.startswith("sqlite:"):
    sqlite(url[len("sqlite:"):])
else:
    postgres(url)
