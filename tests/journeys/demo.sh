#!/usr/bin/env bash
# The demo of ./dev run, without waiting for Ctrl-C: each recorded order ends as README says, and the missing row sets the rest free.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
norekey=${NOREKEY:-build/dev/norekey}
work=$(mktemp -d)
cp -r config/examples/demo/. "$work/"
sed -i 's/port: 8642/port: 0/' "$work/norekey.yaml"
"$norekey" --config "$work" check
"$norekey" --config "$work" serve 2>"$work/log" &
daemon=$!
trap 'kill -9 $daemon 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -S "$work/state/control.sock" ] && break; sleep 0.1; done
state() { "$norekey" --config "$work" orders --json | tr '{' '\n' | grep -c "\"state\":\"$1\"" || true; }
expect() { # state count
  for _ in $(seq 100); do [ "$(state "$1")" = "$2" ] && { echo "$2 $1"; return 0; }; sleep 0.2; done
  echo "error: $(state "$1") orders are $1, not $2"; "$norekey" --config "$work" orders; tail -20 "$work/log"; exit 1
}
expect delivered 12
expect parked 3
expect cancelled 1
"$norekey" --config "$work" parked >"$work/parked" && { echo "error: parked exits 0 although orders are parked"; exit 1; }
grep -q "fix: norekey lookups set items 'ELE-1181' <item_no>" "$work/parked"
"$norekey" --config "$work" lookups set items ELE-1181 0004725555
expect delivered 15
"$norekey" --config "$work" trace PO-DECL >"$work/trace"
grep -q 'the ERP holds REP02 100 %, total 123.09: as sent' "$work/trace"
"$norekey" --config "$work" doctor
"$norekey" --config "$work" store backup "$work/copy.db"
"$norekey" --config "$work" store check
kill -TERM $daemon
wait $daemon
echo "the daemon ended cleanly"
"$norekey" --config "$work" orders --limit 1   # with the daemon down the store itself is asked
