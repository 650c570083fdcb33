"""What a rule is and what it says; shared by every rule, the engine and the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    """The fixes of a finding, made when somebody first looks at them: one costs more than all rules together."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[P, Iterable[Fix]], *arguments: P.args, **named: P.kwargs) -> None:
        self._make: Callable[[], tuple[Fix, ...]] = lambda: tuple(make(*arguments, **named))
        self._made: tuple[Fix, ...] | None = None

    @overload
    def __getitem__(self, index: int) -> Fix: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Fix, ...]: ...
    def __getitem__(self, index: int | slice) -> Fix | tuple[Fix, ...]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> tuple[Fix, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made


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
