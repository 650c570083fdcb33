"""Lists of resources: where they belong, and those that nothing registers any more."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import (
    Changes,
    before,
    changed,
    differences,
    dotted,
    is_empty,
    is_null,
    items_of,
    release_of,
    text_of,
)
from stacklint.model.document import Document
from stacklint.model.resources import SECTION, move_edits, place_of
from stacklint.model.stack import as_mapping
from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Entry, Mapping, Sequence, target
from stacklint.syntax.path import Path
from stacklint.syntax.scalars import CannotConstruct
from stacklint.text.phrases import counted, enumerate_names
from stacklint_schemas import ReleaseSet, ResourceKind


def moved(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Top-level lists go under `registered_resources`; empty ones just go."""
    for kind in document.knowledge.resources:
        if not kind.top_level or kind.top_level & (document.reading.releases | goal.target.only):
            continue
        place = place_of(kind, document.knowledge, goal.target.only)
        for parent, entry, path in _lists(document, kind):
            if path == (SECTION, kind.successor):
                continue
            if is_empty(entry):
                title = f"Remove the empty list '{dotted(path)}'"
                yield from changed(title, (document.surgeon.remove(parent, entry),), entry, path)
            elif place:
                yield from _moved(document, kind, entry, path, place)
            elif not _ever(document, kind) & before(goal.target) and not kind.automatic & goal.target.only:
                yield Leftover(entry, path, f"{goal.target.version} registers no {kind.singular}s, later ones do")
    yield from _never_there(document, goal)


def _never_there(document: Document, goal: Goal) -> Iterator[Leftover]:
    """Lists that no release had at top level, where some have settings of that name and refuse a list."""
    knowledge, wanted = document.knowledge, goal.target.only
    stack = knowledge.shape(knowledge.stack_shape).object(wanted)
    for kind in knowledge.resources:
        entry = document.root.entry(kind.key)
        known = stack.properties.get(kind.key) if stack else None
        if entry is None or known is None or not known.releases & wanted:
            continue
        settings = knowledge.shape(known.shape).object(wanted)
        if settings is not None and isinstance(target(entry.value), Sequence):
            where = dotted((SECTION, kind.successor))
            yield Leftover(entry, (kind.key,), f"'{kind.key}' is no list here; {kind.singular}s belong under '{where}'")


def _moved(
    document: Document, kind: ResourceKind, entry: Entry, path: Path, place: tuple[str, ...]
) -> Iterator[Change | Leftover]:
    there = {_identity(node, kind) for _, _, node in items_of(document.stack.at(place))}
    listed = target(entry.value)
    for number, item, node in items_of(listed):
        if _identity(node, kind) in there and isinstance(listed, Sequence):
            name = f"{kind.singular} '{_identity(node, kind)}'"
            title = f"Remove {name} from '{dotted(path)}', as it is under '{dotted(place)}' too"
            edits = document.surgeon.remove(listed, item, prune=True)
            yield from changed(title, (edits,), item, (*path, number))
            return
    title = f"Move {counted(len(items_of(listed)), kind.singular)} from '{dotted(path)}' to '{dotted(place)}'"
    edits = move_edits(document.surgeon, document.text, entry, kind, place, document.knowledge)
    if edits is None and kind.key == place[-1]:
        joined = list(_joined(document, kind, entry, path, place))
        if joined:
            yield from joined
            return
    yield from changed(title, (edits,), entry, path)


def _joined(
    document: Document, kind: ResourceKind, entry: Entry, path: Path, place: tuple[str, ...]
) -> Iterator[Change]:
    """The first item of a list that cannot be moved as a whole, as between brackets: it is written anew."""
    listed, there = target(entry.value), document.stack.at(place)
    for number, item, node in items_of(listed)[:1]:
        if not isinstance(listed, Sequence) or not isinstance(there, Sequence):
            return
        try:
            plain = to_python(node)
        except CannotConstruct:
            return
        added = document.surgeon.append(there, plain)  # type: ignore[arg-type]  # what YAML holds can be written
        gone = document.surgeon.remove(listed, item, prune=True)
        if added and gone:
            title = f"Move {kind.singular} '{_identity(node, kind)}' from '{dotted(path)}' to '{dotted(place)}'"
            yield Change(title, tuple(sorted((*added, *gone))), (*path, number))


