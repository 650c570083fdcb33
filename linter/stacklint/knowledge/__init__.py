"""What is known of a place of a configuration, for editors and for `stacklint explain`."""

from stacklint.knowledge.backends import backend_place
from stacklint.knowledge.explaining import explain
from stacklint.knowledge.pointing import explain_path, offset_of, offset_on_line
from stacklint.knowledge.providers import sources
from stacklint.knowledge.records import Explanation, Fact, Related
from stacklint.knowledge.release import Reason, in_words, reasons
from stacklint.knowledge.remarks import explain_comment
from stacklint.knowledge.rendering import to_markdown, to_text

__all__ = [
    "Explanation",
    "Fact",
    "Reason",
    "Related",
    "backend_place",
    "explain",
    "explain_comment",
    "explain_path",
    "in_words",
    "offset_of",
    "offset_on_line",
    "reasons",
    "sources",
    "to_markdown",
    "to_text",
]
