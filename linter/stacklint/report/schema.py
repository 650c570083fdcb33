"""The JSON Schema of our own JSON output; published as `docs/schemas/stacklint-output.schema.json`."""

from __future__ import annotations

from stacklint.report.structured import VERSION
from stacklint.rules.record import Safety, Severity
from stacklint_schemas.typed import TypeAlias

Json: TypeAlias = dict[str, object]

_SEVERITIES = [severity.value for severity in Severity]


def json_schema() -> Json:
    """The schema, self-contained."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Output of `stacklint check --output-format json`",
        **_object(
            {
                "version": {"const": VERSION},
                "findings": _list({"$ref": "#/$defs/finding"}),
                "suppressed": _list(
                    {
                        "$ref": "#/$defs/finding",
                        "required": ["reason"],
                        "properties": {"reason": _text("What the comment gives as its reason; may be empty")},
                    }
                ),
                "files": _list({"$ref": "#/$defs/file"}, "All files but foreign YAML, sorted by path"),
                "problems": _list(_text(), "What was named and could not be read"),
                "summary": _summary(),
            }
        ),
        "$defs": {
            "finding": _finding(),
            "file": _file(),
            "fix": _fix(),
            "document": _document(),
            "position": _object(
                {
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1, "description": "In code points"},
                }
            ),
        },
    }


def _finding() -> Json:
    finding = _object(
        {
            "rule": _text("Name of the rule"),
            "severity": {"enum": _SEVERITIES},
            "message": _text(),
            "path": _text("Relative to the working folder where possible, with forward slashes"),
            "document": {
                "description": "The embedded configuration inside a Kubernetes object, null for a file of its own",
                "anyOf": [{"$ref": "#/$defs/document"}, {"type": "null"}],
            },
            **_range(),
            "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901) inside the document"},
            "target": _text("The release it was judged for, and how that is known"),
            "depends_on_release": {
                "type": "boolean",
                "description": "Lowered to info because it holds only in a part of the inferred releases",
            },
            "notes": _list(_object({"message": _text(), **_range()}), "Other places that belong to it"),
            "fixes": _list({"$ref": "#/$defs/fix"}),
            "fingerprint": {"type": "string", "description": "Stays the same when lines move"},
        }
    )
    # Present only while the project has a documentation address; `reason` only for suppressed findings.
    del finding["additionalProperties"]
    properties = finding["properties"]
    assert isinstance(properties, dict)
    properties["url"] = _text("Where the rule is explained")
    return finding


def _fix() -> Json:
    return _object(
        {
            "title": _text("An order"),
            "safety": {"enum": [safety.value for safety in Safety]},
            "edits": _list(_object({**_range(), "content": _text()}), "Disjoint, all done at once"),
        }
    )


def _document() -> Json:
    return _object({"kind": _text(), "namespace": _text(), "name": _text(), "key": _text()})


def _file() -> Json:
    file = _object({"path": _text(), "status": {"enum": ["checked", "skipped", "unreadable"]}})
    properties = file["properties"]
    assert isinstance(properties, dict)
    properties["reason"] = _text("Why it was not checked")
    properties["pin"] = _text("The comment that pins its release, where findings depend on that")
    return file


def _summary() -> Json:
    number: Json = {"type": "integer", "minimum": 0}
    return _object(
        {
            "checked": number,
            "skipped": number,
            "unreadable": number,
            "other_yaml": number,
            "shown": {"enum": _SEVERITIES, "description": "The least severity under `findings`"},
            "severities": {
                **_object(dict.fromkeys(_SEVERITIES, number)),
                "description": "Numbers of all findings, the hidden ones too",
            },
            "suppressed": number,
        }
    )


def _range() -> Json:
    position = {"$ref": "#/$defs/position"}
    return {"start": position, "end": {**position, "description": "Exclusive"}}


def _object(properties: Json) -> Json:
    return {
        "type": "object",
        "required": list(properties),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def _list(items: Json, description: str = "") -> Json:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def _text(description: str = "") -> Json:
    return {"type": "string", **({"description": description} if description else {})}
