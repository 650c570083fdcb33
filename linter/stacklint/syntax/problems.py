"""What can be wrong with a text as YAML, in our own words."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

ProblemKind: TypeAlias = Literal["syntax", "construct", "limits", "encoding"]
"""`syntax`: not YAML for upstream's reader. `construct`: YAML whose values it refuses to load (unknown tag, unknown or
repeated anchor, unhashable key, bad merge, impossible date). `limits`: too large or too deep, so not read at all.
`encoding`: the bytes are not what upstream decodes."""


class Problem(NamedTuple):
    """Why upstream cannot load the text, or why we did not read it."""

    span: Span
    message: str
    """Fact plus effect in one sentence."""
    kind: ProblemKind


EFFECT = ", so the server cannot load the file"


def in_plain_words(context: str, problem: str) -> str:
    """The message for what a YAML parser reported; both arguments are the parser's own texts."""
    for part, words in _WORDS:
        if part in problem or part in context:
            return words + EFFECT
    return "this is not valid YAML" + EFFECT


# The first match wins, so the special ones stand first. Left: a piece of libyaml's or PyYAML's own text.
_WORDS = (
    (
        "mapping values are not allowed",
        "a second ': ' on one line, or a key without its own line; quote the value or check the indentation",
    ),
    ("block sequence entries are not allowed", "a list item '- ' cannot stand here; put it on a line of its own"),
    ("mapping keys are not allowed", "a key cannot stand here; check the indentation"),
    ("that cannot start any token", "no value can start with this character; put the value in quotes"),
    ("found a tab character", "a tab is used where only spaces may stand; indent with spaces"),
    ("tab character where an indentation", "a tab is used where only spaces may stand; indent with spaces"),
    (
        "unknown escape character",
        "this '\\' sequence is unknown in double quotes; double the backslash or use single quotes",
    ),
    ("hexdecimal", "'\\x', '\\u' and '\\U' need two, four and eight hexadecimal digits"),
    ("Unicode character escape", "this '\\' sequence is no character"),
    ("while scanning a quoted scalar", "the quote that opens here is never closed"),
    ("could not find expected ':'", "this line has no ': ' after its key, or is indented wrongly"),
    ("while parsing a flow sequence", "the '[' that opens here is not closed, or a ',' is missing"),
    ("while parsing a flow mapping", "the '{' that opens here is not closed, or a ',' is missing"),
    ("while parsing a block mapping", "this line does not fit the indentation of the mapping it stands in"),
    ("while parsing a block collection", "this line does not fit the indentation of the list it stands in"),
    (
        "while scanning a block scalar",
        "the header of this block text is wrong; write '|' or '>' alone, perhaps with '-' or '+'",
    ),
    ("found unexpected ':'", "a ':' stands directly before a ',' or a bracket; quote the value"),
    ("while scanning an anchor", "'&' must be followed by a name"),
    ("while scanning an alias", "'*' must be followed by the name of an anchor; quote the value if the star is meant"),
    ("expected the node content", "a value is missing here"),
    ("did not find expected node content", "a value is missing here"),
    ("scanning a directive", "a line that begins with '%' is a YAML directive; quote the value if it is meant as text"),
    (
        "scanning a %YAML directive",
        "a line that begins with '%' is a YAML directive; quote the value if it is meant as text",
    ),
    ("incompatible YAML document", "the '%YAML' line names a version that the server cannot read"),
    ("duplicate %", "a YAML directive is given twice"),
    ("undefined tag handle", "the tag uses a prefix that is not declared"),
    ("while scanning a tag", "'!' must be followed by the name of a tag; quote the value if the mark is meant"),
    ("while parsing a tag", "'!' must be followed by the name of a tag; quote the value if the mark is meant"),
    ("expected <document start>", "this line does not go on with what stands above; check its indentation"),
    (
        "did not find expected <document start>",
        "this line does not go on with what stands above; check its indentation",
    ),
    ("special characters are not allowed", "this control character is not allowed in YAML"),
    ("control characters are not allowed", "this control character is not allowed in YAML"),
    ("duplicate anchor", "an anchor of this name exists already"),
    ("undefined alias", "no anchor of this name stands before"),
)
