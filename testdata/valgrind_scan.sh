#!/bin/sh
# valgrind_scan.sh VALGRIND GCLINT PATH: one scan under memcheck, worker processes included, and one that finds the facts of the
# first in the cache: no error, no definite leak.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export XDG_CACHE_HOME="$folder/cache"
# In libclang 22 memcheck takes values to be uninitialised by the thousand, and what comes out of it with them; so with other
# versions than 19, which gives not one report, only addresses and leaks are checked.
case $("$2" --version) in
*"clang version 19."*) undefined=yes ;;
*) undefined=no ;;
esac

# valgrind does not know the system calls of the sandbox, and says so in five lines each.
reports() {
    cat "$folder"/valgrind.* | grep -v -e 'unhandled .*syscall' -e 'write your own handler' -e README_MISSING_SYSCALL -e 'consider this a bug' \
        -e valgrind.org/support
}

for extra in "" --verbose; do # which gives no answer as a whole
    "$1" --quiet --undef-value-errors=$undefined --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --suppressions="$(dirname "$0")/valgrind.supp" --log-file="$folder/valgrind.%p" \
        "$2" scan -q $extra -j 1 --strict --timeout 600 --fail-on never --db "$folder/gclint.db" "$3" >"$folder/findings" 2>"$folder/said"
    status=$?
    if reports; then
        exit 1
    fi
    grep -q 'container-without-gc' "$folder/findings" || { echo "the scan did not find what it should"; exit 1; }
done
grep -q 'units are as they were' "$folder/said" || { echo "the second scan did not use the cache"; exit 1; }
exit $status
