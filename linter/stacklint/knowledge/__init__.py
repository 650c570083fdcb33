"""What is known of a place of a configuration, for editors and for `stacklint explain`."""

from stacklint.knowledge.explaining import explain
from stacklint.knowledge.records import Explanation, Fact, Related
from stacklint.knowledge.release import Reason, reasons
from stacklint.knowledge.rendering import to_markdown, to_text

__all__ = ["Explanation", "Fact", "Reason", "Related", "explain", "reasons", "to_markdown", "to_text"]
