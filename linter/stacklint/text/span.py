"""A place in a text: every layer above speaks of places only in this form."""

from __future__ import annotations

from stacklint_schemas.typed import NamedTuple


class Span(NamedTuple):
    """A half-open range of code points: `text[start:end]`.

    An empty span (`start == end`) is a place between two characters.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The piece of *text* that this span covers."""
        return text[self.start : self.end]

    def covers(self, offset: int) -> bool:
        """Whether *offset* touches the span; its end counts, as an editor's cursor may stand there."""
        return self.start <= offset <= self.end

    def contains(self, other: Span) -> bool:
        """Whether *other* lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def shifted(self, distance: int) -> Span:
        """The same extent, *distance* code points further on."""
        return Span(self.start + distance, self.end + distance)
