"""Writes new YAML text: what is put into a file that had no such text before.

The only door to ruamel.yaml, which lays collections out and is loaded with the first one; single scalars are spelt
here. What comes out is read again with the reader the server uses, so no value is ever changed by its spelling.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.syntax.parse import parse
from stacklint.text.pattern import lazy_pattern
from stacklint_schemas.typed import Any, Final, Literal, NamedTuple, TypeAlias

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What can be written: plain Python, as `yaml.safe_load` gives it back."""

Place: TypeAlias = Literal["value", "key", "flow value", "flow key"]
"""Where a scalar will stand; more words need quotes between brackets than outside them."""


class Style(NamedTuple):
    """The habits of the text around."""

    step: int = 2
    """Columns from a key to the keys below it."""
    dash: int = 0
    """Columns from a key to the dashes below it."""
    key_quote: str = ""
    """What keys stand in: nothing, `'` or `"`."""
    text_quote: str = ""
    """The same for strings."""
    env_quote: str = ""
    """The same for strings with an environment expression."""


def spelling(value: Value, place: Place, preferred: str = "") -> str | None:
    """A scalar on one line, in the *preferred* quotes where they can hold it, else in the least that can.

    Only strings are ever quoted. None for what cannot be written, such as a lone surrogate, and for collections.
    """
    return next((text for text in _spellings(value, preferred) if reads_back(text, value, place)), None)


def reads_back(spelt: str, value: object, place: Place) -> bool:
    """Whether the server reads exactly *value*, type included, where *spelt* stands at *place*."""
    inner = f"{spelt}: v" if "key" in place else f"k: {spelt}"
    parsed = parse(f"{{{inner}}}" if "flow" in place else inner + "\n")
    root = parsed.root
    if parsed.problems or not isinstance(root, Mapping) or len(root.entries) != 1 or len(parsed.documents) != 1:
        return False
    entry = root.entries[0]
    node, other = (entry.key, entry.value) if "key" in place else (entry.value, entry.key)
    if not isinstance(node, Scalar) or node.tag or node.anchor or not isinstance(other, Scalar):
        return False
    return other.text in {"v", "k"} and same(node.value, value)


def same(one: object, other: object) -> bool:
    """Whether two plain values are equal with their types: `1`, `True` and `1.0` are three."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    # "Not a number" is equal to nothing, but written the same.
    return repr(one) == repr(other)


def _spellings(value: Value, preferred: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield from _plain(value)
        return
    for quote in dict.fromkeys((preferred, "", "'", '"')):
        if quote == '"':
            yield '"' + _ESCAPED.sub(_escape, value) + '"'
        elif not _BREAK.search(value):
            yield "'" + value.replace("'", "''") + "'" if quote else value


def _plain(value: Value) -> Iterator[str]:
    if value is None:
        yield "null"
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, float):
        # The server takes `1e+20` for a string, `1.0e+20` for a number.
        mantissa, exponent, power = repr(value).partition("e")
        yield _ODD_FLOATS.get(mantissa) or (mantissa if "." in mantissa else mantissa + ".0") + exponent + power


_ODD_FLOATS: Final = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}
_BREAK: Final = lazy_pattern("[\r\n\x85\u2028\u2029]")
_ESCAPED: Final = lazy_pattern(
    '["\\\\]|[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]'
)
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(match: Any) -> str:  # a pattern's match
    character: str = match[0]
    # This form is JSON's too.
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def escaped(text: str, quote: str) -> str:
    """*text* as it stands between the quotes *quote*; unchanged for none."""
    if quote == "'":
        return text.replace("'", "''")
    return _ESCAPED.sub(_escape, text) if quote == '"' else text


# Collections ---------------------------------------------------------------------------------------------------------


def block(value: dict[str, Value] | list[Value], style: Style) -> list[str] | None:
    """A mapping or list as lines in block style, from column 0, without line ends; None where it cannot be written."""
    if not value:
        return ["{}" if isinstance(value, dict) else "[]"]
    written = _written(value, style, "")
    if written is None:
        return None
    lines = written.split("\n")[:-1]
    # A list below a key stands further in; here the key is somebody else's.
    margin = len(lines[0]) - len(lines[0].lstrip(" "))
    return [line[margin:] for line in lines]


def flow(value: Value, style: Style) -> str | None:
    """Any value on one line, collections in brackets; None where it cannot be written."""
    if isinstance(value, dict | list):
        written = _written(value, style, "flow ")
        return None if written is None else written.rstrip("\n")
    return spelling(value, "flow value", quote_of(value, style))


def quote_of(value: Value, style: Style) -> str:
    """What the text around would put *value* into."""
    return style.env_quote if isinstance(value, str) and "${env." in value else style.text_quote


def _written(value: dict[str, Value] | list[Value], style: Style, prefix: Literal["", "flow "]) -> str | None:
    import io

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    writer = YAML()
    writer.indent(mapping=style.step, sequence=style.dash + 2, offset=style.dash)
    writer.width = 1 << 30
    stream = io.StringIO()
    try:
        writer.emit(_events(value, style, prefix), stream)
    except (YAMLError, ValueError):
        return None
    written = stream.getvalue()
    parsed = parse(written)
    if parsed.problems or parsed.root is None or not same(to_python(parsed.root), value):
        return None
    return written


def _events(value: Value, style: Style, prefix: Literal["", "flow "]) -> Iterator[Any]:
    from ruamel.yaml import events

    yield events.StreamStartEvent()
    yield events.DocumentStartEvent(explicit=False)
    yield from _events_of(value, style, prefix)
    yield events.DocumentEndEvent(explicit=False)
    yield events.StreamEndEvent()


def _events_of(value: Value, style: Style, prefix: Literal["", "flow "]) -> Iterator[Any]:
    from ruamel.yaml import events

    if isinstance(value, dict):
        yield events.MappingStartEvent(None, None, True, flow_style=bool(prefix) or not value)
        for key, item in value.items():
            yield _scalar(key, _quote(key, f"{prefix}key", style.key_quote))
            yield from _events_of(item, style, prefix)
        yield events.MappingEndEvent()
    elif isinstance(value, list):
        yield events.SequenceStartEvent(None, None, True, flow_style=bool(prefix) or not value)
        for item in value:
            yield from _events_of(item, style, prefix)
        yield events.SequenceEndEvent()
    elif isinstance(value, str):
        literal = not prefix and _LITERAL.fullmatch(value) is not None
        yield _scalar(value, "|" if literal else _quote(value, f"{prefix}value", quote_of(value, style)))
    else:
        yield _scalar(next(_plain(value)), "")


_LINE: Final = r"(?:[!-~\xa0-\ud7ff](?:[ -~\xa0-\u2027\u202a-\ud7ff]*[!-~\xa0-\u2027\u202a-\ud7ff])?\n)"
_LITERAL: Final = lazy_pattern(rf"{_LINE}(?:\n|{_LINE})*{_LINE}")
"""Two lines and more that show as they are: nothing odd, no blanks at their ends, one line end at the last."""


def _quote(value: str, place: Any, preferred: str) -> str:  # one of Place, put together
    spelt = spelling(value, place, preferred) or '"'
    return spelt[0] if spelt[0] in {"'", '"'} and len(spelt) > 1 and spelt != value else ""


def _scalar(text: str, quote: str) -> Any:
    from ruamel.yaml import events
    from ruamel.yaml.tag import Tag

    # It asks the tag of an empty text, whether the tag is to be written or not.
    tag = None if text else Tag(suffix="tag:yaml.org,2002:str")
    return events.ScalarEvent(None, tag, (True, True), text, style=quote)
