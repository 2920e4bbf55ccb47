# ./dev test [quick|pages|installed|NAME...]: stage by stage, with times; the first failure of a stage is shown, the others still run.
. scripts/packages.sh
mkdir -p build
failed=() names=() seconds=()
stage() { # name command...
  local name=$1 from=$SECONDS log
  shift
  log=build/test-${name// /-}.log
  say "$name"
  local status=0
  "$@" >"$log" 2>&1 || status=$?
  ended "$name" $status $((SECONDS - from)) "$log"
}
ended() { # name status seconds log
  if [ "$2" = 0 ]; then say "$1: passed in $3 s"; else
    failed+=("$1"); say "$1: FAILED after $3 s, $4"; grep -E -A8 'error:|FAILED|FOUND|not ok|Failure|differ' "$4" | head -60 >&2 || tail -30 "$4" >&2; fi
  names+=("$1"); seconds+=("$3")
}
# With the time that the stages after it leave over; `joined` waits for it and says how it ended.
beside() { # name command...
  local name=$1 from=$SECONDS
  shift
  beside_name=$name beside_log=build/test-${name// /-}.log beside_end=build/test-${name// /-}.end
  say "$name, beside what follows"
  rm -f "$beside_end"
  { status=0; nice -n 19 "$@" >"$beside_log" 2>&1 || status=$?; echo "$status $((SECONDS - from))" >"$beside_end"; } &
  beside_job=$!
}
joined() {
  local status took
  wait "$beside_job" || true
  read -r status took <"$beside_end" || status=1 took=0
  ended "$beside_name" "$status" "$took" "$beside_log"
}
builds() { local preset=$1; shift; need build test "$@"; cmake --preset "$preset" && cmake --build --preset "$preset"; }
monitoring() { need monitoring && tests/monitoring/rules.sh && tests/monitoring/alertmanager.sh; }
units() { local preset=$1; shift; ctest --preset "$preset" --no-tests=error -j 2 "$@"; }

case ${1:-all} in
  quick)
    stage "build" builds dev
    stage "unit tests" units dev -LE long ;;
  all)
    stage "build" builds dev
    stage "unit tests" units dev
    stage "checks" ./dev check deep
    stage "sanitizer build" builds asan fuzz
    stage "unit tests under ASan and UBSan" units asan
    stage "monitoring" monitoring
    stage "package" ./dev package
    . scripts/pages.sh
    # The journeys mostly wait for shop and ERP. The same seed each time: a finding belongs to the change. Run ./dev fuzz with others, and for longer, elsewhere.
    beside "fuzz" bash -c 'ok=0; ./dev fuzz "@(mapping|format_*|edi_*)" 60 1 || ok=1; ./dev fuzz "!(mapping|format_*|edi_*)" 15 1 || ok=1; exit $ok'
    . scripts/journeys.sh
    joined ;;
  pages)
    stage "build" builds dev
    . scripts/pages.sh ;;
  installed)
    stage "package" ./dev package
    stage "installed package" tests/package/installed.sh build/norekey_*.deb ;;
  *) for one in "$@"; do stage "unit tests $one" ctest --preset dev -R "$one" --no-tests=error; done ;;
esac
printf '\n' >&2
for i in "${!names[@]}"; do printf '%6d s  %s\n' "${seconds[$i]}" "${names[$i]}" >&2; done
echo "$(( ${#names[@]} - ${#failed[@]} )) passed, ${#failed[@]} failed"
[ ${#failed[@]} = 0 ]
