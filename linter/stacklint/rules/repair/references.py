"""What becomes of a reference to a backend: another name, another form, a place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.physical import Use, tables_of
from stacklint.model.stack import Provider
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Edits, Value
from stacklint_schemas import ReleaseSet, Slot


def is_refused(slot: Slot, provider: Provider | None, releases: ReleaseSet) -> bool:
    """Whether the server does not load or start in any of *releases* when it cannot use the reference in a slot."""
    return provider is not None or slot.checked & releases == releases


def pointed(document: Document, origin: Origin, backend: str) -> Edits | None:
    """The reference names another backend, in the form that its slot has now."""
    named = _renamed_value(document, origin.place, backend)
    if named is None or origin.node is None:
        return None
    own, other = origin.slot.name_key, "table_name" if origin.slot.family == "kv" else "namespace"
    entry = origin.node.entry(other)
    if entry is None or origin.node.entry(own) is not None:
        return named
    key = document.surgeon.rename(entry, own)
    return None if key is None else tuple(sorted((*named, *key)))


def called(document: Document, origin: Origin, name: str) -> Edits | None:
    """The reference has another namespace or table name.

    A variable goes, as it would bring both users together again when it is set.
    """
    return None if origin.name_node is None else document.surgeon.replace(origin.name_node, name)


def declared(document: Document, new: AnyMapping[str, dict[str, Value]]) -> Edits | None:
    """New backends by name, added to the file's list."""
    return document.surgeon.merge(document.root, {"storage": {"backends": dict(new)}})


def written(
    document: Document,
    provider: Provider | None,
    references: Iterable[tuple[Path, dict[str, Value]]],
    new: AnyMapping[str, dict[str, Value]],
) -> tuple[Edits | None, ...]:
    """References of one owner where there were none, at their paths from the document's root, and *new* backends."""
    addition: dict[str, Value] = {}
    if new and provider is None:
        put(addition, ("storage", "backends"), dict(new))
    base = provider.path if provider else ()
    for path, each in references:
        put(addition, tuple(str(step) for step in path[len(base) :]), each)
    if provider is None:
        return (document.surgeon.merge(document.root, addition),)
    edits = document.surgeon.merge(provider.node, addition)
    return (edits, declared(document, new)) if new else (edits,)


def put(tree: dict[str, Value], path: tuple[str, ...], value: Value) -> None:
    """Puts a value at a path; missing mappings are made."""
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        assert isinstance(inner, dict)
        tree = inner
    tree[path[-1]] = value


def reference(slot: Slot, backend: str, name: str = "") -> dict[str, Value]:
    """A reference as it is written, with the usual namespace or table unless another *name* is given."""
    return {"backend": backend, slot.name_key: name or slot.usual_name}


def new_reference(document: Document, provider: Provider | None, slot: Slot, backend: str) -> dict[str, Value]:
    """A reference that is to be written, with a namespace that is the provider's alone."""
    usual = slot.usual_name
    uses = (use.origin for use in document.stores.uses if use.origin.backend.text == backend)
    gaps = (gap.site for gap in document.gaps if gap.site.owner.provider is not provider)
    is_taken = any(other.name.text == usual for other in uses) or any(site.slot.usual_name == usual for site in gaps)
    if provider is None or slot.family == "sql" or not is_taken:
        return reference(slot, backend)
    return reference(slot, backend, _own_name(usual, provider, "::"))


def own_namespace(document: Document, use: Use) -> str:
    """A namespace that nobody else has in the same store; empty when there is no good one."""
    taken = {
        other.origin.name.text
        for other in document.stores.uses
        if other.identity == use.identity and other.origin.slot.family == "kv"
    }
    return _first_free(_names(document, use, "::"), taken)


def own_table(document: Document, use: Use) -> str:
    """A table name that nobody has in the same database, upstream's own tables included; empty for no good one."""
    taken = {reserved.table for reserved in document.knowledge.reserved_tables}
    for slot in document.knowledge.stack_slots:
        taken.update(table for fixed in slot.tables for table in fixed.tables)
    for other in document.stores.uses:
        if other.identity == use.identity and other.origin.slot.family == "sql":
            taken.update(table.lower() for table, _, _ in tables_of(other))
    return _first_free(_names(document, use, "_"), taken)


def likely_slip(written_name: str, name: str) -> bool:
    """Whether one name is the other one misspelt, rather than the name of another thing.

    `kv_defualt` and `kv_default` are one; `kv_store_a` and `kv_store_b`, `kv_1` and `kv_2` are two.
    """
    if re.findall(r"\d+", written_name) != re.findall(r"\d+", name):
        return False
    pairs = [re.split(r"[^A-Za-z]+", each.lower()) for each in (written_name, name)]
    if len(pairs[0]) != len(pairs[1]):
        pairs = [["".join(words)] for words in pairs]
    return all(_alike(one, other) for one, other in zip(*pairs, strict=True))


def words_of(name: str) -> str:
    """A name as a part of other names: small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "own"


def _alike(one: str, other: str) -> bool:
    from difflib import SequenceMatcher

    return one == other or SequenceMatcher(None, one, other).ratio() >= 0.6


def _names(document: Document, use: Use, joint: str) -> Iterator[str]:
    """Names for a reference, the best first; those of two users are not the same."""
    origin, usual = use.origin, use.origin.slot.usual_name
    others = (other.origin for other in document.stores.uses if other.identity == use.identity)
    if not any(other is not origin and other.slot.usual_name == usual for other in others):
        yield usual
    if origin.provider is not None:
        yield _own_name(usual, origin.provider, joint)


def _own_name(usual: str, provider: Provider, joint: str) -> str:
    own = re.sub(r"[^A-Za-z0-9_.-]+" if joint == "::" else r"[^A-Za-z0-9_]+", "_", provider.title)
    return f"{usual.partition('::')[0]}{joint}{own}"


def _first_free(names: Iterable[str], taken: set[str]) -> str:
    return next((name for name in names if name not in taken), "")


def _renamed_value(document: Document, node: object, new: str) -> Edits | None:
    """Another text for a scalar; one that comes from a variable keeps the variable and gets another default."""
    if not isinstance(node, Scalar):
        return None
    expressions = parse_expressions(node.text)
    if not expressions:
        return document.surgeon.replace(node, new)
    only = expressions[0]
    if len(expressions) > 1 or only.operator != ":=" or only.span.of(node.text) != node.text:
        return None
    return document.surgeon.replace_part(node, *only.operand_span, new)
