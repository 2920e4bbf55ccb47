# ./dev bench [flow|edi [MEGABYTES]]
. scripts/packages.sh
need build
command -v node >/dev/null || need node
say "building an optimised norekey"
mkdir -p build
if [ "${1:-flow}" = edi ]; then
  { cmake --preset release && cmake --build --preset release --target norekey; } >build/release.log 2>&1 || { tail -20 build/release.log >&2; exit 1; }
  NOREKEY=build/release/norekey exec node bench/edi/measure.mjs "${2:-100}"
fi
cmake -S . -B build/demo -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNOREKEY_TESTS=OFF >build/demo.log 2>&1 && cmake --build build/demo --target norekey >>build/demo.log 2>&1 || { tail -20 build/demo.log >&2; exit 1; }
node bench/flow.mjs "$@"
