# ./dev test [quick|pages|installed|NAME...]: stage by stage, with times; the first failure of a stage is shown, the others still run.
. scripts/packages.sh
mkdir -p build
ends=build/test-stages  # a line a stage that has ended: seconds, exit code, name
: >"$ends"
stage() { # name command...
  local name=$1 from=$SECONDS log status=0
  shift
  log=build/test-${name// /-}.log
  say "$name"
  "$@" >"$log" 2>&1 || status=$?
  if [ $status = 0 ]; then say "$name: passed in $((SECONDS - from)) s"; else
    say "$name: FAILED after $((SECONDS - from)) s, $log"; { grep -E -A8 'error:|FAILED|FOUND|not ok|Failure|differ' "$log" || tail -30 "$log"; } | head -60 >&2; fi
  echo "$((SECONDS - from)) $status $name" >>"$ends"
}
# A lane runs its stages beside what follows; `join` waits for all lanes.
lane() { { ("$@") || echo "0 $? $1 ended early" >>"$ends"; } & }
join() { wait; }
builds() { local preset=$1; shift; need build test "$@"; cmake --preset "$preset" && cmake --build --preset "$preset"; }
# All at once, while nothing else runs: the lanes would wait for each other's installations.
packages() { need build test check deep monitoring pages fuzz package; command -v node >/dev/null || need node; }
monitoring() { need monitoring && tests/monitoring/rules.sh && tests/monitoring/alertmanager.sh; }
units() { local preset=$1; shift; ctest --preset "$preset" --no-tests=error -j 3 "$@"; }  # much of it waits for disks and servers

# What mostly waits: for a disk, a shop, an ERP, a browser, a clock.
waiting() {
  stage "unit tests" units dev
  stage "monitoring" monitoring
  . scripts/pages.sh
  . scripts/journeys.sh
}
# What takes both cores, with the time that the other lane leaves over.
compiling() {
  renice -n 10 $BASHPID >/dev/null
  stage "checks" ./dev check deep
  stage "sanitizer build" builds asan fuzz
  stage "package" ./dev package
}
# So long whatever else runs. The same seed each time: a finding belongs to the change. Run ./dev fuzz with others, and for longer, elsewhere.
fuzzing() {
  renice -n 19 $BASHPID >/dev/null
  export NOREKEY_FUZZ_JOBS=3
  stage "fuzz" bash -c 'ok=0; ./dev fuzz "@(mapping|format_*|edi_*)" 60 1 || ok=1; ./dev fuzz "!(mapping|format_*|edi_*)" 10 1 || ok=1; exit $ok'
}

case ${1:-all} in
  quick)
    stage "build" builds dev
    stage "unit tests" units dev -LE long ;;
  all)
    stage "packages" packages
    stage "build" builds dev
    lane waiting
    (compiling)
    join
    lane fuzzing
    stage "unit tests under ASan and UBSan" units asan
    join ;;
  pages)
    stage "build" builds dev
    . scripts/pages.sh ;;
  installed)
    stage "package" ./dev package
    stage "installed package" tests/package/installed.sh build/norekey_*.deb ;;
  *) for one in "$@"; do stage "unit tests $one" ctest --preset dev -R "$one" --no-tests=error; done ;;
esac
printf '\n' >&2
while read -r took status name; do
  printf '%6d s  %s%s\n' "$took" "$name" "$([ "$status" = 0 ] || echo ': FAILED')" >&2
done <"$ends"
failed=$(grep -cvE '^[0-9]+ 0 ' "$ends" || true)
echo "$(grep -cE '^[0-9]+ 0 ' "$ends") passed, $failed failed in $SECONDS s"
[ "$failed" = 0 ]
