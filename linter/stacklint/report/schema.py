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
        **object_of(
            {
                "version": {"const": VERSION},
                "findings": list_of({"$ref": "#/$defs/finding"}),
                "suppressed": list_of(
                    {
                        "$ref": "#/$defs/finding",
                        "required": ["reason"],
                        "properties": {"reason": text_of("What the comment gives as its reason; may be empty")},
                    }
                ),
                "files": list_of({"$ref": "#/$defs/file"}, "All files but foreign YAML, sorted by path"),
                "problems": list_of(text_of(), "What was named and could not be read"),
                "summary": _summary(),
            }
        ),
        "$defs": {
            "finding": _finding(),
            "file": _file(),
            "fix": _fix(),
            "document": _document(),
            "position": object_of(
                {
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1, "description": "In code points"},
                }
            ),
        },
    }


def _finding() -> Json:
    finding = object_of(
        {
            "rule": text_of("Name of the rule"),
            "severity": {"enum": _SEVERITIES},
            "message": text_of(),
            "path": text_of("Relative to the working folder where possible, with forward slashes"),
            "document": {
                "description": "The embedded configuration inside a Kubernetes object, null for a file of its own",
                "anyOf": [{"$ref": "#/$defs/document"}, {"type": "null"}],
            },
            **_range(),
            "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901) inside the document"},
            "target": text_of("The release it was judged for, and how that is known"),
            "depends_on_release": {
                "type": "boolean",
                "description": "Lowered to info because it holds only in a part of the inferred releases",
            },
            "notes": list_of(object_of({"message": text_of(), **_range()}), "Other places that belong to it"),
            "fixes": list_of({"$ref": "#/$defs/fix"}),
            "fingerprint": {"type": "string", "description": "Stays the same when lines move"},
        }
    )
    # Present only while the project has a documentation address; `reason` only for suppressed findings.
    del finding["additionalProperties"]
    properties = finding["properties"]
    assert isinstance(properties, dict)
    properties["url"] = text_of("Where the rule is explained")
    return finding


def _fix() -> Json:
    return object_of(
        {
            "title": text_of("An order"),
            "safety": {"enum": [safety.value for safety in Safety]},
            "edits": list_of(object_of({**_range(), "content": text_of()}), "Disjoint, all done at once"),
        }
    )


def _document() -> Json:
    return object_of({"kind": text_of(), "namespace": text_of(), "name": text_of(), "key": text_of()})


def _file() -> Json:
    file = object_of({"path": text_of(), "status": {"enum": ["checked", "skipped", "unreadable"]}})
    properties = file["properties"]
    assert isinstance(properties, dict)
    properties["reason"] = text_of("Why it was not checked")
    properties["pin"] = text_of("The comment that pins its release, where findings depend on that")
    return file


def _summary() -> Json:
    number: Json = {"type": "integer", "minimum": 0}
    return object_of(
        {
            "checked": number,
            "skipped": number,
            "unreadable": number,
            "other_yaml": number,
            "shown": {"enum": _SEVERITIES, "description": "The least severity under `findings`"},
            "severities": {
                **object_of(dict.fromkeys(_SEVERITIES, number)),
                "description": "Numbers of all findings, the hidden ones too",
            },
            "suppressed": number,
        }
    )


def _range() -> Json:
    position = {"$ref": "#/$defs/position"}
    return {"start": position, "end": {**position, "description": "Exclusive"}}


def object_of(properties: Json) -> Json:
    """A mapping with exactly these keys."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": dict(properties),
        "additionalProperties": False,
    }


def list_of(items: Json, description: str = "") -> Json:
    """A list of *items*."""
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def text_of(description: str = "") -> Json:
    """A text."""
    return {"type": "string", **({"description": description} if description else {})}
