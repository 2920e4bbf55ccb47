#!/usr/bin/env bash
# A real Alertmanager shows what the daemon finds, with its links, keeps to the end it is told, and knows it again after it was started anew.
#   NOREKEY=build/dev/norekey tests/monitoring/alertmanager.sh     (two minutes)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
norekey=$(readlink -f "${NOREKEY:-build/dev/norekey}")
folder=$(mktemp -d)
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port) own=$(free_port) daemon='' manager=''
end() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  [ -z "$manager" ] || kill "$manager" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap end EXIT
has() { local text; text=$(cat); grep -q -- "$1" <<<"$text"; }  # reads all of it: grep -q alone would end the writer, and with pipefail that fails
fail() { echo "error: $*"; tail -n 20 "$folder"/*.log; exit 1; }

printf 'route: { receiver: none }\nreceivers: [ { name: none } ]\n' >"$folder/alertmanager.yml"
start_manager() {
  prometheus-alertmanager --config.file="$folder/alertmanager.yml" --web.listen-address="127.0.0.1:$port" --cluster.listen-address= \
    --storage.path="$folder/alertmanager" >>"$folder/alertmanager.log" 2>&1 &
  manager=$!
  for _ in $(seq 200); do curl -fs "http://127.0.0.1:$port/-/ready" >/dev/null && return; sleep 0.1; done
  fail "Alertmanager does not start"
}
start_manager

cp -r config/examples/demo "$folder/config"
printf 'state-dir: state\nhttp: { address: 127.0.0.1, port: %s }\n' "$own" >"$folder/config/norekey.yaml"
cat >>"$folder/config/channels.yaml" <<YAML
alerts: { alertmanager: "http://127.0.0.1:$port", proxy: "-", paused-after: 0 s, hold: 0 s, console-url: https://norekey.example, without: [ parked, disk ] }
YAML
"$norekey" --config "$folder/config" serve 2>"$folder/daemon.log" &
daemon=$!
for _ in $(seq 600); do curl -fs "http://127.0.0.1:$own/readyz" >/dev/null && break; sleep 0.1; done
ask() { "$norekey" --config "$folder/config" "$@"; }

# What Alertmanager shows as active: name, severity, what it is on, summary, link.
shown() {
  curl -fs "http://127.0.0.1:$port/api/v2/alerts?active=true" | python3 -c '
import json, sys
for a in json.load(sys.stdin):
    l = a["labels"]
    print(l["alertname"], l["severity"], l["on"], a["annotations"]["summary"], a["generatorURL"], sep=" | ")'
}
wait_for() { # seconds text
  for _ in $(seq "$1"); do [ "$(shown)" != "$2" ] || return 0; sleep 1; done
  fail "Alertmanager shows '$(shown)', not '$2'"
}

ask alerts test --json | has '"ok":true' || fail "the test alert was not taken"
shown | has '^NorekeyTest | warning | ' || fail "the test alert is not shown: $(shown)"
curl -fs -X POST -H 'Content-Type: application/json' "http://127.0.0.1:$port/api/v2/alerts" \
  -d "$(curl -fs "http://127.0.0.1:$port/api/v2/alerts" | python3 -c '
import json, sys
print(json.dumps([{"labels": a["labels"], "startsAt": a["startsAt"], "endsAt": a["startsAt"]} for a in json.load(sys.stdin)]))')"
wait_for 5 ''

ask pause erp/legacy --why stock-taking >/dev/null
want='NorekeyDestinationPaused | warning | erp/legacy | erp/legacy is paused by '$(id -un)' (cli): stock-taking, 0 under way | https://norekey.example/#/settings/destinations'
wait_for 40 "$want"
ask alerts >"$folder/said" && fail "norekey alerts exits with 0 although something is open"
grep -q 'told alertmanager: open, ' "$folder/said" || fail "$(cat "$folder/said")"

kill "$manager"; wait "$manager" || true
start_manager
wait_for 180 "$want"

ask resume erp/legacy >/dev/null
wait_for 40 ''
ask alerts | has 'told alertmanager: over, ' || fail "$(ask alerts)"
curl -fs "http://127.0.0.1:$own/metrics" | has '^norekey_alerts{rule="paused",severity="warning"} 0$' || fail "$(curl -fs "http://127.0.0.1:$own/metrics" | grep norekey_alerts)"
echo "a real Alertmanager showed it, knew it again, and saw its end"
