# ./dev check [deep]: what can be said of the code without running it. `deep` also parses it: the coroutine trap and clang-tidy.
. scripts/packages.sh
need check
failed=0
folders="core config net queue mapping edi credit adapters connectors flow console app"
cmake -DROOT="$PWD" -P cmake/check_includes.cmake || failed=1

# Budgets (at most 600 lines a file); prints median and ninth decile.
# Files of npm packages (console/web/vendor) are not ours to cut.
files=$(git ls-files $folders tests '*.mjs' '*.js' | grep -v '^console/web/vendor/' | grep -E '\.(cpp|hpp|mjs|js)$' | sort -u)
wc -l $files | grep -v ' total$' | sort -n | awk '{n[NR]=$1; f[NR]=$2} END {
  printf "lines a file: median %d, ninth decile %d, longest %d (%s)\n", n[int((NR+1)/2)], n[int(NR*0.9)], n[NR], f[NR]; exit n[NR] > 600 }' || { say "a file has more than 600 lines"; failed=1; }

# Code in core/, credit/, mapping/ and flow/ that money passes through has no binary floating point.
money=$(git ls-files core credit mapping flow | grep -E '\.(cpp|hpp)$' | xargs grep -nE '\b(double|float)\b' | grep -vE '///|//|on_double|static_cast<double>' || true)
[ -z "$money" ] || { echo "$money"; say "binary floating point where money passes"; failed=1; }

# A JSON list whose one element is a list, written with braces, is that list itself to some compilers (C++ CWG 2137).
lists=$(git ls-files $folders tests | grep -E '\.(cpp|hpp)$' | xargs perl -0777 -ne '
  while (/\barray(?: \w+)?\{\s*(?:boost::)?json::array(\{(?:[^{}"]|"(?:\\.|[^"\\])*"|(?1))*\})\s*\}/g) { print "$ARGV:", 1 + (substr($_, 0, $-[0]) =~ tr/\n//), ": $&\n" }')
[ -z "$lists" ] || { echo "$lists"; say "a list of one list is built by push_back, or by only() in adapters/tryton"; failed=1; }

# Every folder has a README, or is named in that of the folder it stands in.
for folder in $(git ls-files | grep / | grep -v '^\.ci/' | xargs -n1 dirname | sort -u); do
  [ ! -f "$folder/README.md" ] || continue
  name=${folder##*/}
  up=${folder%/*}
  [ "$up" != "$folder" ] || up=.
  while [ ! -f "$up/README.md" ]; do
    case $up in */*) up=${up%/*} ;; *) up=. ;; esac
  done
  [ "$up" != . ] && grep -q "$name/" "$up/README.md" || { say "$folder/ has no README.md, nor does $up/README.md name $name/"; failed=1; }
done
[ "$(wc -l < ARCHITECTURE.md)" -le 300 ] || { say "ARCHITECTURE.md has more than 300 lines"; failed=1; }

unformatted=$(git ls-files $folders tests | grep -E '\.(cpp|hpp)$' | xargs clang-format --dry-run 2>&1 | grep -c 'warning:' || true)
[ "$unformatted" = 0 ] || { say "$unformatted places are not formatted: ./dev fmt"; failed=1; }
[ $failed = 0 ] || exit 1
[ "${1:-}" != deep ] || . scripts/check_deep.sh
say "checks passed"
