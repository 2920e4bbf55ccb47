# ./dev build [PRESET] [TARGET...]
. scripts/packages.sh
preset=${1:-dev}
[ $# -eq 0 ] || shift
need build
[ "$preset" = release ] || need test
say "building $preset"
log=build/$preset.log
mkdir -p build
cmake --preset "$preset" >"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
targets=()
for t in "$@"; do targets+=(--target "$t"); done
if [ -t 2 ]; then
  cmake --build --preset "$preset" "${targets[@]}"
else
  cmake --build --preset "$preset" "${targets[@]}" >"$log" 2>&1 || { grep -E -A5 'error|FAILED' "$log" | head -60 >&2; exit 1; }
fi
say "built $preset"
