"""What an explanation is made of. Plain data: `rendering` turns it into Markdown or text."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Fact(NamedTuple):
    """One line of an explanation, e.g. `Default` and `` `8321`, the number ``."""

    name: str
    text: str
    """Markdown of one line; everything that comes from a file or from the generated data stands between backticks."""


class Related(NamedTuple):
    """Another place that has to do with it."""

    span: Span
    """In the document's own text."""
    text: str
    """What is there: `declared here`, `used by provider 'faiss'`."""


class Explanation(NamedTuple):
    """What is known of one place."""

    span: Span
    """What it is about, in the document's own text."""
    name: str
    """As written, e.g. `kv_default`; never a secret."""
    kind: str
    """What it is: `storage backend`, `key of remote::vllm`."""
    summary: str = ""
    """One line of our own; Markdown as in `Fact`."""
    facts: tuple[Fact, ...] = ()
    related: tuple[Related, ...] = ()
    label: str = ""
    """The releases it is true for, as findings say them: `ogx 1.5.0, pinned`."""
    page: tuple[str, str] | None = None
    """Where more can be read: an address, and what is there."""


_LONGEST = 120


def code(text: str) -> str:
    """Foreign *text* between backticks: on one line, of bounded length, and without anything that could end it."""
    line = " ".join(text.split()).replace("`", "'")
    line = "".join(each if each.isprintable() else "\ufffd" for each in line)
    return f"`{line[: _LONGEST - 1]}\u2026`" if len(line) > _LONGEST else f"`{line or ' '}`"


def listed(names: list[str], limit: int = 12) -> str:
    """Names one after the other; of many only the first, and how many more there are."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
