"""What a rule is and what it says; shared by every rule, the engine and the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from stacklint.model.document import Document
from stacklint.syntax.path import Path
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_schemas.releases import ReleaseSet
from stacklint_schemas.typed import NamedTuple, ParamSpec, overload

P = ParamSpec("P")


class Severity(Enum):
    """How much a finding matters, the worst first; the value is the name users read and write."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for an error, 3 for a hint."""
        return _RANKS[self]

    def at_least(self, other: Severity) -> bool:
        """Whether this one is as bad as *other* or worse."""
        return self.rank <= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Safety(Enum):
    """Who may apply a fix."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Fix(NamedTuple):
    """Disjoint edits that answer a finding."""

    title: str
    """An order: `Change to 'kv_default'`."""
    safety: Safety
    edits: tuple[Edit, ...]


class Fixes(Sequence[Fix]):
    """The fixes of a finding, each made when somebody looks for it: one costs more than all rules together."""

    __slots__ = ("_made", "_make", "_source")

    def __init__(self, make: Callable[P, Iterable[Fix]], *arguments: P.args, **named: P.kwargs) -> None:
        self._make: Callable[[], Iterable[Fix]] = lambda: make(*arguments, **named)
        self._made: list[Fix] = []
        self._source: Iterator[Fix] | None = None

    def __iter__(self) -> Iterator[Fix]:
        index = 0
        while index < len(self._made) or self._make_next():
            yield self._made[index]
            index += 1

    @overload
    def __getitem__(self, index: int) -> Fix: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Fix, ...]: ...
    def __getitem__(self, index: int | slice) -> Fix | tuple[Fix, ...]:
        return tuple(self)[index]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _make_next(self) -> bool:
        try:
            if self._source is None:
                self._source = iter(self._make())
            self._made.append(next(self._source))
        except StopIteration:
            return False
        except Exception:
            # Who asks again is to hear of it again.
            self._made, self._source = [], None
            raise
        return True


class Note(NamedTuple):
    """Another place that belongs to a finding."""

    span: Span
    message: str


class Finding(NamedTuple):
    """One thing a rule has to say about one place of a document."""

    span: Span
    message: str
    """Fact plus effect in one sentence, without full stop and without the rule's name."""
    path: Path = ()
    """The node it is about, from the document's root."""
    severity: Severity | None = None
    """None means the rule's own."""
    releases: ReleaseSet | None = None
    """Where it is true; None means in every release."""
    notes: tuple[Note, ...] = ()
    fixes: Sequence[Fix] = ()
    operand: str = ""
    """What tells two findings of one rule at one node apart, e.g. the other user's name."""


class Rule(NamedTuple):
    """A named check."""

    name: str
    """Kebab-case, says the bad thing."""
    group: str
    severity: Severity
    """The usual severity; a finding may carry another one."""
    summary: str
    """One line for lists."""
    check: Callable[[Document], Iterable[Finding]]
    module: str
    """Where its documentation is: the module with the docstring."""
