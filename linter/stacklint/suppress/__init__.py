"""Comments that speak to stacklint: what they switch off, and whether they still do.

`# stacklint: ignore[rule, rule] reason`        trailing: its line; on its own line: the node below
`# stacklint: file-ignore[rule] reason`         the whole document
`# stacklint: ignore[rule] until=2026-12-31`    has no effect after that day
`# stacklint: target=ogx-1.5.0`                 the release the document is for
`# stacklint: not-a-stack-config`               leave the document alone
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stacklint.text.span import Span
from stacklint_schemas.typed import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from stacklint.rules.record import Fix
    from stacklint.suppress.reading import Suppression
    from stacklint.syntax.nodes import Node
    from stacklint_schemas.typed import Protocol

    class CommentLike(Protocol):
        """What is needed of a comment of `stacklint.syntax.comments`."""

        @property
        def span(self) -> Span:
            """From the `#` to the end of the line, without the line break."""

        @property
        def own_line(self) -> bool:
            """Whether only spaces stand before it on its line."""

    class Placed(Protocol):
        """What is needed of a diagnostic."""

        @property
        def rule(self) -> str:
            """Name of the rule."""

        @property
        def span(self) -> Span:
            """In the same text as the comments."""


D = TypeVar("D", bound="Placed")


class Remark(NamedTuple):
    """Something wrong with a comment."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()


class Directives(NamedTuple):
    """Everything the comments of one document say."""

    suppressions: tuple[Suppression, ...] = ()
    target: tuple[str, Span] | None = None
    """The first `target=`, as written."""
    not_ours: bool = False
    problems: tuple[Remark, ...] = ()


class Applied(NamedTuple, Generic[D]):
    """Diagnostics after the suppressions."""

    kept: tuple[D, ...]
    suppressed: tuple[tuple[D, str], ...]
    """Each with the reason its comment gives."""
    unused: tuple[Remark, ...]
    """Suppressions that did nothing, per rule named, and those whose day is over."""


def read(text: str, comments: Iterable[CommentLike], root: Node | None, known_rules: Iterable[str]) -> Directives:
    """What the *comments* of a document say; *root* tells what stands below a comment on its own line."""
    if "stacklint" not in text:
        return Directives()
    from stacklint.suppress.reading import Reader

    reader = Reader(text, root, frozenset(known_rules))
    for comment in comments:
        reader.read(comment)
    return Directives(tuple(reader.suppressions), reader.target, reader.not_ours, tuple(reader.problems))


def apply(
    text: str,
    diagnostics: Iterable[D],
    directives: Directives,
    today: str,
    enabled: Iterable[str] | None = None,
    unread: Sequence[Span] = (),
) -> Applied[D]:
    """Sort out what the comments in *text* switch off.

    *today* is an ISO date. A suppression is called unused only for rules that are *enabled* (None:
    all), and only where nothing of what it covers is *unread*.
    """
    found = tuple(diagnostics)
    if not directives.suppressions:
        return Applied(found, (), ())
    from stacklint.suppress.applying import sort_out

    running = None if enabled is None else frozenset(enabled)
    return sort_out(text, found, directives.suppressions, today, running, unread)
