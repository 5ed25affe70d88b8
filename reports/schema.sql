-- The gclint store: one SQLite file that every report is rendered from.
--
-- A scan is one row of `scans`; everything else belongs to exactly one scan (scan_id) and is removed with it:
--     DELETE FROM scans WHERE id = 3;          -- with PRAGMA foreign_keys = ON
-- Rows of a scan keep their order in `position`, counted from 0, which is also how they name each other: edges.from_type is
-- types.position. Text that is absent is NULL. Files are relative to scans.root. Lines and columns (in bytes) count from 1,
-- ends are exclusive; line 0 or end_line 0 means unknown. A judgement is 'yes', 'no' or 'unknown'; a severity is 'error',
-- 'warning' or 'note'.
--
-- PRAGMA application_id is 1734569070 ("gcln"); PRAGMA user_version is the version of this schema.
-- ORDER: the columns are written and read by the list in store_internal.h; a change here needs a migration in store_migrate.c.
--
-- Example: the types that hold references without taking part in garbage collection
--     SELECT DISTINCT t.symbol, t.name, t.file, t.line
--     FROM types t JOIN object_references r ON r.scan_id = t.scan_id AND r.type = t.position
--     WHERE t.scan_id = (SELECT max(id) FROM scans) AND NOT t.gc AND r.owned = 'yes' AND r.cyclic <> 'no';
--
-- Example: what is new since March: findings of the latest scan of a target that none of its scans before March had
--     SELECT f.rule, f.type, f.field, f.file, f.line
--     FROM findings f
--     WHERE f.scan_id = (SELECT max(id) FROM scans WHERE target = 'spam')
--       AND f.fingerprint NOT IN (SELECT o.fingerprint FROM findings o JOIN scans s ON s.id = o.scan_id
--                                 WHERE s.target = 'spam' AND s.started < '2025-03-01');
--
-- Example: how the number of findings went, scan by scan
--     SELECT s.id, s.started, s.target, count(f.position) AS findings, coalesce(sum(f.severity = 'error'), 0) AS errors
--     FROM scans s LEFT JOIN findings f ON f.scan_id = s.id AND NOT f.suppressed
--     GROUP BY s.id;
--
-- Example: a finding with what it rests on
--     SELECT f.rule, f.message, e.file, e.line, e.text
--     FROM findings f JOIN finding_evidence e ON e.scan_id = f.scan_id AND e.finding = f.position
--     WHERE f.scan_id = (SELECT max(id) FROM scans) ORDER BY f.position, e.position;
--
-- Example: what was not analysed, and why
--     SELECT status, reason, count(*) AS units FROM units
--     WHERE scan_id = (SELECT max(id) FROM scans) AND status <> 'parsed' GROUP BY status, reason ORDER BY units DESC;
--
-- Example: who owns objects of a type
--     SELECT o.symbol, e.field, e.by_collector
--     FROM edges e JOIN types o ON o.scan_id = e.scan_id AND o.position = e.from_type
--                  JOIN types t ON t.scan_id = e.scan_id AND t.position = e.to_type
--     WHERE e.owned AND t.name = 'spam.Node';
--
-- Example: the packages of the last audit, most findings first
--     SELECT s.package, s.version, count(f.position) AS findings
--     FROM scans s LEFT JOIN findings f ON f.scan_id = s.id AND NOT f.suppressed
--     WHERE s.audit_id = (SELECT max(id) FROM audits) GROUP BY s.id ORDER BY findings DESC;
--
-- Example: the suppressed findings and the reasons given
--     SELECT rule, type, field, file, line, suppression_reason FROM findings WHERE suppressed;

-- One run of `gclint audit` over a list of targets.
CREATE TABLE audits (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    list     TEXT,         -- absolute path of the list
    shard    TEXT,         -- '2/4'; NULL: the whole list
    started  TEXT,         -- UTC, ISO 8601
    finished TEXT          -- NULL: it was interrupted, and can be continued
);

-- One run of `gclint scan`, or one target of an audit. An id is never used again.
CREATE TABLE scans (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    tool_version  TEXT,
    clang_version TEXT,
    target        TEXT,    -- name for people: 'python-cffi-1.15.1'
    root          TEXT,    -- absolute folder or archive that was scanned
    python        TEXT,    -- '3.11' or '3.8-3.14': the versions judged for
    started       TEXT,    -- UTC, ISO 8601
    seconds       REAL NOT NULL,
    command       TEXT,    -- the options as given
    package       TEXT,    -- what it is a version of: 'python-cffi'
    version       TEXT,    -- '1.15.1-5'
    audit_id      INTEGER REFERENCES audits (id) ON DELETE SET NULL
);
CREATE INDEX scans_by_target ON scans (target, id);
CREATE INDEX scans_by_package ON scans (package, id);

-- The rules as they were; scans made with the same text of a rule share its row.
CREATE TABLE rules (
    id                INTEGER PRIMARY KEY,
    name              TEXT,
    family            TEXT,
    python            TEXT,
    summary           TEXT,
    markdown          TEXT,    -- the whole page
    severity          TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    security_severity TEXT     -- '7.5' where a finding means memory corruption
);
CREATE INDEX rules_by_name ON rules (name);

