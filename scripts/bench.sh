# ./dev bench [flow | queue [SECONDS | --quick] | credit | rekey | sync | console [ORDERS] | edi [MEGABYTES] | mapping [MEGABYTES] [KEYS]]
if [ "${1:-}" = queue ]; then shift; . scripts/bench_queue.sh; exit; fi
if [ "${1:-}" = console ]; then shift; . scripts/bench_console.sh; exit; fi
if [ "${1:-}" = sync ]; then . scripts/bench_sync.sh; exit; fi
. scripts/packages.sh
need build
if [ "${1:-}" = credit ] || [ "${1:-}" = rekey ]; then
  say "building ${1}_bench, optimised"
  mkdir -p build
  cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNOREKEY_TESTS=OFF >build/bench.log 2>&1 && cmake --build build/bench --target "${1}_bench" >>build/bench.log 2>&1 || { tail -20 build/bench.log >&2; exit 1; }
  exec "build/bench/bench/$1/${1}_bench"
fi
command -v node >/dev/null || need node
if [ "${1:-}" = mapping ]; then
  need xslt
  say "building an optimised norekey and mapping_bench"
  mkdir -p build
  { cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNOREKEY_TESTS=OFF && cmake --build build/bench --target mapping_bench &&
    cmake --preset release && cmake --build --preset release --target norekey; } >build/bench.log 2>&1 || { tail -20 build/bench.log >&2; exit 1; }
  MAPPING_BENCH=build/bench/bench/mapping/mapping_bench NOREKEY=build/release/norekey exec node bench/mapping/measure.mjs "${@:2}"
fi
say "building an optimised norekey"
mkdir -p build
if [ "${1:-flow}" = edi ]; then
  { cmake --preset release && cmake --build --preset release --target norekey &&
    cmake -S . -B build/bench -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNOREKEY_TESTS=OFF && cmake --build build/bench --target edi_bench; } >build/release.log 2>&1 || { tail -20 build/release.log >&2; exit 1; }
  NOREKEY=build/release/norekey node bench/edi/measure.mjs "${2:-100}"
  exec build/bench/bench/edi/edi_bench build/bench-edi/{850,ORDERS}-"${2:-100}".edi --record bench/edi/order-to-record.yaml
fi
cmake -S . -B build/demo -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNOREKEY_TESTS=OFF >build/demo.log 2>&1 && cmake --build build/demo --target norekey >>build/demo.log 2>&1 || { tail -20 build/demo.log >&2; exit 1; }
[ "${1:-}" != flow ] || shift
node bench/flow.mjs "$@"
