# Part of `./dev check deep`: parses the whole code with clang. Finds temporaries that g++ 12 destroys twice inside `co_await` (an AST
# match, scripts/coroutine_trap.query), and what clang-tidy finds (.clang-tidy). Unity files, so that each header is read a few times only.
need build test deep
version=$(ls /usr/bin/clang-query-* | sed 's/.*-//' | sort -n | tail -1)
tree=build/deep
cmake -S . -B $tree -G Ninja -DCMAKE_CXX_COMPILER="clang++-$version" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=24 -DNOREKEY_TESTS=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >build/deep.log 2>&1 &&
  cmake --build $tree --target generated/queue/statements.hpp generated/edi/tables.cpp generated/console/assets.cpp >>build/deep.log 2>&1 || { tail -20 build/deep.log >&2; exit 1; }

# The match must find each place marked in its example, and no other.
traps() { "clang-query-$version" -f scripts/coroutine_trap.query "$@" 2>&1; }
marked=$(grep -n '// trap' tests/scripts/coroutine_trap.cpp | cut -d: -f1 | sort -n | tr '\n' ' ')
found=$(traps tests/scripts/coroutine_trap.cpp -- -std=c++20 -I. | grep -oE 'coroutine_trap.cpp:[0-9]+:[0-9]+: note: "trap"' | cut -d: -f2 | sort -nu | tr '\n' ' ')
[ "$marked" = "$found" ] || { say "the match of the coroutine trap found lines $found instead of $marked"; exit 1; }

# Each process writes a file of its own: lines of two in one file would be torn. Only what has coroutines, of the tests and benches too, which no unity file has.
units=$(sed -n 's/^ *"file": "\(.*\)",\?$/\1/p' $tree/compile_commands.json | grep -vE '(asio|beast)_src')
rm -rf build/trap && mkdir -p build/trap
awaits() { grep -q co_await $(sed -n 's/^ *#include "\(.*\)"$/\1/p' "$1"); }
{ for unit in $units; do ! awaits "$unit" || echo "$unit"; done; git ls-files 'tests/*.cpp' 'bench/*.cpp' | grep -v '^tests/scripts/' | xargs grep -l co_await; } |
  xargs -n1 -P"$(nproc)" sh -c '"$1" -p "$2" -f scripts/coroutine_trap.query --extra-arg=-DSOURCE_DIR="\"\"" \
  --extra-arg=-DNOREKEY_BINARY="\"\"" --extra-arg=-DNOREKEY_VERSION="\"\"" "$3" >build/trap/$$.log 2>&1' sh "clang-query-$version" "$tree" || true
awk 1 build/trap/*.log >build/trap.log
if grep -q ' error: ' build/trap.log; then grep ' error: ' build/trap.log | sort -u | head -20 >&2; say "clang could not read these"; exit 1; fi
trapped=$(grep '"trap" binds here' build/trap.log | grep -v '^/usr/' | sort -u || true)
[ -z "$trapped" ] || { printf '%s\n' "$trapped" >&2; say "inside co_await only names, std::move(name) and types with a constructor: g++ 12 destroys these twice"; failed=1; }

printf '%s\n' $units | xargs -n1 -P"$(nproc)" "clang-tidy-$version" -p $tree --quiet >build/tidy.log 2>/dev/null || true
findings=$(grep -E '(error|warning): ' build/tidy.log | sort -u || true)
[ -z "$findings" ] || { printf '%s\n' "$findings" | head -60 >&2; say "clang-tidy: $(printf '%s\n' "$findings" | wc -l) findings, build/tidy.log"; failed=1; }
[ $failed = 0 ] || exit 1