CREATE TABLE scan_rules (
    scan_id  INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    rule_id  INTEGER NOT NULL REFERENCES rules (id),
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

-- One parse of one file; a file that is built in several ways has a row for each.
CREATE TABLE units (
    scan_id     INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    path        TEXT,
    variant     TEXT,      -- '' or what this parse has otherwise: '-DUSE_HEAP_TYPES=1', 'Python 3.12'
    status      TEXT,      -- parsed, partial, skipped, failed
    reason      TEXT,      -- why it is not 'parsed'
    diagnostics INTEGER NOT NULL,
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

-- One Python type defined in C.
CREATE TABLE types (
    scan_id             INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position            INTEGER NOT NULL,
    symbol              TEXT,    -- of the PyTypeObject or PyType_Spec
    name                TEXT,    -- tp_name
    style               TEXT,    -- static, spec, slots, runtime, structseq, generated
    record              TEXT,    -- the struct of an instance
    base                TEXT,
    file                TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    gc                  INTEGER NOT NULL,    -- takes part in garbage collection, after inheritance
    complete            INTEGER NOT NULL,    -- everything about it was resolved
    weakly_referenceable INTEGER NOT NULL,
    has_finalizer       INTEGER NOT NULL,
    variant             TEXT,    -- of the unit that has it; NULL: it is there without any
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

CREATE TABLE type_flags (
    scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
    flag    TEXT,          -- without Py_TPFLAGS_
    PRIMARY KEY (scan_id, type, position),
    FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE type_slots (
    scan_id  INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
    slot     TEXT,         -- tp_dealloc
    function TEXT,         -- the function, or the symbol of a table
    PRIMARY KEY (scan_id, type, position),
    FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- What could not be resolved about a type that is not complete.
CREATE TABLE type_unresolved (
    scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
    reason  TEXT,
    PRIMARY KEY (scan_id, type, position),
    FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- An object reference that an instance of a type holds.
CREATE TABLE object_references (
    scan_id        INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
    path           TEXT,       -- access path below the instance: 'items[*].key'
    declared       TEXT,       -- its C type
    byte_offset    INTEGER,    -- NULL: unknown
    owned          TEXT, cyclic TEXT, visited TEXT, cleared TEXT, released TEXT,
    unknown_reason TEXT,
    file           TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    PRIMARY KEY (scan_id, type, position),
    FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- Why a reference is judged as it is.
CREATE TABLE reference_evidence (
    scan_id  INTEGER NOT NULL, type INTEGER NOT NULL, reference INTEGER NOT NULL, position INTEGER NOT NULL,
    file     TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    text     TEXT,
    is_step  INTEGER NOT NULL,
    PRIMARY KEY (scan_id, type, reference, position),
    FOREIGN KEY (scan_id, type, reference) REFERENCES object_references (scan_id, type, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- A PyModuleDef.
CREATE TABLE modules (
    scan_id    INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    symbol     TEXT, name TEXT,
    state      TEXT,           -- the struct of its state
    m_traverse TEXT, m_clear TEXT, m_free TEXT,
    file       TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

-- The type graph: instances of from_type can reach instances of to_type through a field.
CREATE TABLE edges (
    scan_id      INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    from_type    INTEGER NOT NULL,
    to_type      INTEGER,          -- NULL: any object
    field        TEXT,
    owned        INTEGER NOT NULL,
    by_collector INTEGER NOT NULL, -- the collector sees this hop
    PRIMARY KEY (scan_id, position),
    FOREIGN KEY (scan_id, from_type) REFERENCES types (scan_id, position) ON DELETE CASCADE,
    FOREIGN KEY (scan_id, to_type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- Text that the preprocessor left out in every parse, where it matters.
CREATE TABLE skipped_regions (
    scan_id   INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    file      TEXT,
    condition TEXT,
    symbols   TEXT,              -- the types that stand there
    line      INTEGER NOT NULL,
    end_line  INTEGER NOT NULL,
    reason    TEXT,              -- why no variant was analysed that has them
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;

CREATE TABLE findings (
    scan_id            INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
    position           INTEGER NOT NULL,
    rule               TEXT,
    severity           TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
    type               TEXT,     -- symbol of the type object, PyType_Spec or PyModuleDef
    type_name          TEXT,
    field              TEXT,
    function           TEXT,
    file               TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    message            TEXT,
    fingerprint        TEXT,     -- does not depend on line numbers: the same finding in another scan has the same
    suppressed         INTEGER NOT NULL,
    suppression_reason TEXT,
    baseline           TEXT,     -- 'new' or 'unchanged' against the baseline in use
    PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
CREATE INDEX findings_by_fingerprint ON findings (fingerprint);

CREATE TABLE finding_evidence (
    scan_id  INTEGER NOT NULL, finding INTEGER NOT NULL, position INTEGER NOT NULL,
    file     TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    text     TEXT,
    is_step  INTEGER NOT NULL,   -- part of the path to be read in order
    PRIMARY KEY (scan_id, finding, position),
    FOREIGN KEY (scan_id, finding) REFERENCES findings (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;

-- Mechanical changes that mend a finding: replace the region by the text.
CREATE TABLE finding_fixes (
    scan_id     INTEGER NOT NULL, finding INTEGER NOT NULL, position INTEGER NOT NULL,
    file        TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
    text        TEXT,
    description TEXT,
    PRIMARY KEY (scan_id, finding, position),
    FOREIGN KEY (scan_id, finding) REFERENCES findings (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
