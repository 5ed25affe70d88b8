#!/usr/bin/env python3
"""validate.py must notice what is wrong: valid reports are damaged in one place each, and every damage must be found."""

import copy
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import validate  # noqa: E402

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"


class Damaged(unittest.TestCase):
    """One damage a test; `errors` answers what validate.py says to the damaged document."""

    def errors(self, name, damage):
        """Applies `damage` to a copy of a golden document."""
        document = copy.deepcopy(json.loads((GOLDEN / name).read_text(encoding="utf-8")))
        damage(document)
        return self.errors_of_text(json.dumps(document))

    @staticmethod
    def errors_of_text(text):
        """What validate.py says to a file with this text."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "file.json"
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            return list(validate.file_errors(path))

    def test_undamaged(self):
        for path in [*GOLDEN.glob("*.sarif"), *GOLDEN.glob("*.json")]:
            self.assertEqual(list(validate.file_errors(path)), [], path)

    def test_not_json(self):
        for text in ("", "{", '{"a": NaN}', '{"findings": 1, "findings": 2}', b'{"findings": "\xff"}'):
            self.assertTrue(self.errors_of_text(text), text)

    def test_own_format(self):
        damages = {
            "no coverage": lambda d: d.pop("coverage"),
            "another format": lambda d: d.update(format=2),
            "negative count": lambda d: d["coverage"].update(units=-1),
            "severity": lambda d: d["findings"][0].update(severity="fatal"),
            "line 0": lambda d: d["findings"][0].update(line=0),
            "fingerprint": lambda d: d["findings"][0].update(fingerprint="zz"),
            "no message": lambda d: d["findings"][0].pop("message"),
            "baseline": lambda d: d["findings"][0].update(baseline="old"),
        }
        for name, damage in damages.items():
            self.assertTrue(self.errors("findings.json", damage), name)

    def test_facts(self):
        damages = {
            "status": lambda d: d["units"][0].update(status="lost"),
            "judgement": lambda d: d["types"][0]["references"][0].update(owned="maybe"),
            "slot": lambda d: d["types"][0]["slots"].update(tp_new=1),
            "no modules": lambda d: d.pop("modules"),
        }
        for name, damage in damages.items():
            self.assertTrue(self.errors("facts.json", damage), name)

    def test_sarif(self):
        def result(document):
            return document["runs"][0]["results"][1]

        def rules(document):
            return document["runs"][0]["tool"]["driver"]["rules"]

        def place(document):
            return result(document)["locations"][0]["physicalLocation"]

        damages = {
            "schema": lambda d: d.update(version="2.0.0"),
            "unknown key": lambda d: result(d).update(colour="red"),
            "region without a start": lambda d: place(d)["region"].pop("startLine"),
            "backward region": lambda d: place(d)["region"].update(endColumn=1),
            "no place": lambda d: result(d)["locations"][0].pop("physicalLocation"),
            "no fingerprint": lambda d: result(d).pop("partialFingerprints"),
            "wrong index": lambda d: result(d).update(ruleIndex=2),
            "index too large": lambda d: result(d).update(ruleIndex=99),
            "raw space": lambda d: place(d)["artifactLocation"].update(uri="a b.c"),
            "absolute": lambda d: place(d)["artifactLocation"].update(uri="/a.c"),
            "outside": lambda d: place(d)["artifactLocation"].update(uri="../a.c"),
            "unknown base": lambda d: place(d)["artifactLocation"].update(uriBaseId="ROOT"),
            "base without slash": lambda d: d["runs"][0]["originalUriBaseIds"]["SRCROOT"].update(uri="file:///a"),
            "numeric security-severity": lambda d: rules(d)[1]["properties"].update({"security-severity": 7.5}),
            "security-severity too high": lambda d: rules(d)[1]["properties"].update({"security-severity": "11"}),
            "untagged": lambda d: rules(d)[1]["properties"]["tags"].remove("security"),
            "too many tags": lambda d: rules(d)[0]["properties"].update(tags=[str(i) for i in range(21)]),
            "long description": lambda d: rules(d)[0]["fullDescription"].update(text="a" * 1025),
            "rule twice": lambda d: rules(d)[2].update(id=rules(d)[0]["id"]),
            "broken link": lambda d: result(d)["message"].update(text="see [this](77)"),
            "id twice": lambda d: result(d)["relatedLocations"][1].update(id=1),
            "too many places": lambda d: result(d).update(
                relatedLocations=[dict(result(d)["relatedLocations"][0], id=i) for i in range(1001)]
            ),
        }
        for name, damage in damages.items():
            self.assertTrue(self.errors("findings.sarif", damage), name)


if __name__ == "__main__":
    unittest.main()
