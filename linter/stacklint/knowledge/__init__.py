"""What is known of a place of a configuration, for editors and for `stacklint explain`."""

from stacklint.knowledge.backends import backend_place
from stacklint.knowledge.explaining import explain
from stacklint.knowledge.records import Explanation, Fact, Related
from stacklint.knowledge.release import Reason, in_words, reasons
from stacklint.knowledge.rendering import to_markdown, to_text

__all__ = [
    "Explanation",
    "Fact",
    "Reason",
    "Related",
    "backend_place",
    "explain",
    "in_words",
    "reasons",
    "to_markdown",
    "to_text",
]
