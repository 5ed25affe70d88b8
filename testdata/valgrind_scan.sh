#!/bin/sh
# valgrind_scan.sh VALGRIND GCLINT PATH: one scan under memcheck, workers included. libclang's own reports are in valgrind.supp.
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=99 \
    --suppressions="$here/valgrind.supp" --log-file="$folder/valgrind.%p" \
    "$2" scan -q -j 1 --strict --timeout 600 --fail-on never --db "$folder/gclint.db" "$3" >"$folder/findings"
status=$?
cat "$folder"/valgrind.*
if [ -n "$(cat "$folder"/valgrind.*)" ]; then
    exit 1
fi
grep -q 'container-without-gc' "$folder/findings" || { echo "the scan did not find what it should"; exit 1; }
exit $status
