# ./dev bench queue [SECONDS | --quick]: the store, its peers and the ceilings, one after the other on one machine.
# --quick: one second each, 100,000 finished messages in place of 5 million, 10,000 blocked keys, few jobs for the peers.
. scripts/packages.sh
need build
need test
command -v npm >/dev/null || need node
seconds=${1:-5} finished=5000000 jobs=30000 ordered_jobs=
[ "$seconds" != --quick ] || { seconds=1 finished=100000 jobs=5000 ordered_jobs=2000; export NOREKEY_BENCH_BLOCKED=10000; }
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
say "building an optimised store_bench, http_bench and ceiling_bench"
cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNOREKEY_TESTS=OFF >build/bench.log 2>&1 &&
  cmake --build build/bench --target store_bench http_bench ceiling_bench >>build/bench.log 2>&1 || { tail -20 build/bench.log >&2; exit 1; }
peers=$PWD/build/peers
if [ ! -d "$peers/node_modules/pg-boss" ]; then
  mkdir -p "$peers"
  (cd "$peers" && npm init -y && npm install graphile-worker@0.18.0 pg-boss@10 pg) >build/peers.log 2>&1 || { tail -20 build/peers.log >&2; exit 1; }
fi

# A PostgreSQL of its own, with default durability.
folder=$(mktemp -d "${TMPDIR:-/tmp}/norekey-bench-XXXXXX")
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi; }
[ "$(id -u)" != 0 ] || chown postgres "$folder"
as "$programs/initdb -D $folder/data -A trust -U postgres --locale=C.UTF-8 -E UTF8" >/dev/null
as "$programs/pg_ctl -w -D $folder/data -o '-k $folder -c listen_addresses= -c max_connections=200 -c shared_buffers=256MB' -l $folder/log start" >/dev/null
stop() { as "$programs/pg_ctl -m fast -D $folder/data stop" >/dev/null; rm -rf "$folder"; }
trap stop EXIT
url="postgresql:///postgres?host=$folder&user=postgres"
psql "$url" -qc "CREATE TABLE bench_row (id bigserial PRIMARY KEY, body text)"
echo "INSERT INTO bench_row (body) VALUES (repeat('x', 1000));" >"$folder/one.sql"
here=build/bench/bench/queue
store=$here/store_bench http=$here/http_bench
mkdir -p build/bench/store
# Empty stores.
begin_anew() { rm -f build/bench/store/*; psql "$url" -qc 'SET client_min_messages = warning; DROP SCHEMA IF EXISTS norekey CASCADE'; }
measured() { python3 bench/queue/with_cpu.py "$(head -1 "$folder/data/postmaster.pid")" "$@"; }

{
  echo "load $(cut -d' ' -f1 /proc/loadavg) before"
  # What is compared is measured in turns: others use the machine as well.
  for round in 1 2 3; do
    for pair in 64:64:64 1000:16:1000; do
      IFS=: read -r in_flight clients rows <<<"$pair"
      begin_anew
      measured "pgbench-$clients" pgbench -h "$folder" -U postgres -n -f "$folder/one.sql" -c "$clients" -j 2 -T "$seconds" postgres 2>/dev/null
      measured "postgres-intake-$in_flight" "$store" "$url" "$seconds" "intake-$in_flight"
      measured "postgres-http-$in_flight" "$http" "$url" "$seconds" "http-$in_flight"
      measured "ceiling-${rows}x1" "$here/ceiling_bench" "$url" "$seconds" "${rows}x1"
      measured "sqlite-intake-$in_flight" "$store" sqlite:build/bench/store/store.db "$seconds" "intake-$in_flight"
    done
  done
  $here/ceiling_bench "$url" "$seconds" 32x2 500x2
  for kind in sqlite postgres; do
    where=sqlite:build/bench/store/store.db
    [ $kind = sqlite ] || where=$url
    begin_anew
    $http "$where" "$seconds" http-64 http-1000 http-64-empty http-1000-empty | sed "s/^/$kind-/"
    begin_anew
    $store "$where" "$seconds" intake-1 complete ordered ordered-runs latency fsync snapshot | sed "s/^/$kind-/"
    $store "$where" "$seconds" complete intake-64 intake-1000 | sed "s/^/$kind-before-/"
    say "giving the $kind store $finished finished messages" >&2
    python3 bench/queue/fill.py "$where" "$finished"
    $store "$where" "$seconds" complete intake-64 intake-1000 | sed "s/^/$kind-finished-/"
    $store "$where" "$seconds" blocked | sed "s/^/$kind-/"
  done
  NODE_PATH=$peers/node_modules node bench/queue/peers.mjs "postgresql://postgres@localhost/postgres?host=$folder" "$jobs" "${ordered_jobs:-$((seconds * 10000))}"
  echo "load $(cut -d' ' -f1 /proc/loadavg) after"
} | tee build/bench/figures.txt
# Of what was measured several times: the middle.
sort -k1,1 -k2,2g build/bench/figures.txt | awk '
{ if ($1 != last) { last = $1; number = 0 } all[$1, ++number] = $2; f[$1] = all[$1, int((number + 1) / 2)] }
function show(what, a, b, aim) { printf "%-64s %6.2f   wanted %s\n", what, (f[b] > 0 ? f[a] / f[b] : 0), aim }
END {
  split("sqlite postgres", kinds, " ")
  for (i = 1; i <= 2; ++i) { k = kinds[i]
    show(k ": intake, 64 in flight / pgbench 64", k "-intake-64", "pgbench-64", "1.5")
    show(k ": intake, 1,000 in flight / pgbench 16", k "-intake-1000", "pgbench-16", "5")
    if (k == "postgres") show(k ": intake, 64 / rows inserted 64 at a time", k "-intake-64", "ceiling-64x1", "the ceiling")
    if (k == "postgres") show(k ": intake, 1,000 / rows inserted 1,000 at a time", k "-intake-1000", "ceiling-1000x1", "the ceiling")
    show(k ": processor time of pgbench 64 / of intake, 64", "pgbench-64-cpu", k "-intake-64-cpu", "more is better")
    show(k ": processor time of pgbench 16 / of intake, 1,000", "pgbench-16-cpu", k "-intake-1000-cpu", "more is better")
    show(k ": the same through HTTP, 64 / pgbench 64", k "-http-64", "pgbench-64", "1.5")
    show(k ": the same through HTTP, 1,000 / pgbench 16", k "-http-1000", "pgbench-16", "5")
    show(k ": through HTTP / the store alone, 1,000 in flight", k "-http-1000", k "-intake-1000", "what HTTP costs")
    show(k ": completed with intents / graphile-worker", k "-complete", "graphile-complete", "1.5")
    show(k ": 1,000 ordered keys / graphile named queues", k "-ordered", "graphile-ordered", "100")
    show(k ": the same, jobs of a queue in one run", k "-ordered-runs", "graphile-ordered-runs", "100")
    show(k ": with 100,000 blocked keys / clean", k "-complete-blocked", k "-complete", "0.8")
    show(k ": with a snapshot held open / clean", k "-complete-snapshot", k "-complete", "0.8")
    show(k ": completed, finished messages there / before", k "-finished-complete", k "-before-complete", "0.9")
    show(k ": intake, 64, finished messages there / before", k "-finished-intake-64", k "-before-intake-64", "0.9")
    show(k ": intake, 1,000, finished messages there / before", k "-finished-intake-1000", k "-before-intake-1000", "0.9")
    show(k ": enqueue to picked, median / fsync median", k "-latency-p50", k "-fsync-p50", "at most 2.5")
  } }'
