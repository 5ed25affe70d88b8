-- A store of schema version 1, for the test of migrations: the scan of testdata/demo.
PRAGMA application_id = 1734569070;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE edges (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 from_type INTEGER NOT NULL,
 to_type INTEGER,
 field TEXT,
 owned INTEGER NOT NULL,
 by_collector INTEGER NOT NULL,
 PRIMARY KEY (scan_id, position),
 FOREIGN KEY (scan_id, from_type) REFERENCES types (scan_id, position) ON DELETE CASCADE,
 FOREIGN KEY (scan_id, to_type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "edges" VALUES(1,0,0,1,'type',1,0);
INSERT INTO "edges" VALUES(1,1,1,NULL,'fields',1,1);
CREATE TABLE finding_evidence (
 scan_id INTEGER NOT NULL, finding INTEGER NOT NULL, position INTEGER NOT NULL,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 text TEXT,
 is_step INTEGER NOT NULL,
 PRIMARY KEY (scan_id, finding, position),
 FOREIGN KEY (scan_id, finding) REFERENCES findings (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "finding_evidence" VALUES(1,0,0,'layout.c',20,5,20,21,'`type` is declared here as `Descriptor *`',0);
INSERT INTO "finding_evidence" VALUES(1,0,1,'layout.c',31,5,31,26,'`type` is released here, so an instance owns it',0);
INSERT INTO "finding_evidence" VALUES(1,0,2,'layout.c',89,5,89,59,'any object can be stored in `type`',0);
INSERT INTO "finding_evidence" VALUES(1,1,0,'layout.c',51,21,51,31,'`layout.Field` has no Py_TPFLAGS_HAVE_GC: the collector sees nothing that it owns',1);
INSERT INTO "finding_evidence" VALUES(1,1,1,'layout.c',20,5,20,21,'`layout.Field` owns `type`, which leads to `layout.Descriptor`',1);
INSERT INTO "finding_evidence" VALUES(1,1,2,'layout.c',167,21,167,36,'`layout.Descriptor`: it can be weakly referenced, with callbacks',1);
INSERT INTO "finding_evidence" VALUES(1,1,3,'layout.c',31,5,31,26,'`type` is released here, so an instance owns it',0);
CREATE TABLE finding_fixes (
 scan_id INTEGER NOT NULL, finding INTEGER NOT NULL, position INTEGER NOT NULL,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 text TEXT,
 description TEXT,
 PRIMARY KEY (scan_id, finding, position),
 FOREIGN KEY (scan_id, finding) REFERENCES findings (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE findings (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 rule TEXT,
 severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
 type TEXT,
 type_name TEXT,
 field TEXT,
 function TEXT,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 message TEXT,
 fingerprint TEXT,
 suppressed INTEGER NOT NULL,
 suppression_reason TEXT,
 baseline TEXT,
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
INSERT INTO "findings" VALUES(1,0,'container-without-gc','warning','Field_Type','layout.Field','type',NULL,'layout.c',51,21,51,31,'`layout.Field` owns `type` but has no Py_TPFLAGS_HAVE_GC, so the collector cannot see a cycle through it','4538877b1db579e88136735ef1b58da3',0,NULL,'new');
INSERT INTO "findings" VALUES(1,1,'surprise-finalizer-through-untraversed','warning','Field_Type','layout.Field','type',NULL,'layout.c',51,21,51,31,'a collection that clears the owner of a `layout.Field` destroys the `layout.Descriptor` behind `type` before it is finalized: it can be weakly referenced, with callbacks','4d1288ceae58b657973b411fd7d0d89f',0,NULL,'new');
CREATE TABLE modules (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 symbol TEXT, name TEXT,
 state TEXT,
 m_traverse TEXT, m_clear TEXT, m_free TEXT,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
INSERT INTO "modules" VALUES(1,0,'layout_module','layout',NULL,NULL,NULL,NULL,'layout.c',184,27,184,40);
CREATE TABLE object_references (
 scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
 path TEXT,
 declared TEXT,
 byte_offset INTEGER,
 owned TEXT, cyclic TEXT, visited TEXT, cleared TEXT, released TEXT,
 unknown_reason TEXT,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 PRIMARY KEY (scan_id, type, position),
 FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "object_references" VALUES(1,0,0,'type','Descriptor *',16,'yes','yes','no','no','yes',NULL,'layout.c',20,5,20,21);
INSERT INTO "object_references" VALUES(1,1,0,'name','PyObject *',16,'yes','no','no','no','yes',NULL,'layout.c',12,5,12,19);
INSERT INTO "object_references" VALUES(1,1,1,'fields','PyObject *',24,'yes','yes','yes','yes','yes',NULL,'layout.c',13,5,13,21);
INSERT INTO "object_references" VALUES(1,1,2,'weakrefs','PyObject *',40,'no','yes','no','no','no',NULL,'layout.c',15,5,15,23);
CREATE TABLE reference_evidence (
 scan_id INTEGER NOT NULL, type INTEGER NOT NULL, reference INTEGER NOT NULL, position INTEGER NOT NULL,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 text TEXT,
 is_step INTEGER NOT NULL,
 PRIMARY KEY (scan_id, type, reference, position),
 FOREIGN KEY (scan_id, type, reference) REFERENCES object_references (scan_id, type, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "reference_evidence" VALUES(1,0,0,0,'layout.c',31,5,31,26,'`type` is released here, so an instance owns it',0);
INSERT INTO "reference_evidence" VALUES(1,0,0,1,'layout.c',89,5,89,59,'any object can be stored in `type`',0);
INSERT INTO "reference_evidence" VALUES(1,0,0,2,'layout.c',31,5,31,26,'`type` is released here',0);
INSERT INTO "reference_evidence" VALUES(1,1,0,0,'layout.c',114,5,114,27,'`name` is released here, so an instance owns it',0);
INSERT INTO "reference_evidence" VALUES(1,1,0,1,'layout.c',126,5,126,44,'only objects that hold no other are ever stored in `name`',0);
INSERT INTO "reference_evidence" VALUES(1,1,0,2,'layout.c',114,5,114,27,'`name` is released here',0);
INSERT INTO "reference_evidence" VALUES(1,1,1,0,'layout.c',104,5,104,27,'`fields` is released here, so an instance owns it',0);
INSERT INTO "reference_evidence" VALUES(1,1,1,1,'layout.c',127,5,127,32,'any object can be stored in `fields`',0);
INSERT INTO "reference_evidence" VALUES(1,1,1,2,'layout.c',98,5,98,27,'`fields` is visited here',0);
INSERT INTO "reference_evidence" VALUES(1,1,1,3,'layout.c',104,5,104,27,'`fields` is cleared here',0);
INSERT INTO "reference_evidence" VALUES(1,1,1,4,'layout.c',104,5,104,27,'`fields` is released here',0);
CREATE TABLE rules (
 id INTEGER PRIMARY KEY,
 name TEXT,
 family TEXT,
 python TEXT,
 summary TEXT,
 markdown TEXT,
 severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'note')),
 security_severity TEXT
);
INSERT INTO "rules" VALUES(3,'container-without-gc','declare','3.8-3.15','type owns references that can form cycles but does not take part in garbage collection','# container-without-gc
','warning',NULL);
INSERT INTO "rules" VALUES(4,'surprise-finalizer-through-untraversed','declare','3.8-3.15','objects with finalizers or weak references hide behind a reference the collector cannot see','# surprise-finalizer-through-untraversed
','warning',NULL);
CREATE TABLE scan_rules (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 rule_id INTEGER NOT NULL REFERENCES rules (id),
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
INSERT INTO "scan_rules" VALUES(1,2,3);
INSERT INTO "scan_rules" VALUES(1,3,4);
CREATE TABLE scans (
 id INTEGER PRIMARY KEY AUTOINCREMENT,
 tool_version TEXT,
 clang_version TEXT,
 target TEXT,
 root TEXT,
 python TEXT,
 started TEXT,
 seconds REAL NOT NULL,
 command TEXT
);
INSERT INTO "scans" VALUES(1,'0.1.0','Debian clang version 22.1.8 (1~deb12u1)','demo','/nowhere/demo','3.11','2025-03-01T12:00:00Z',0.25,'scan demo');
CREATE TABLE skipped_regions (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 file TEXT,
 condition TEXT,
 symbols TEXT,
 line INTEGER NOT NULL,
 end_line INTEGER NOT NULL,
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
CREATE TABLE type_flags (
 scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
 flag TEXT,
 PRIMARY KEY (scan_id, type, position),
 FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "type_flags" VALUES(1,0,0,'DEFAULT');
INSERT INTO "type_flags" VALUES(1,1,0,'DEFAULT');
INSERT INTO "type_flags" VALUES(1,1,1,'HAVE_GC');
CREATE TABLE type_slots (
 scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
 slot TEXT,
 function TEXT,
 PRIMARY KEY (scan_id, type, position),
 FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "type_slots" VALUES(1,0,0,'tp_dealloc','field_dealloc');
INSERT INTO "type_slots" VALUES(1,0,1,'tp_getattro','PyObject_GenericGetAttr');
INSERT INTO "type_slots" VALUES(1,0,2,'tp_getset','field_getset');
INSERT INTO "type_slots" VALUES(1,1,0,'tp_dealloc','descriptor_dealloc');
INSERT INTO "type_slots" VALUES(1,1,1,'tp_traverse','descriptor_traverse');
INSERT INTO "type_slots" VALUES(1,1,2,'tp_clear','descriptor_clear');
INSERT INTO "type_slots" VALUES(1,1,3,'tp_methods','descriptor_methods');
INSERT INTO "type_slots" VALUES(1,1,4,'tp_getset','descriptor_getset');
INSERT INTO "type_slots" VALUES(1,1,5,'tp_new','descriptor_new');
CREATE TABLE type_unresolved (
 scan_id INTEGER NOT NULL, type INTEGER NOT NULL, position INTEGER NOT NULL,
 reason TEXT,
 PRIMARY KEY (scan_id, type, position),
 FOREIGN KEY (scan_id, type) REFERENCES types (scan_id, position) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE types (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 symbol TEXT,
 name TEXT,
 style TEXT,
 record TEXT,
 base TEXT,
 file TEXT, line INTEGER NOT NULL, column INTEGER NOT NULL, end_line INTEGER NOT NULL, end_column INTEGER NOT NULL,
 gc INTEGER NOT NULL,
 complete INTEGER NOT NULL,
 weakly_referenceable INTEGER NOT NULL,
 has_finalizer INTEGER NOT NULL,
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
INSERT INTO "types" VALUES(1,0,'Field_Type','layout.Field','static','Field',NULL,'layout.c',51,21,51,31,0,1,0,0);
INSERT INTO "types" VALUES(1,1,'Descriptor_Type','layout.Descriptor','static','Descriptor',NULL,'layout.c',167,21,167,36,1,1,1,0);
CREATE TABLE units (
 scan_id INTEGER NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
 position INTEGER NOT NULL,
 path TEXT,
 variant TEXT,
 status TEXT,
 reason TEXT,
 diagnostics INTEGER NOT NULL,
 PRIMARY KEY (scan_id, position)
) WITHOUT ROWID;
INSERT INTO "units" VALUES(1,0,'layout.c','','parsed',NULL,0);
CREATE INDEX scans_by_target ON scans (target, id);
CREATE INDEX rules_by_name ON rules (name);
CREATE INDEX findings_by_fingerprint ON findings (fingerprint);
INSERT INTO "sqlite_sequence" VALUES('scans',1);
COMMIT;
