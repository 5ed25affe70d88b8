#!/bin/sh
# no_reports.sh FOLDER: fails, and shows them, if a sanitizer left reports in the folder.
found=0
for report in "$1"/*; do
    [ -f "$report" ] || continue
    cat "$report"
    found=1
done
exit $found
