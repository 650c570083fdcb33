"""References that no inline store is turned into: to the backend that the server uses, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import of_provider
from stacklint.migrate.steps.homes import Home, declare, is_same_store, reference_defaults
from stacklint.migrate.steps.new_backends import new_backend
from stacklint.model.conversion import Plain, default_name
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.syntax.nodes import Entry, Node
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Edits
from stacklint_schemas import Family, Slot


def refer(
    document: Document,
    goal: Goal,
    slot: Slot,
    provider: Provider | None,
    place: Entry | Node,
    path: Path,
    write: Callable[[dict[str, Plain]], Edits | None],
) -> Iterator[Change | Leftover]:
    """Declare a backend where there is none to refer to; then *write* the reference."""
    wanted = f"'{'.'.join(slot.path)}'{of_provider(provider)}"
    home = home_for(document, goal, slot.family)
    if home.settings is not None:
        yield declare(document, home) or Leftover(place, path, f"{wanted} needs a backend of its family")
        return
    shape = provider.spec.shape if provider and provider.spec else document.knowledge.stack_shape
    reference: dict[str, Plain] = {"backend": home.name, slot.name_key: slot.usual_name}
    edits = write(reference | reference_defaults(document, slot, shape))
    if edits:
        yield Change(f"Refer to '{home.name}' in {wanted}", edits, path)
    else:
        yield Leftover(place, path, f"{wanted} has to refer to the backend '{home.name}'")


def home_for(document: Document, goal: Goal, family: Family) -> Home:
    """The backend that a new reference of a family takes."""
    wanted = default_name(family)
    backends = [backend for backend in document.stack.backends if backend.spec and backend.spec.family == family]
    names = [backend.name for backend in backends]
    if wanted in names or (not document.stack.backends and _is_assumed(document, wanted)):
        return Home(wanted, None)
    # The one that the server's own stores use, else the first.
    used = [use.backend.name for use in document.stores.uses if use.backend and use.origin.provider is None]
    shared = [name for name in used if name in names]
    if shared or (names and not goal.origin & ~document.knowledge.storage_known):
        return Home((shared or names)[0], None)
    # In a file of the old form each backend was one provider's own store a moment ago; a database server is shared.
    servers = [backend.name for backend in backends if backend.value("db_path") is None]
    settings = new_backend(document, goal, family)
    twins = [backend.name for backend in backends if is_same_store(document, settings, backend)]
    found = next(iter((*servers, *twins)), None)
    return Home(wanted, settings) if found is None else Home(found, None)


def _is_assumed(document: Document, name: str) -> bool:
    """Whether upstream declares this backend itself in a file without any."""
    releases = document.reading.releases
    return any(
        name == default and releases & when == releases for when, default, _ in document.knowledge.default_backends
    )
