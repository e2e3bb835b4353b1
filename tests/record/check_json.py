"""Validates JSON files against a schema with python3-jsonschema, and proves that it would notice: every member taken
away, every unknown one added and every number turned into text, anywhere, must be rejected.
usage: check_json.py [--only] SCHEMA FILE…  --only: none is planted. exit 77: the validator is not installed."""
import copy
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)


OPEN = {"facts"}  # lists of whatever a contestant says of itself: no member is needed, none is unknown


def places(node, path=()):
    """Yields the path of every object; of a list the first element stands for all."""
    if isinstance(node, dict):
        yield path
        for name, child in node.items():
            if name not in OPEN:
                yield from places(child, path + (name,))
    elif isinstance(node, list) and node:
        yield from places(node[0], path + (0,))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def faults(document):
    for path in places(document):
        bad = copy.deepcopy(document)
        at(bad, path)["surplus"] = 1
        yield f"surplus at {path}", bad
        for name, value in at(document, path).items():
            bad = copy.deepcopy(document)
            del at(bad, path)[name]
            yield f"{path} without {name}", bad
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                bad = copy.deepcopy(document)
                at(bad, path)[name] = str(value)
                yield f"{path}: {name} as text", bad


def main(faults_of):
    """faults_of(document): (what, a document that must be rejected)…"""
    only = sys.argv[1] == "--only"
    schema_path, *paths = sys.argv[1 + only :]
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        for error in validator.iter_errors(document):
            sys.exit(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
        count = 0
        for what, bad in () if only else faults_of(document):
            if validator.is_valid(bad):
                sys.exit(f"{path}: the schema accepts a planted fault: {what}")
            count += 1
        print(f"{path}: valid; {count} planted faults rejected")


if __name__ == "__main__":
    main(faults)