def _identity(node: Mapping, kind: ResourceKind) -> str:
    return text_of(node.get(kind.id_key))


def _ever(document: Document, kind: ResourceKind) -> ReleaseSet:
    """Where such things are or were registered from under `registered_resources`."""
    successors = [each.registered for each in document.knowledge.resources if each.key == kind.successor]
    return kind.registered | (successors[0] if successors else 0)


def gone(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Lists of resources whose API is gone, wherever they stand."""
    now = release_of(document)
    for kind in document.knowledge.resources:
        ever = _ever(document, kind)
        if kind.automatic or not ever & before(now) or ever & (now.only | goal.target.only):
            continue
        for parent, entry, path in _lists(document, kind):
            title = f"Remove {_what(entry, kind)} from '{dotted(path)}'"
            edits = document.surgeon.remove(parent, entry, prune=True)
            yield from changed(title, (edits,), entry, path)


def lifted(step: str) -> Changes:
    """Lists that a step took from below `registered_resources` and that stand at top level now."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        section = as_mapping(document.root.get(SECTION))
        for owner, path in differences(document.knowledge, step, "key"):
            entry = section.entry(path[-1]) if section is not None and owner == "stack" else None
            if section is None or entry is None or not document.knowledge.top_level_keys[path[-1]] & goal.target.only:
                continue
            if is_empty(entry):
                title = f"Remove the empty list '{dotted(path)}'"
                yield from changed(title, (document.surgeon.remove(section, entry, prune=True),), entry, path)
            else:
                title = f"Move '{dotted(path)}' to top level"
                edits = document.surgeon.move_under(entry, path[-1:])
                yield from changed(title, (edits,), entry, path, "until now nothing read it")

    return changes


def automatic(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Lists of what the server registers by itself; what says more than its name is for a person."""
    for kind in document.knowledge.resources:
        if not kind.automatic & document.reading.releases or not kind.automatic & goal.target.only:
            continue
        for parent, entry, path in _lists(document, kind):
            yield from _automatic(document, kind, parent, entry, path)


def _automatic(
    document: Document, kind: ResourceKind, parent: Mapping, entry: Entry, path: Path
) -> Iterator[Change | Leftover]:
    listed = target(entry.value)
    special = [(number, item, node) for number, item, node in items_of(listed) if _settings(node)]
    if not special:
        title = f"Remove {_what(entry, kind)}, which the server registers by itself"
        yield from changed(title, (document.surgeon.remove(parent, entry, prune=True),), entry, path)
        return
    for number, item, node in items_of(listed):
        if not _settings(node) and isinstance(listed, Sequence):
            title = f"Remove {kind.singular} '{_identity(node, kind)}', which the server registers by itself"
            yield from changed(title, (document.surgeon.remove(listed, item),), item, (*path, number))
            return
    if len(path) == 1:
        place = (SECTION, kind.successor or kind.key)
        title = f"Move {counted(len(special), kind.singular)} from '{kind.key}' to '{dotted(place)}'"
        yield from changed(title, (document.surgeon.move_under(entry, place),), entry, path)
        return
    for number, item, node in special:
        advice = (
            "its server belongs under 'connectors' now" if node.entry("mcp_endpoint") else "its settings have no place"
        )
        message = f"{kind.singular} '{_identity(node, kind)}' is not registered from here any more; {advice}"
        yield Leftover(item, (*path, number), message)


def _settings(node: Mapping) -> bool:
    """Whether a tool group has what the server cannot know by itself."""
    return any(not is_null(node.entry(key)) for key in ("mcp_endpoint", "args"))


def _lists(document: Document, kind: ResourceKind) -> Iterator[tuple[Mapping, Entry, Path]]:
    top = document.root.entry(kind.key)
    if top is not None and kind.top_level:
        yield document.root, top, (kind.key,)
    section = as_mapping(document.root.get(SECTION))
    entry = section.entry(kind.key) if section else None
    if section is not None and entry is not None:
        yield section, entry, (SECTION, kind.key)


def _what(entry: Entry, kind: ResourceKind) -> str:
    names = [_identity(node, kind) for _, _, node in items_of(entry.value)]
    if not names:
        return f"the empty list of {kind.singular}s"
    if all(names) and len(names) <= 4:
        return f"the {kind.singular}{'s' if len(names) > 1 else ''} {enumerate_names(names)}"
    return counted(len(names), kind.singular)
