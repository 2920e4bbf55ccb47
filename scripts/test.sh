# ./dev test [quick|pages|installed|NAME...]: stage by stage, with times; the first failure of a stage is shown, the others still run.
. scripts/packages.sh
mkdir -p build
failed=() names=() seconds=()
stage() { # name command...
  local name=$1 from=$SECONDS log
  shift
  log=build/test-${name// /-}.log
  say "$name"
  if "$@" >"$log" 2>&1; then say "$name: passed in $((SECONDS - from)) s"; else
    failed+=("$name"); say "$name: FAILED after $((SECONDS - from)) s, $log"; grep -E -A8 'error:|FAILED|not ok|Failure|differ' "$log" | head -60 >&2 || tail -30 "$log" >&2; fi
  names+=("$name"); seconds+=($((SECONDS - from)))
}
builds() { local preset=$1; shift; need build test "$@"; cmake --preset "$preset" && cmake --build --preset "$preset"; }
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
    stage "package" ./dev package
    # The same seed each time: a finding belongs to the change. Run ./dev fuzz with others, and for longer, elsewhere.
    stage "fuzz mappings and formats" ./dev fuzz '@(mapping|format_*)' 60 1
    stage "fuzz the other parsers" ./dev fuzz '!(mapping|format_*)' 15 1
    . scripts/pages.sh
    . scripts/journeys.sh ;;
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
