"""Keys of the server and of the whole file that are written otherwise now."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import changed, dotted, is_null, known_at, release_of
from stacklint.model.document import Document
from stacklint.model.stack import as_mapping
from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Scalar, target
from stacklint.syntax.scalars import CannotConstruct
from stacklint_schemas.shapes import Tagged

# What the schemas do not say: that the one took the place of the other.
_OLD_NAME, _NEW_NAME = "image_name", "distro_name"
_OLD_HOST, _ALL_ADDRESSES = "disable_ipv6", "0.0.0.0"  # noqa: S104  # what the old key meant


def name(document: Document, _goal: Goal) -> Iterator[Change | Leftover]:
    """The name of the distribution."""
    entry = document.root.entry(_OLD_NAME)
    if entry is None:
        return
    there = document.root.entry(_NEW_NAME)
    if there is None:
        title = f"Rename '{_OLD_NAME}' to '{_NEW_NAME}'"
        yield from changed(title, (document.surgeon.rename(entry, _NEW_NAME),), entry, (_OLD_NAME,))
    elif not is_null(there):
        title = f"Remove '{_OLD_NAME}', as '{_NEW_NAME}' is what counts"
        yield from changed(title, (document.surgeon.remove(document.root, entry),), entry, (_OLD_NAME,))


def host(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """`disable_ipv6`, with which the server listened on all addresses of the older kind."""
    server = as_mapping(document.root.get("server"))
    entry = server.entry(_OLD_HOST) if server else None
    if server is None or entry is None:
        return
    path = ("server", _OLD_HOST)
    node = target(entry.value)
    read = known_at(document.knowledge, document.knowledge.stack_shape, path)
    if goal.origin & read and isinstance(node, Scalar) and node.value is True and server.entry("host") is None:
        edits = document.surgeon.exchange(server, [entry], {"host": _ALL_ADDRESSES})
        yield from changed(f"Write 'host: {_ALL_ADDRESSES}' for '{dotted(path)}'", (edits,), entry, path)
    else:
        yield from changed(f"Remove '{dotted(path)}'", (document.surgeon.remove(server, entry),), entry, path)


def auth(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """How tokens are checked: an endpoint, or kind and settings apart, become `provider_config`."""
    node = as_mapping(document.stack.at(("server", "auth")))
    if node is None or not is_null(node.entry("provider_config")):
        return
    path = ("server", "auth")
    endpoint, kind, config = node.entry("endpoint"), node.entry("provider_type"), node.entry("config")
    wanted: dict[str, object] = {}
    try:
        if kind is not None:
            settings = to_python(config.value) if config is not None else {}
            wanted = {"type": to_python(kind.value), **(settings if isinstance(settings, dict) else {})}
        elif endpoint is not None:
            wanted = {"type": "custom", "endpoint": to_python(endpoint.value)}
    except CannotConstruct:
        return
    entries = [entry for entry in (endpoint, kind, config) if entry is not None]
    if not wanted or not entries:
        return
    unknown = [key for key in wanted if key not in _known(document, goal, str(wanted["type"]))]
    if unknown:
        message = f"the check of tokens belongs under 'provider_config', where nothing is called '{unknown[0]}'"
        yield Leftover(entries[0], path, f"{message}; until then {release_of(document).version} checks none")
        return
    edits = document.surgeon.exchange(node, entries, {"provider_config": wanted})  # type: ignore[dict-item]  # read from YAML
    yield from changed("Put the check of tokens under 'server.auth.provider_config'", (edits,), entries[0], path)


def _known(document: Document, goal: Goal, kind: str) -> frozenset[str]:
    """The settings of a kind of check."""
    knowledge, wanted = document.knowledge, goal.target.only
    shape = knowledge.shape_at(knowledge.stack_shape, ("server", "auth", "provider_config"), wanted)
    for variant in shape.within(wanted) if shape is not None else ():
        if isinstance(variant, Tagged) and kind in variant.options:
            found = knowledge.shape(variant.options[kind].shape).object(wanted)
            return frozenset(found.properties) if found else frozenset()
    return frozenset()


def search_templates(document: Document, _goal: Goal) -> Iterator[Change | Leftover]:
    """Templates of search results, which have to name the tool by its new name."""
    for scalar, path in document.scalars:
        if path[-2:-1] != ("file_search_params",) or path[-1] not in ("header_template", "footer_template"):
            continue
        text = scalar.text
        start = text.lower().find(_OLD_TOOL)
        if start < 0:
            continue
        title = f"Name the tool '{_NEW_TOOL}' in '{dotted(path[-2:])}'"
        edits = document.surgeon.replace_part(scalar, start, start + len(_OLD_TOOL), _NEW_TOOL)
        yield from changed(title, (edits,), scalar, path)


_OLD_TOOL, _NEW_TOOL = "knowledge_search", "file_search"
"""The tool that searches files; the name that a template must hold is checked by code, which no schema shows."""
