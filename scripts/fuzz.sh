# ./dev fuzz [TARGET|PATTERN|all] [SECONDS] [SEED]: libFuzzer with ASan and UBSan. Seeds are the project's own examples and payloads; what was found interesting is
# kept in build/fuzz-corpus, a crash is written to build/fuzz-crash-TARGET-*.
. scripts/packages.sh
need build test fuzz
which=${1:-all} each=${2:-60} seed=${3:-0}  # 0: another one each time
say "building the fuzz targets"
mkdir -p build
cmake --preset asan >build/fuzz.log 2>&1 || { tail -20 build/fuzz.log >&2; exit 1; }
names=$(ls tests/fuzz/*.cpp | xargs -n1 basename | sed 's/\.cpp$//')
all=$names
[ "$which" = all ] || names=$(for name in $all; do [[ $name != $which ]] || echo "$name"; done)
[ -n "$names" ] || { say "no fuzz target '$which': $(echo $all)"; exit 2; }
cmake --build --preset asan --target $(printf 'fuzz_%s ' $names) >>build/fuzz.log 2>&1 || { grep -E -A6 'error:|undefined' build/fuzz.log | head -40 >&2; exit 1; }

seeds() {
  case $1 in
    json|vendure) echo config/examples/demo/orders/*.json tests/connectors/vendure/payloads/* ;;
    csv) echo config/examples/*/lookups/*.csv config/examples/*/*.csv ;;
    config) echo config/examples/*/channels.yaml ;;
    mapping) echo config/examples/*/mappings/*.yaml ;;
    format_json) echo config/examples/mappings/samples/*.json ;;
    format_csv) echo config/examples/mappings/expected/*.csv ;;
    format_sql) echo config/examples/mappings/expected/*.sql ;;
    format_xml) echo config/examples/mappings/expected/*.xml ;;
    format_packed) echo config/examples/mappings/expected/*.ebcdic ;;
    credit) echo config/examples/*/assignments.csv ;;
    reps) echo config/examples/*/reps.csv ;;
    table_file) echo config/examples/demo/erp/*.csv ;;
    edi_guide) echo config/examples/*/guides/*.yaml ;;
    edi_order) echo tests/flow/orders/*.x12 tests/flow/orders/*.edi tests/edi/corpus/*/good/* ;;
    edi_*) find tests/edi -type f \( -name '*.edi' -o -name '*.x12' -o -name '*.txt' \) ;;
  esac
}
fuzz_one() { # target
  local into=build/fuzz-corpus/$1 given=build/fuzz-seeds/$1 extra=
  mkdir -p "$into" "$given"
  for file in $(seeds "$1"); do [ ! -f "$file" ] || cp "$file" "$given/$(echo "$file" | tr / _)"; done
  [ ! -f "tests/fuzz/$1.dict" ] || extra="-dict=tests/fuzz/$1.dict"
  ASAN_OPTIONS=detect_leaks=0 "build/asan/tests/fuzz/fuzz_$1" -max_total_time="$each" -seed="$seed" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="build/fuzz-crash-$1-" $extra "$into" "$given" >"build/fuzz-$1.log" 2>&1
  local status=$? runs
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz-$1.log")
  if [ $status = 0 ]; then say "fuzz $1: $runs inputs in $each s, nothing found"; else
    say "fuzz $1: FOUND something, build/fuzz-$1.log"; grep -E 'broken law|ERROR|runtime error|Test unit written' "build/fuzz-$1.log" | head -6 >&2
    local input; input=$(sed -n 's/.*Test unit written to //p' "build/fuzz-$1.log" | tail -1)
    [ ! -s "$input" ] || { echo "  what was given to it (base64 -d | gunzip):"; gzip -c "$input" | base64 -w 0 | head -c 20000; echo; } >&2
    return 1; fi
}
export -f fuzz_one seeds say
export each seed
printf '%s\n' $names | xargs -P"${NOREKEY_FUZZ_JOBS:-$(nproc)}" -I{} bash -c 'fuzz_one {}'
