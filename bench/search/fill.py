#!/usr/bin/env python3
"""Fills an empty SQLite store, which a daemon has made, with finished messages and the words they are found by.

    python3 bench/search/fill.py STATE/store.db [ORDERS]      # 2,500,000 orders: 10 million messages, 30 million words

Four messages an order (event, order, part, notice); twelve words: the numbers at the web, in the ERP and at the customer, account,
three of the customer's name, three SKUs, the rep as a word and as whose sales credit it is. The daemon must not run."""
import sqlite3
import sys

store, orders = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_500_000
FIRST, BEGAN, STEP = 1000, 1_780_000_000_000_000, 1_000_000
WORDS = ["'w'||n", f"'po-'||((n*7919)%{orders})", "'so'||(100000+n)", "'c'||(n%5000)", "'name'||(n%5000)", "'first'||(n%300)", "'llc'",
         "'sku-'||((n*31)%50000)", "'sku-'||((n*37+11)%50000)", "'sku-'||((n*41+7)%50000)", "'rep:rep'||(n%60)", "'rep'||(n%60)"]


def numbers(count):
    return f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM s WHERE n<{count - 1}) "


db = sqlite3.connect(store, isolation_level=None)
for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-1500000", "temp_store=MEMORY"):
    db.execute("PRAGMA " + pragma)
statements = [
    "INSERT INTO message(id,key,revision,kind,channel,identity,ordering,destination,media_type,meta,digest,received) " + numbers(4 * orders) +
    f"SELECT n+{FIRST}, 'k'||n, 1, CASE n%4 WHEN 0 THEN 'event' WHEN 1 THEN 'order' WHEN 2 THEN 'part' ELSE 'notice' END, 'acme/shop', "
    f"'acme/shop/W'||(n/4), '', '', '', '', '', {BEGAN}+n*{STEP} FROM s",
    "INSERT INTO finished(id,state,ended,attempts,cause,what,fix,place) " + numbers(4 * orders) +
    f"SELECT n+{FIRST}, 2, {BEGAN}+n*{STEP}+500000, 1, '', '', '', '' FROM s",
] + [numbers(orders) + f"INSERT INTO word(word,message) SELECT {word}, n*4+{FIRST + 1} FROM s WHERE true ORDER BY 1,2 ON CONFLICT DO NOTHING" for word in WORDS]
for at, statement in enumerate(statements):
    db.execute("BEGIN")
    db.execute(statement)
    db.execute("COMMIT")
    print(f"{at + 1} of {len(statements)}", flush=True)
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
