"""The JSON Schema of a plan as JSON; published as `docs/schemas/stacklint-plan.schema.json`."""

from __future__ import annotations

from stacklint.migrate.record import Layout
from stacklint.report.plan.structured import NEWEST, VERSION, Json
from stacklint.report.plan.words import VERDICTS
from stacklint.report.schema import list_of, object_of, text_of


def json_schema() -> Json:
    """The schema, self-contained."""
    number: Json = {"type": "integer", "minimum": 0}
    counted = ("affected", "changed", "unchanged", "refused", "skipped", "unreadable", "failed", "other_yaml")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Output of `stacklint migrate --plan json`",
        **object_of(
            {
                "version": {"const": VERSION},
                "layout": {"enum": [layout.value for layout in Layout]},
                "files": list_of({"$ref": "#/$defs/file"}, "All files but foreign YAML, sorted by path"),
                "problems": list_of(text_of(), "What was named and could not be read"),
                "summary": object_of(dict.fromkeys(counted, number)),
            }
        ),
        "$defs": {
            "file": _file(),
            "configuration": _configuration(),
            "step": _step(),
            "leftover": _leftover(),
            "error": _error(),
            "notice": _notice(),
            "data": _data(),
        },
    }


def _file() -> Json:
    return object_of(
        {
            "path": text_of("Relative to the working folder where possible, with forward slashes"),
            "status": {"enum": ["changed", "unchanged", "refused", "skipped", "unreadable", "failed"]},
            "reason": text_of("Why it could not be read or migrated; empty where it could"),
            "affected": _flag("Whether text changes, data is not simply found again, or something is left over"),
            "written": {"type": ["string", "null"], "description": "The file that has the new text now"},
            "not_written": text_of("Why no file has the new text although one was to; empty otherwise"),
            "generated": text_of("Why the file should not be edited; empty where it may be"),
            "configurations": list_of({"$ref": "#/$defs/configuration"}),
            "diff": text_of("Unified, for `patch -p0`; empty when the text stays"),
            "text": {"type": ["string", "null"], "description": "The new text; null when it stays"},
        }
    )


def _configuration() -> Json:
    label = object_of({"kind": text_of(), "namespace": text_of(), "name": text_of(), "key": text_of()})
    return object_of(
        {
            "document": {
                "description": "The embedded configuration inside a Kubernetes object, null for a file of its own",
                "anyOf": [label, {"type": "null"}],
            },
            "from": object_of(
                {
                    "releases": list_of(text_of(), "The releases it may be written for"),
                    "reason": {"enum": ["given", "pinned", "inferred"]},
                }
            ),
            "to": object_of({"release": text_of(), "reason": {"enum": ["given", "pinned", NEWEST]}}),
            "refused": text_of("Why nothing was done; empty when something could be"),
            "affects_data": _flag("Whether some stored data is not simply found again"),
            "steps": list_of({"$ref": "#/$defs/step"}, "In the order of the releases"),
            "leftovers": list_of({"$ref": "#/$defs/leftover"}, "What a person has to decide"),
            "errors": list_of({"$ref": "#/$defs/error"}, "What a check for the release still calls an error"),
            "notices": list_of({"$ref": "#/$defs/notice"}, "What has to be done outside of the file"),
            "data": list_of({"$ref": "#/$defs/data"}, "One for each user of a store"),
        }
    )


def _step() -> Json:
    change = object_of(
        {
            "title": text_of("An order"),
            "note": text_of("What to do or know besides; may be empty"),
            "pointer": _pointer("text before this change"),
        }
    )
    return object_of(
        {
            "name": text_of(),
            "title": text_of("An order"),
            "release": text_of("The first one that has upstream's change"),
            "cause": text_of("What upstream changed"),
            "source": text_of("Where that can be seen"),
            "changes": list_of(change),
        }
    )


def _leftover() -> Json:
    return object_of(
        {
            "step": text_of("Name of the step that left it"),
            "message": text_of(),
            "pointer": _pointer("new text"),
            "line": {"type": "integer", "minimum": 1, "description": "In the new text"},
        }
    )


def _error() -> Json:
    return object_of(
        {
            "rule": text_of("Name of the rule"),
            "message": text_of(),
            "pointer": _pointer("new text"),
            "line": {"type": "integer", "minimum": 1, "description": "In the new text"},
        }
    )


def _notice() -> Json:
    return object_of(
        {"step": text_of("Name of the step"), "message": text_of(), "pointer": _pointer("text it was read in")}
    )


def _data() -> Json:
    return object_of(
        {
            "user": text_of("Who stores"),
            "verdict": {"enum": list(VERDICTS)},
            "was": text_of("Where the data lies"),
            "now": text_of("Where the new release looks; empty when nothing does"),
            "reason": text_of("Upstream's change that is behind it; may be empty"),
            "backup": text_of("A shell command that saves the data; may be empty"),
            "condition": text_of("On what it depends; empty when it always holds"),
            "cure": text_of("A shell command that makes the data visible again; may be empty"),
        }
    )


def _pointer(text: str) -> Json:
    return {"type": "string", "description": f"JSON Pointer (RFC 6901) inside the document, in the {text}"}


def _flag(description: str) -> Json:
    return {"type": "boolean", "description": description}
