"""Keys that have another name now, and those that no release reads any more."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover, Notice
from stacklint.migrate.steps.addresses import Rewritten, rewritten, with_suffix
from stacklint.migrate.steps.common import (
    Changes,
    before,
    changed,
    changed_locally,
    differences,
    find_entry,
    is_empty,
    is_gone,
    is_null,
    known_at,
    of_owner,
    release_of,
)
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.syntax.nodes import Entry, Mapping
from stacklint.syntax.path import Path
from stacklint_schemas import KeyPath, KeyRename


def renamed(step: str) -> Changes:
    """Gives the keys that a step took away the names they have now."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        seen: set[int] = set()
        lost = set(differences(document.knowledge, step, "key"))
        until_now = before(release_of(document)) | release_of(document).only
        for provider in document.stack.providers:
            for rename in provider.spec.renames if provider.spec is not None else ():
                explained = (f"{provider.api}/{provider.type.text}", rename.old) in lost
                if not explained or not rename.releases & goal.target.only or not rename.releases & until_now:
                    continue
                found = find_entry(provider.config, rename.old)
                # What several providers share by an anchor is one place.
                if found is not None and id(found[1]) not in seen:
                    seen.add(id(found[1]))
                    yield from _renamed(document, goal, provider, rename, *found)

    return changes


def _renamed(
    document: Document, goal: Goal, provider: Provider, rename: KeyRename, parent: Mapping, entry: Entry
) -> Iterator[Change | Leftover]:
    if rename.old[:-1] != rename.new[:-1]:
        return
    old, new = rename.old[-1], rename.new[-1]
    path: Path = (*provider.config_path, *rename.old)
    there = parent.entry(new)
    if there is not None and not is_null(there):
        title = f"Remove '{old}' of provider '{provider.title}', as '{new}' is what counts"
        yield from changed(title, (document.surgeon.remove(parent, entry),), entry, path)
        return
    if there is not None:
        title = f"Remove the empty '{new}' of provider '{provider.title}'"
        yield from changed(title, (document.surgeon.remove(parent, there),), there, (*path[:-1], new))
        return
    value = rewritten(document, goal, provider, rename, entry)
    if not isinstance(value, Rewritten):
        yield Leftover(entry, path, value)
        return
    title = f"Rename '{old}' to '{new}' in provider '{provider.title}'{value.title}"
    read = known_at(document.knowledge, provider.spec.shape, rename.old) if provider.spec else 0
    # Where only releases behind the change are possible, the old key had no effect, and the new one has.
    note = "" if goal.origin & read else "until now it was not read"
    parts = (document.surgeon.rename(entry, new), value.edits)
    yield from changed_locally(title, parts, entry, path, note, _outside(value, provider))


def completed(document: Document, goal: Goal) -> Iterator[Change | Notice]:
    """Completes addresses whose key has kept its name."""
    for provider in document.stack.providers:
        change = document.knowledge.migration.urls.get((provider.api, provider.type.text))
        entry = provider.config.entry(change.old) if change and provider.config else None
        if change is None or entry is None or not goal.origin & before(change.since) or not provider.spec:
            continue
        if change.since.index > release_of(document).index or any(
            rename.old == (change.old,) for rename in provider.spec.renames
        ):
            continue
        value = with_suffix(document, goal, change, provider, entry)
        path = (*provider.config_path, change.old)
        if value.edits:
            title = f"Let '{change.old}' of provider '{provider.title}' end in '{change.suffix}'"
            yield Change(title, value.edits, path, outside=_outside(value, provider), is_local=True)
        elif value.note:
            yield Notice(_outside(value, provider), path)


def _outside(value: Rewritten, provider: Provider) -> str:
    """What the variable in an address has to hold."""
    return f"{value.note}, for provider '{provider.title}'" if value.note else ""


def removed(step: str) -> Changes:
    """Takes away keys that a step made meaningless."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        cause = document.knowledge.migration.step(step).cause
        for parent, path, inner in _dead(document, goal, step):
            entry = parent.entry(inner[-1])
            assert entry is not None, "_dead has seen it"
            title = f"Remove '{'.'.join(inner)}'{of_owner(document, path) if path[0] == 'providers' else ''}"
            edits = document.surgeon.remove(parent, entry)
            yield from changed(title, (edits,), entry, path, "" if is_empty(entry) else cause)

    return changes


def left(step: str) -> Changes:
    """Keys that a step made meaningless, and that somebody has to find another way for."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        title = document.knowledge.migration.step(step).title
        for parent, path, inner in _dead(document, goal, step):
            entry = parent.entry(inner[-1])
            if entry is not None and not is_empty(entry):
                message = (
                    f"'{inner[-1]}'{of_owner(document, path)} is not read any more; {title[:1].lower()}{title[1:]}"
                )
                yield Leftover(entry, path, message)

    return changes


def _dead(document: Document, goal: Goal, step: str) -> Iterator[tuple[Mapping, Path, KeyPath]]:
    """The mapping, whole path and path from its owner of each key there is of those that a step took away."""
    knowledge = document.knowledge
    for owner, inner in differences(knowledge, step, "key"):
        if owner == "stack":
            found = find_entry(document.root, inner)
            if found is not None and is_gone(known_at(knowledge, knowledge.stack_shape, inner), document, goal):
                yield found[0], inner, inner
            continue
        for provider in document.stack.providers:
            spec = provider.spec
            if spec is None or f"{spec.api}/{spec.name}" != owner:
                continue
            found = find_entry(provider.config, inner)
            if any(rename.old == inner for rename in spec.renames) or found is None:
                continue
            if is_gone(known_at(knowledge, spec.shape, inner) & spec.releases, document, goal):
                yield found[0], (*provider.config_path, *inner), inner
