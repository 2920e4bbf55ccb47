# Toolchain: the newest clang that is installed. The sanitizers and libFuzzer are taken from it: one build serves the tests and the fuzz
# targets, in half of g++'s time. What only g++ does wrong, the dev build meets (see scripts/test.sh).
file(GLOB clangs /usr/bin/clang++-[0-9]*)
list(SORT clangs COMPARE NATURAL ORDER DESCENDING)
list(GET clangs 0 newest)
set(CMAKE_CXX_COMPILER ${newest})
