#!/bin/sh
# valgrind_scan.sh VALGRIND GCLINT PATH: one scan under memcheck, worker processes included: no error, no definite leak.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In libclang 22 memcheck takes values to be uninitialised by the thousand, and what comes out of it with them; so with other
# versions than 19, which gives not one report, only addresses and leaks are checked.
case $("$2" --version) in
*"clang version 19."*) undefined=yes ;;
*) undefined=no ;;
esac
"$1" --quiet --undef-value-errors=$undefined --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
    --log-file="$folder/valgrind.%p" \
    "$2" scan -q -j 1 --strict --timeout 600 --fail-on never --db "$folder/gclint.db" "$3" >"$folder/findings"
status=$?
cat "$folder"/valgrind.*
if [ -n "$(cat "$folder"/valgrind.*)" ]; then
    exit 1
fi
grep -q 'container-without-gc' "$folder/findings" || { echo "the scan did not find what it should"; exit 1; }
exit $status
