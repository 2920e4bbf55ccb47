#!/usr/bin/env bash
# The shipped Prometheus rules and the Grafana dashboard: promtool reads and tests them, and each name in them is one that the program has.
#   tests/monitoring/rules.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
folder=config/examples/monitoring
promtool check rules $folder/prometheus-rules.yaml
promtool test rules $folder/prometheus-rules-test.yaml
known=$(sed -n 's/.*\.Name("\(norekey_[a-z_]*\)").*/\1/p' flow/metrics.cpp | sort -u)
[ -n "$known" ] || { echo "error: no metric found in flow/metrics.cpp"; exit 1; }
wrong=0
for file in $folder/prometheus-rules.yaml $folder/grafana-dashboard.json; do
  for name in $(grep -oE 'norekey_[a-z_]+' $file | sed 's/_bucket$//' | sort -u); do
    grep -qx "$name" <<<"$known" || { echo "error: $file: the program has no metric $name; there are: $(echo $known)"; wrong=1; }
  done
done
for alert in $(sed -n 's/.*- alert: //p' $folder/prometheus-rules.yaml); do
  grep -q "alertname: $alert" $folder/prometheus-rules-test.yaml || { echo "error: no test of $alert"; wrong=1; }
done
# The daemon and Prometheus call the same thing by the same name: each of the daemon's rules has its alert here.
ours=$(grep -oE '"Norekey[A-Za-z]+"' flow/alerts/alert.cpp | tr -d '"' | sort -u)
[ "$(wc -w <<<"$ours")" = 12 ] || { echo "error: 12 rules of the daemon expected in flow/alerts/alert.cpp, found:" $ours; wrong=1; }
for alert in $ours; do
  grep -q -- "- alert: $alert$" $folder/prometheus-rules.yaml || { echo "error: $folder/prometheus-rules.yaml has no $alert"; wrong=1; }
done
# Each expression of the dashboard is one that Prometheus reads.
python3 - $folder/grafana-dashboard.json >build/dashboard-rules.yaml <<'PY'
import json, sys
panels = json.load(open(sys.argv[1]))["panels"]
exprs = [t["expr"].replace("$instance", ".*") for p in panels for t in p["targets"]]
print("groups: [{name: dashboard, rules: [" + ", ".join("{record: 'd:%d', expr: %s}" % (i, json.dumps(e)) for i, e in enumerate(exprs)) + "]}]")
PY
promtool check rules build/dashboard-rules.yaml
exit $wrong
