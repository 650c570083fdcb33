"""One configuration, read: what every rule gets to see."""

from __future__ import annotations

from stacklint.model.gaps import Gap, gaps_of
from stacklint.model.inline import InlineStore
from stacklint.model.physical import Stores
from stacklint.model.references import References
from stacklint.model.release import Reading
from stacklint.model.stack import Stack
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.syntax.problems import Problem
from stacklint.text.span import Span
from stacklint_schemas.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.names import Names
    from stacklint.syntax.surgery import Surgeon


class Document:
    """A configuration with everything known about it; parts that cost something are made when first asked for."""

    __slots__ = (
        "_gaps",
        "_names",
        "_references",
        "_stores",
        "_surgeon",
        "in_template",
        "inline_stores",
        "knowledge",
        "neighbours",
        "problems",
        "reading",
        "root",
        "stack",
        "text",
    )

    def __init__(
        self,
        text: str,
        stack: Stack,
        problems: tuple[Problem, ...],
        reading: Reading,
        *,
        inline_stores: tuple[InlineStore, ...] = (),
        neighbours: int = 0,
        in_template: bool = False,
    ) -> None:
        self.text = text
        """The configuration's own text; spans of its nodes are offsets into it."""
        self.root = stack.root
        self.problems = problems
        self.reading = reading
        self.knowledge = stack.knowledge
        self.inline_stores = inline_stores
        """Every inline store of the old form, wherever it stands."""
        self.neighbours = neighbours
        """How many other YAML documents stand in the same stream."""
        self.in_template = in_template
        """Inside an OpenShift Template, where `${NAME}` is a template parameter."""
        self.stack = stack
        self._gaps: tuple[Gap, ...] | None = None
        self._names: Names | None = None
        self._references: References | None = None
        self._stores: Stores | None = None
        self._surgeon: Surgeon | None = None

    @property
    def references(self) -> References:
        """All uses of storage backends."""
        if self._references is None:
            self._references = References(self.stack, self.reading.releases)
        return self._references

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Places where a reference to a backend is needed and none can be read."""
        if self._gaps is None:
            self._gaps = tuple(gaps_of(self.references.sites, self.stack, self.reading.releases))
        return self._gaps

    @property
    def stores(self) -> Stores:
        """What lies behind the backends: physical stores and who uses them."""
        if self._stores is None:
            self._stores = Stores(self.references, self.stack, self.reading.releases)
        return self._stores

    @property
    def names(self) -> Names:
        """All names with their places, for editors; a clean check must not load it."""
        if self._names is None:
            from stacklint.model.names import Names

            self._names = Names(self.text, self.stack, self.references, self.reading.releases)
        return self._names

    @property
    def surgeon(self) -> Surgeon:
        """Makes the edits of fixes; for findings only, as a clean check must not load it."""
        if self._surgeon is None:
            from stacklint.syntax.surgery import Surgeon

            self._surgeon = Surgeon(self.text, self.root)
        return self._surgeon

    @property
    def leaves(self) -> list[Scalar]:
        """Every scalar value (not key) in file order; aliased nodes once."""
        return self.stack.walk.scalars

    @property
    def with_dollar(self) -> list[Scalar]:
        """Those of the `leaves` that may name a variable."""
        return self.stack.walk.with_dollar

    @property
    def scalars(self) -> list[tuple[Scalar, Path]]:
        """The `leaves` with their paths, which most rules need for few of them: `path_of` then costs less."""
        return [(scalar, self.path_of(scalar)) for scalar in self.leaves]

    def path_of(self, scalar: Scalar) -> Path:
        """The path of one of the `leaves`."""
        return self.stack.walk.path_of(scalar)

    @property
    def is_legacy(self) -> bool:
        """Whether every release it is read for comes before named backends."""
        return not self.reading.releases & self.knowledge.storage_known

    @property
    def uses_env(self) -> bool:
        """Whether any value names an environment variable in upstream's way."""
        # Asked of the values, because a comment may show the form in a file that another tool fills in.
        return any("${env." in scalar.text for scalar in self.with_dollar)

    @property
    def root_place(self) -> Span:
        """What to point at when the whole document is meant: its first key."""
        entries = self.root.entries
        return entries[0].key.span if entries else Span(self.root.span.start, self.root.span.start)

    def key_place(self, name: str) -> Span:
        """The place of a top-level key, or of the first key when it is not there."""
        entry = self.root.entry(name)
        return self.root_place if entry is None else entry.key.span

    @property
    def complete(self) -> bool:
        """Whether the whole text was read; else claims of absence are not allowed."""
        return not self.problems
