"""What the parts of a picture are called, for people."""

from __future__ import annotations

from stacklint.configurations import DocumentLabel
from stacklint.graph.place import written
from stacklint.model.origins import Origin
from stacklint.model.physical import Use, tables_of
from stacklint.model.references import Resolution, Resolved
from stacklint.model.stack import Provider
from stacklint.model.values import Condition
from stacklint_schemas import ReleaseSet

FAMILIES = {"kv": "a key-value backend", "sql": "an SQL backend"}


def names_of(origin: Origin, answer: Resolution, now: ReleaseSet) -> tuple[tuple[str, ...], str]:
    """What stands below a store's title, namespace or tables, and a hint where those are not the written ones."""
    name = origin.name.text if origin.implicit else written(origin.name_node)
    unread = ", which nothing reads" if origin.slot.unread & now else ""
    if origin.slot.family == "kv":
        return (f"namespace {name}{unread}" if name else f"no namespace{unread}",), ""
    backend = answer.backend if isinstance(answer, Resolved) else None
    found = tables_of(Use(origin, backend, now, ()))
    tables = list(dict.fromkeys(table for table, releases, _ in found if releases & now))
    if not tables or (name and tables == [name]) or not origin.name.known:
        # A store that writes no table although it would in this release is one that a key beside it keeps closed.
        closed = not tables and origin.slot.honoured & now and origin.name.text
        remark = ", switched off" if closed else unread
        return (f"table {name}{remark}" if name else f"no table name{remark}",), ""
    hint = f"table_name '{name}' is not what this release uses" if name and name not in tables else ""
    return (f"table{'s' if len(tables) > 1 else ''} {', '.join(tables)}",), hint


def words_of(condition: Condition) -> str:
    """When a part is switched on; empty for always."""
    return f"if {' and '.join(condition.variables)} is set" if condition.on is None else ""


def reason_of(provider: Provider) -> str:
    """Why a provider has no line to any store."""
    if provider.enabled.on is False:
        return "switched off"
    if provider.replaced:
        return "replaced by a later entry"
    if provider.spec is None:
        return "not from upstream" if provider.external else "of unknown type"
    return "without a store"


def label_words(label: DocumentLabel | None) -> str:
    """An embedded configuration: `ConfigMap demo/stack, key run.yaml`; empty for none."""
    if label is None:
        return ""
    name = "/".join(filter(None, (label.namespace, label.name)))
    return ", ".join(filter(None, (f"{label.kind} {name}".strip(), f"key {label.key}" if label.key else "")))
