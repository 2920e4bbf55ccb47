#!/usr/bin/env python3
"""Gives a store, which a daemon has made and has closed, finished orders of the last 100 days and the words they are found by.

    python3 bench/console/fill.py URL [ORDERS]      # sqlite:FILE or what psql takes; 2,500,000 orders: 10 million messages

Four messages an order (event, order, part, notice) with what is remembered of it and of its part; twelve words: the numbers at the web,
in the ERP and at the customer, account, three of the customer's name, three SKUs, the rep as a word and as whose sales credit it is;
what came and ended in each five minutes of 35 days. 40 orders are parked. The daemon must not run."""
import sqlite3
import subprocess
import sys
import time

url, orders = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_500_000
IS_SQLITE = url.startswith("sqlite:")
FIRST, PARKED, DAY, CHANNEL = 1000, 40, 86_400_000_000, "acme/shop"
NOW = int(time.time()) * 1_000_000
STEP = 100 * DAY // (4 * orders)  # microseconds from one message to the next
BEGAN = NOW - 4 * orders * STEP
schema = "" if IS_SQLITE else "norekey."


def from_numbers(first, last):
    """A table s(n) of whole numbers."""
    if IS_SQLITE:
        return f"(WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n+1 FROM s WHERE n<{last}) SELECT n FROM s) AS s"
    return f"generate_series({first}::bigint, {last}::bigint) AS s(n)"


def rows(table, columns, values, first, last, more=""):
    override = "OVERRIDING SYSTEM VALUE" if table == "message" and not IS_SQLITE else ""
    return f"INSERT INTO {schema}{table} ({columns}) {override} SELECT {values} FROM {from_numbers(first, last)} WHERE true {more}"


def text(*pieces):
    return "||".join(pieces)


messages, number, live_from = 4 * orders, "(100000+n)", 4 * (orders - PARKED)
order_json = text("""'{"channel":"acme/shop","number":"W'""", "n", """'","po_number":"PO-'""", f"((n*7919)%{orders})", """'","account":"C'""", "(n%5000)",
                  """'","buyer":"Name'""", "(n%5000)", """' First'""", "(n%300)",
                  """' LLC","currency":"USD","total":"123.45","state":"planned","revision":1,"parts":1,"sales_credit":"sales credit REP'""", "(n%60)",
                  """' 100 %","flags":[],"mapping":"m","bundle":"b","placed":"2026-01-01T00:00:00.000000Z"}'""")
part_json = text("""'{"revision":1,"operation":"place","digest":"d","goods":3,"erp_id":"'""", number, """'","erp_number":"SO'""", number,
                 """'","erp_state":"entered","erp_key":"","confirmed":true,"total":"123.45","reps":"REP'""", "(n%60)",
                 """' 100 %","lines":"","credits":"","differences":[],"delivered":"2026-01-01T00:00:00.000000Z"}'""")
WORDS = ["'w'||n", f"'po-'||((n*7919)%{orders})", f"'so'||{number}", "'c'||(n%5000)", "'name'||(n%5000)", "'first'||(n%300)", "'llc'",
         "'sku-'||((n*31)%50000)", "'sku-'||((n*37+11)%50000)", "'sku-'||((n*41+7)%50000)", "'rep:rep'||(n%60)", "'rep'||(n%60)"]
kind = "CASE n%4 WHEN 0 THEN 'event' WHEN 1 THEN 'order' WHEN 2 THEN 'part' ELSE 'notice' END"
record = "kind, key, version, value, who, why, history, at"
bucket = (NOW // 60_000_000 - 35 * 1440) // 5 * 5
statements = [
    rows("message", "id, key, revision, kind, channel, identity, ordering, destination, media_type, meta, digest, received",
         f"n+{FIRST}, 'k'||n, 1, {kind}, '{CHANNEL}', '{CHANNEL}/W'||(n/4), '', '', '', '', '', {BEGAN}+n*{STEP}", 0, messages - 1),
    rows("finished", "id, state, ended, attempts, cause, what, fix, place", f"n+{FIRST}, 2, {BEGAN}+n*{STEP}+500000, 1, '', '', '', ''",
         0, messages - 1, f"AND (n<{live_from} OR n%4<>1)"),
    rows("live", "id, lane, ordering, destination, channel, due, epoch, until, attempts, cause, what, fix, place",
         f"n*4+{FIRST + 1}, 4, '', '', '{CHANNEL}', 0, 1, 0, 1, 'items/SKU-'||(n%8), 'web_sku ''SKU-'||(n%8)||''' has no item_no in lookups/items', "
         "'norekey lookups set items SKU <item_no>', ''", orders - PARKED, orders - 1),
    rows("record", record, f"'order', '{CHANNEL}/W'||n, 1, {order_json}, 'daemon', '', 0, {BEGAN}+n*4*{STEP}", 0, orders - 1),
    rows("record", record, f"'part', '{CHANNEL}/W'||n||'/1', 1, {part_json}, 'daemon', '', 0, {BEGAN}+n*4*{STEP}", 0, orders - 1),
    rows("pulse", "bucket, channel, kind, what, count, took, longest",
         f"{bucket}+5*(n/8), '{CHANNEL}', CASE n%4 WHEN 0 THEN 'event' WHEN 1 THEN 'order' WHEN 2 THEN 'part' ELSE 'notice' END, "
         f"CASE (n/4)%2 WHEN 0 THEN 0 ELSE 2 END, {max(1, orders // 28800)}, {max(1, orders // 28800)} * 40000, 90000", 0, 35 * 288 * 8 - 1),
    f"INSERT INTO {schema}tally (channel, state, count) VALUES ('{CHANNEL}', 2, {messages - PARKED}) ON CONFLICT (channel, state) DO UPDATE SET count = {messages - PARKED}",
] + [rows("word", "word, message", f"{word}, n*4+{FIRST + 1}", 0, orders - 1, "ORDER BY 1, 2 ON CONFLICT DO NOTHING") for word in WORDS]

if IS_SQLITE:
    db = sqlite3.connect(url[len("sqlite:"):], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-1500000", "temp_store=MEMORY"):
        db.execute("PRAGMA " + pragma)
    run = db.execute
else:
    def run(statement):
        subprocess.run(["psql", url, "-q", "-v", "ON_ERROR_STOP=1", "-c", "SET synchronous_commit = off", "-c", "SET work_mem = '256MB'", "-c", statement], check=True)
for at, statement in enumerate(statements):
    run(statement)
    print(f"\r{at + 1} of {len(statements)}", end="", flush=True, file=sys.stderr)
print(file=sys.stderr)
if IS_SQLITE:
    run("PRAGMA wal_checkpoint(TRUNCATE)")
else:
    run(f"SELECT setval('norekey.message_id_seq', {FIRST + messages})")
    run("VACUUM (ANALYZE)")
    run("CHECKPOINT")
