#!/usr/bin/env python3
"""table.py STORE: the latest scan of every target in a store, a line each."""

import sqlite3
import sys

QUERY = """
SELECT s.target,
       (SELECT count(*) FROM units u WHERE u.scan_id = s.id AND u.status IN ('parsed', 'partial')),
       (SELECT count(*) FROM units u WHERE u.scan_id = s.id AND u.status = 'partial'),
       (SELECT count(*) FROM units u WHERE u.scan_id = s.id AND u.status = 'failed'),
       (SELECT count(*) FROM types t WHERE t.scan_id = s.id),
       (SELECT count(*) FROM types t WHERE t.scan_id = s.id AND t.complete),
       (SELECT count(*) FROM findings f WHERE f.scan_id = s.id AND NOT f.suppressed AND f.severity = 'error'),
       (SELECT count(*) FROM findings f WHERE f.scan_id = s.id AND NOT f.suppressed AND f.severity = 'warning'),
       (SELECT count(*) FROM findings f WHERE f.scan_id = s.id AND NOT f.suppressed AND f.severity = 'note'),
       s.seconds
FROM scans s WHERE s.id IN (SELECT max(id) FROM scans GROUP BY target) ORDER BY s.target
"""
HEADINGS = ("target", "analysed", "partly", "failed", "types", "complete", "errors", "warnings", "notes", "seconds")


def main():
    rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(QUERY).fetchall()
    width = max([len(row[0]) for row in rows] + [len(HEADINGS[0])])
    print(HEADINGS[0].ljust(width), *(heading.rjust(8) for heading in HEADINGS[1:]))
    for name, *counts, seconds in rows:
        print(name.ljust(width), *(str(count).rjust(8) for count in counts), f"{seconds:8.2f}")


if __name__ == "__main__":
    main()
