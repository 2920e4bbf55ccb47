# ./dev bench sync: what changed in 1 million SKUs x 3 warehouses, beside PostgreSQL's temp table and anti-join on the same files in one run.
. scripts/packages.sh
need build
need test
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
say "building an optimised sync_bench"
mkdir -p build
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNOREKEY_TESTS=OFF >build/bench.log 2>&1 &&
  cmake --build build/bench --target sync_bench >>build/bench.log 2>&1 || { tail -20 build/bench.log >&2; exit 1; }
bench=build/bench/bench/sync/sync_bench

folder=$(mktemp -d "${TMPDIR:-/tmp}/norekey-bench-XXXXXX")
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$folder"
as "$programs/initdb -D $folder/data -A trust -U postgres --locale=C.UTF-8 -E UTF8" >/dev/null
as "$programs/pg_ctl -w -D $folder/data -o '-k $folder -c listen_addresses= -c shared_buffers=256MB -c work_mem=256MB' -l $folder/log start" >/dev/null
stop() { as "$programs/pg_ctl -m fast -D $folder/data stop" >/dev/null; rm -rf "$folder"; }
trap stop EXIT
url="postgresql:///postgres?host=$folder&user=postgres"

echo "load $(cut -d' ' -f1 /proc/loadavg) before"
for skus in 100000 300000 1000000; do
  $bench generate $skus "$folder/before.csv" "$folder/after.csv"
  echo "-- $skus SKUs, 3 warehouses"
  for _ in 1 2 3; do $bench diff "$folder/before.csv" "$folder/after.csv"; done
done
for rows in 1000000 3000000 10000000; do
  echo "-- $rows price rows"
  $bench generate-prices $rows "$folder/prices.csv"
  $bench prices "$folder/prices.csv"
  rm "$folder/prices.csv"
done
# What was pushed stands in a table with its key; the snapshot comes into a temporary one.
psql "$url" -q <<SQL
CREATE TABLE pushed (sku text, house text, quantity text, PRIMARY KEY (sku, house));
\copy pushed FROM '$folder/before.csv' WITH (FORMAT csv)
ANALYZE pushed;
SQL
for _ in 1 2 3; do
  psql "$url" -qAt <<SQL | awk '/^Time/ {sum += $2} /^[0-9]+$/ {found = found " " $1} END {printf "postgresql: changed or new%s: %.3f s for temp table and anti-join\n", found, sum / 1000}'
CREATE TEMP TABLE snapshot (sku text, house text, quantity text);
\timing on
\copy snapshot FROM '$folder/after.csv' WITH (FORMAT csv)
SELECT count(*) FROM snapshot s WHERE NOT EXISTS (SELECT 1 FROM pushed p WHERE p.sku = s.sku AND p.house = s.house AND p.quantity = s.quantity);
SELECT count(*) FROM pushed p WHERE NOT EXISTS (SELECT 1 FROM snapshot s WHERE p.sku = s.sku AND p.house = s.house);
SQL
done
