"""What the steps share: words for titles, ways through the tree, and what becomes of an edit that cannot be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacklint.migrate.record import Change, Goal, Leftover, Notice
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Edits
from stacklint_schemas import NO_RELEASE, KeyPath, Knowledge, Release, ReleaseSet
from stacklint_schemas.shapes import Property
from stacklint_schemas.typed import TypeAlias

Changes: TypeAlias = Callable[[Document, Goal], Iterator[Change | Leftover | Notice]]
"""What a step does to a document: it is asked again after each change, and must not find what it has done already."""


def changed(
    title: str, parts: tuple[Edits | None, ...], place: Entry | Node, path: Path, note: str = ""
) -> Iterator[Change | Leftover]:
    """The change that makes all *parts*, which must not meet; a thing for a person where one of them is refused."""
    edits = [edit for part in parts for edit in part or ()]
    if None in parts:
        yield Leftover(place, path, f"this has to be done by hand: {title[:1].lower()}{title[1:]}")
    elif edits:
        yield Change(title, tuple(sorted(edits)), path, note)


def changed_locally(
    title: str, parts: tuple[Edits | None, ...], place: Entry | Node, path: Path, note: str = "", outside: str = ""
) -> Iterator[Change | Leftover]:
    """As `changed`, for a change that concerns nothing of the text outside of its place."""
    for each in changed(title, parts, place, path, note):
        yield each._replace(is_local=True, outside=outside) if isinstance(each, Change) else each


def release_of(document: Document) -> Release:
    """The one release that a step reads the document for."""
    return document.knowledge.catalogue.first(document.reading.releases)


def before(release: Release) -> ReleaseSet:
    """Every release that comes earlier."""
    return release.only - 1


def is_gone(releases: ReleaseSet, document: Document, goal: Goal) -> bool:
    """Whether what *releases* have was lost by the release the document is read for, and the target lacks it too."""
    now = release_of(document)
    return bool(releases & before(now)) and not releases & (now.only | goal.target.only)


def differences(knowledge: Knowledge, step: str, kind: str) -> Iterator[tuple[str, KeyPath]]:
    """What the comparison of schemas shows of a step: owner and path of each difference of one *kind*.

    `key inference/remote::vllm url` gives the owner `inference/remote::vllm` and the path `("url",)`; the owner of a
    type is its API, and the path its name.
    """
    for difference in knowledge.migration.step(step).differences:
        found, owner, *rest = difference.split(" ")
        if found == kind:
            inner = rest[0] if rest else ""
            yield owner, tuple(inner.split(".")) if kind in ("key", "required", "default") else (inner,)


def find_entry(node: Mapping | None, path: KeyPath) -> tuple[Mapping, Entry] | None:
    """The entry at *path* below a mapping, with the mapping that holds it."""
    for key in path[:-1]:
        node = as_mapping(node.get(key)) if node is not None else None
    entry = node.entry(path[-1]) if node is not None else None
    return None if node is None or entry is None else (node, entry)


def entry_at(document: Document, path: Path) -> tuple[Mapping, Entry] | None:
    """The entry at *path* from the root, aliases above it followed, with the mapping that holds it."""
    parent = as_mapping(document.stack.at(path[:-1]))
    entry = parent.entry(str(path[-1])) if parent is not None else None
    return None if parent is None or entry is None else (parent, entry)


def known_at(knowledge: Knowledge, shape: int, path: KeyPath) -> ReleaseSet:
    """The releases that have a key at *path* below an object."""
    releases = knowledge.catalogue.every
    for key in path:
        known = knowledge.shape(shape).object(releases)
        if known is None or key not in known.properties:
            return NO_RELEASE
        releases &= known.properties[key].releases
        shape = known.properties[key].shape
    return releases


def property_of(document: Document, provider: Provider, key: str, releases: ReleaseSet) -> Property | None:
    """What *releases* know of a key of a provider's configuration; None where they know no such key or provider."""
    known = document.knowledge.object_at(provider.spec.shape, (), releases) if provider.spec is not None else None
    return known.properties.get(key) if known is not None else None


def items_of(node: Node | None) -> list[tuple[int, Node, Mapping]]:
    """The mappings in a list, each with its number and as it stands there (it may be an alias)."""
    resolved = target(node) if node is not None else None
    if not isinstance(resolved, Sequence):
        return []
    found = ((number, item, target(item)) for number, item in enumerate(resolved.items))
    return [(number, item, inner) for number, item, inner in found if isinstance(inner, Mapping)]


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for everything else."""
    resolved = target(node) if node is not None else None
    return resolved.text if isinstance(resolved, Scalar) and not resolved.is_null else ""


def is_null(entry: Entry | None) -> bool:
    """Whether there is no entry, or one without a value."""
    node = None if entry is None else target(entry.value)
    return node is None or (isinstance(node, Scalar) and node.is_null)


def is_empty(entry: Entry) -> bool:
    """Whether the value is null, `[]` or `{}`."""
    node = target(entry.value)
    if isinstance(node, Sequence):
        return not node.items
    if isinstance(node, Mapping):
        return not node.entries
    return is_null(entry)


def dotted(path: Path) -> str:
    """A path for people: `registered_resources.models[0].model_id`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def provider_at(document: Document, path: Path) -> Provider | None:
    """The provider whose entry holds the place at *path*."""
    return next((each for each in document.stack.providers if path[: len(each.path)] == each.path), None)


def of_owner(document: Document, path: Path) -> str:
    """For titles, whose the place at *path* is: ` of provider 'vllm'`, ` of 'server'`; empty for a key of the root."""
    provider = provider_at(document, path)
    if provider is None and len(path) > 1:
        return f" of '{path[0]}'"
    return of_provider(provider)


def of_provider(provider: Provider | None) -> str:
    """For titles, whose something is: ` of provider 'vllm'`; empty for the server's own."""
    return f" of provider '{provider.title}'" if provider is not None else ""


def doomed_apis(document: Document, goal: Goal) -> frozenset[str]:
    """The APIs whose sections a later step takes away as a whole."""
    if has_foreign_apis(document):
        return frozenset()
    knowledge = document.knowledge
    moved = {old for old, _, _, new, _ in knowledge.type_replacements if old != new}
    # What comes from outside upstream stays, and its section with it.
    kept = {each.api for each in document.stack.providers if each.spec is None and each.enabled.on is not False}
    return frozenset(
        api
        for api, known in knowledge.apis.items()
        if known & before(goal.target) and not known & goal.target.only and api not in moved | kept
    )


def has_foreign_apis(document: Document) -> bool:
    """Whether a folder of APIs is named, which can make any name of an API a legal one."""
    return not is_null(document.root.entry("external_apis_dir"))
