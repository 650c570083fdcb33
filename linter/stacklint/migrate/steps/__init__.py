"""What each step of a migration does to a text.

Every function finds the old form in a document, which it reads for the release of its step, and yields what turns it
into the new one, or what a person has to decide. It is asked again after each change, so it must not find what it has
done already; all of its knowledge comes from the generated data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps import inline_stores
from stacklint.model.document import Document
from stacklint_schemas.typed import TypeAlias

Changes: TypeAlias = Callable[[Document, Goal], Iterator[Change | Leftover]]

CHANGES: Mapping[str, tuple[Changes, ...]] = {
    "named-backends": (inline_stores.changes,),
}
"""By the name of the step in the generated data; a step that changes no text, only where data is found, has none."""
