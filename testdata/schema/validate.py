#!/usr/bin/env python3
"""Checks files that gclint wrote: SARIF against the official schema and GitHub's rules, its own JSON against the published schema.

    validate.py FILE...        exit status 0: all are valid; 1: what is wrong is on standard output; 2: could not check
"""

import functools
import json
import pathlib
import re
import sys
import urllib.parse

try:
    import jsonschema
except ImportError:
    sys.stderr.write("validate.py needs python3-jsonschema (apt install python3-jsonschema)\n")
    sys.exit(2)

HERE = pathlib.Path(__file__).resolve().parent
SARIF_SCHEMA = HERE / "sarif-2.1.0.json"
OWN_SCHEMA = HERE.parent.parent / "reports" / "gclint.schema.json"
ERROR_LIMIT = 20
# https://docs.github.com/code-security/code-scanning, "SARIF support for code scanning"
RESULT_LIMIT, LOCATION_LIMIT, FLOW_LIMIT, TAG_LIMIT, DESCRIPTION_LIMIT = 25000, 1000, 10000, 20, 1024


def load(path):
    """Parses strictly: duplicate keys, NaN and invalid UTF-8 are errors."""

    def pairs(items):
        keys = [key for key, _ in items]
        if len(keys) != len(set(keys)):
            raise ValueError(f"a key stands twice among {keys}")
        return dict(items)

    def constant(name):
        raise ValueError(f"{name} is not JSON")

    text = path.read_bytes().decode("utf-8")
    return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)


@functools.lru_cache(maxsize=None)
def validator(path, part=None):
    """A validator of the schema, or of one of its $defs instead of all: then its errors say more."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    if part:
        del schema["oneOf"]
        schema["$ref"] = f"#/$defs/{part}"
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def own_part(document):
    """The part of the published schema that the document should fit."""
    for key, name in (("packages", "audit_document"), ("counts", "diff_document"), ("findings", "scan_document"), ("types", "facts_document"), ("rules", "rules_document")):
        if isinstance(document, dict) and key in document:
            return name
    return None


def schema_errors(document, schema_validator):
    """Messages of the validator, formats included."""
    for error in schema_validator.iter_errors(document):
        yield f"{'/'.join(map(str, error.absolute_path)) or '(top)'}: {error.message[:300]}"


def walk(node, path=""):
    """Every object and array with its path."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, f"{path}/{index}")


def region_errors(path, region):
    """What errata 01 demands of a region, and that it has no negative length."""
    if not any(key in region for key in ("startLine", "charOffset", "byteOffset")):
        yield f"{path}: a region without startLine, charOffset or byteOffset"
    start = (region.get("startLine", 1), region.get("startColumn", 1))
    end = (region.get("endLine", start[0]), region.get("endColumn", sys.maxsize))
    if end < start:
        yield f"{path}: the region ends before it starts"


def uri_errors(path, uri, is_base):
    """A reference must be in pure ASCII, percent-encoded, and stay below the root."""
    if not re.fullmatch(r"(?:[A-Za-z0-9._~/!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*", uri):
        yield f"{path}: not a valid URI reference: {uri!r}"
    parsed = urllib.parse.urlsplit(uri)
    if is_base and not uri.endswith("/"):
        yield f"{path}: the URI of a base must end in a slash: {uri!r}"
    if not is_base and (parsed.scheme or uri.startswith("/")):
        yield f"{path}: an absolute URI: {uri!r}"
    if not is_base and ".." in parsed.path.split("/"):
        yield f"{path}: leads out of the root: {uri!r}"


def rule_errors(rule):
    """Of one reportingDescriptor."""
    name = rule.get("id")
    for key in ("shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"):
        if key not in rule:
            yield f"rule {name}: no {key}"
    for key in ("shortDescription", "fullDescription"):
        if not 0 < len(rule.get(key, {}).get("text", "")) <= DESCRIPTION_LIMIT:
            yield f"rule {name}: {key} is empty or too long"
    properties = rule.get("properties", {})
    if len(properties.get("tags", [])) > TAG_LIMIT:
        yield f"rule {name}: too many tags"
    if "security-severity" in properties:
        severity = properties["security-severity"]
        if not isinstance(severity, str) or not 0 < float(severity) <= 10:
            yield f"rule {name}: security-severity must be a string with a number up to 10"
        if "security" not in properties.get("tags", []):
            yield f"rule {name}: security-severity without the tag security"


def result_errors(result, index, rules):
    """Of one result."""
    where = f"result {index} ({result.get('ruleId')})"
    if not result.get("locations") or "physicalLocation" not in result["locations"][0]:
        yield f"{where}: no physical location"
    if not result.get("partialFingerprints"):
        yield f"{where}: no partialFingerprints"
    rule = result.get("ruleIndex", -1)
    if rule != -1 and (rule >= len(rules) or rules[rule]["id"] != result.get("ruleId")):
        yield f"{where}: ruleIndex {rule} is another rule"
    related = {location["id"] for location in result.get("relatedLocations", [])}
    if len(related) != len(result.get("relatedLocations", [])):
        yield f"{where}: an id of a related location stands twice"
    if len(related) + len(result.get("locations", [])) > LOCATION_LIMIT:
        yield f"{where}: too many locations"
    for link in re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"]):
        if int(link) not in related:
            yield f"{where}: the message links to {link}, which is no related location"
    for flow in result.get("codeFlows", []):
        if sum(len(thread["locations"]) for thread in flow["threadFlows"]) > FLOW_LIMIT:
            yield f"{where}: too many steps"


def sarif_errors(document):
    """What the schema cannot say."""
    for path, node in walk(document):
        if not isinstance(node, dict):
            continue
        for key in ("region", "contextRegion", "deletedRegion"):
            if key in node:
                yield from region_errors(f"{path}/{key}", node[key])
        if "uri" in node:
            yield from uri_errors(path, node["uri"], "originalUriBaseIds" in path)
    for run in document["runs"]:
        rules = run["tool"]["driver"].get("rules", [])
        bases = run.get("originalUriBaseIds", {})
        for path, node in walk(run):
            if isinstance(node, dict) and "uriBaseId" in node and node["uriBaseId"] not in bases:
                yield f"{path}: unknown uriBaseId {node['uriBaseId']}"
        if len({rule["id"] for rule in rules}) != len(rules):
            yield "a rule stands twice"
        for rule in rules:
            yield from rule_errors(rule)
        results = run.get("results", [])
        if len(results) > RESULT_LIMIT:
            yield f"{len(results)} results"
        for index, result in enumerate(results):
            yield from result_errors(result, index, rules)


def file_errors(path):
    """Everything that is wrong with one file."""
    try:
        document = load(path)
    except ValueError as error:
        yield f"not strict JSON: {error}"
        return
    if isinstance(document, dict) and "runs" in document:
        errors = list(schema_errors(document, validator(SARIF_SCHEMA)))
        yield from errors or sarif_errors(document)
    else:
        yield from schema_errors(document, validator(OWN_SCHEMA, own_part(document)))


def main():
    if len(sys.argv) < 2:
        sys.stderr.write(__doc__)
        return 2
    status = 0
    for name in sys.argv[1:]:
        errors = list(file_errors(pathlib.Path(name)))
        for error in errors[:ERROR_LIMIT]:
            print(f"{name}: {error}")
        if len(errors) > ERROR_LIMIT:
            print(f"{name}: and {len(errors) - ERROR_LIMIT} more")
        status |= bool(errors)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as problem:
        sys.stderr.write(f"validate.py: {problem}\n")
        sys.exit(2)
