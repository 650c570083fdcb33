"""Texts and places in them: what every layer above stands on."""

from stacklint.text.decode import MAXIMUM_BYTES, Decoded, EncodingProblem, decode
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.lines import ColumnUnit, LineIndex, Position
from stacklint.text.span import Span

__all__ = [
    "MAXIMUM_BYTES",
    "ColumnUnit",
    "Decoded",
    "Edit",
    "EncodingProblem",
    "LineIndex",
    "Position",
    "Span",
    "apply_edits",
    "decode",
]
