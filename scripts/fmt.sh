# ./dev fmt
. scripts/packages.sh
need check
git ls-files core config net queue mapping edi credit adapters connectors flow console app tests | grep -E '\.(cpp|hpp)$' | xargs clang-format -i
