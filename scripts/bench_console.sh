# ./dev bench console [ORDERS] [sqlite | postgres]: how long a person waits for the console, with four messages an order in the store.
. scripts/packages.sh
need build
need test
need pages
command -v npm >/dev/null || need node
orders=${1:-250000} kinds=${2:-sqlite postgres}
say "building an optimised norekey"
mkdir -p build
{ cmake --preset release && cmake --build --preset release --target norekey; } >build/bench.log 2>&1 || { tail -20 build/bench.log >&2; exit 1; }
(cd tests/pages && { [ -d node_modules/playwright-core ] || npm ci --ignore-scripts --no-audit --no-fund >>../../build/bench.log 2>&1; })

programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/norekey-bench-XXXXXX")
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/bash -c "$*"; else bash -c "$*"; fi; }
[ "$(id -u)" != 0 ] || { chown postgres "$folder"; chmod 755 "$folder"; }
as "$programs/initdb -D $folder/data -A trust -U postgres --locale=C.UTF-8 -E UTF8" >/dev/null
as "$programs/pg_ctl -w -D $folder/data -o '-k $folder -c listen_addresses= -c shared_buffers=256MB' -l $folder/log start" >/dev/null
stop() { as "$programs/pg_ctl -m fast -D $folder/data stop" >/dev/null; rm -rf "$folder"; }
trap stop EXIT

for kind in $kinds; do
  demo=$folder/$kind url=sqlite:$folder/$kind/state/store.db
  cp -r config/examples/demo "$demo"
  rm -rf "$demo"/orders/*
  [ "$kind" = sqlite ] || url="postgresql:///postgres?host=$folder&user=postgres"
  printf 'state-dir: state\nstore: "%s"\nhttp: { address: 127.0.0.1, port: 0 }\nlog: { to: stderr, level: info, format: text }\n' "$url" >"$demo/norekey.yaml"
  # Once, so that the store is there.
  build/release/norekey --config "$demo" serve 2>"$demo/log" &
  daemon=$!
  for _ in $(seq 200); do ! grep -q 'port=' "$demo/log" || break; sleep 0.1; done
  kill -TERM $daemon && wait $daemon
  say "giving the $kind store $orders orders"
  python3 bench/console/fill.py "$url" "$orders"
  echo "-- $kind, $((4 * orders)) messages, load $(cut -d' ' -f1 /proc/loadavg)"
  node bench/console/search.mjs "$demo"
  node bench/console/paint.mjs "$demo"
done
