"""From the bytes of a file to its text, with a word on what upstream makes of those bytes.

Upstream reads with `yaml.safe_load(open(path))`: the file is decoded as UTF-8 (the locale of every image it is shipped
in), a byte order mark at the start is dropped by the YAML reader, and anything that is not UTF-8 stops the server with
a UnicodeDecodeError before any YAML is read. UTF-16 and UTF-32 are legal YAML and refused all the same.
"""

from __future__ import annotations

import codecs

from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple

MAXIMUM_BYTES = 10 * 1024 * 1024
"""Larger files are not read at all; no configuration written by a person comes near."""


class EncodingProblem(NamedTuple):
    """Why upstream cannot read the bytes."""

    span: Span
    """In the decoded text: the first replaced character, or the empty start of the file."""
    message: str


class Decoded(NamedTuple):
    """The text of a file; with a problem it is the best that could be made of the bytes."""

    text: str
    """A byte order mark stays in as U+FEFF, so that writing the text back gives the same bytes."""
    encoding: str
    """Name of the codec that `text.encode` needs to give the bytes back, e.g. "utf-8"."""
    problem: EncodingProblem | None


def is_too_large(text: str) -> bool:
    """Whether the file of *text* has more than `MAXIMUM_BYTES`; costs nothing for one that is not nearly as large."""
    # A character takes one to four bytes, and exactly one where all are ASCII, which Python knows without looking.
    if len(text) * 4 <= MAXIMUM_BYTES:
        return False
    if len(text) > MAXIMUM_BYTES or text.isascii():
        return len(text) > MAXIMUM_BYTES
    return len(text.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES


# UTF-32 little endian begins with the bytes of UTF-16 little endian, so it comes first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


def decode(content: bytes) -> Decoded:
    """The text of *content*, whatever the bytes; never raises."""
    try:
        return Decoded(content.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError as error:
        first_bad = error.start
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            message = f"the file is encoded as {name}, so the server cannot read it; save it as UTF-8"
            return Decoded(content.decode(codec, "replace"), codec, EncodingProblem(Span(0, 0), message))
    text = content.decode("utf-8", "replace")
    # What precedes the first bad byte is sound, so its length in characters is where the replacement stands.
    at = len(content[:first_bad].decode("utf-8"))
    message = f"byte 0x{content[first_bad]:02x} is not UTF-8, so the server cannot read the file"
    return Decoded(text, "utf-8", EncodingProblem(Span(at, at + 1), message))
