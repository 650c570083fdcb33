"""Scalars: another value, another piece of text, another key."""

from __future__ import annotations

from stacklint.syntax import emit
from stacklint.syntax.emit import Place, Value
from stacklint.syntax.nodes import Entry, Mapping, Scalar
from stacklint.syntax.scalars import CannotConstruct, resolve
from stacklint.syntax.source import source_map
from stacklint.syntax.surgery.ground import Ground, Position, has_merge_key
from stacklint.syntax.surgery.proof import Change, Edits, proved
from stacklint.text.edit import Edit
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final

_BREAK: Final = lazy_pattern("[\r\n\x85\u2028\u2029]")


def replace(ground: Ground, scalar: Scalar, value: Value) -> Edits | None:
    """As `Surgeon.replace`."""
    position = ground.position(scalar)
    if position is None or scalar.tag or ground.is_untouchable(scalar):
        return None
    if scalar.value == value and type(scalar.value) is type(value):
        return ()
    if isinstance(value, dict | list):
        from stacklint.syntax.surgery.filling import fill

        return None if position.is_key else fill(ground, scalar, value)
    if scalar.style in {"|", ">"} and isinstance(value, str) and "\n" in value:
        return _rewritten(ground, scalar, value)
    quoted = scalar.style in {"'", '"'}
    preferred = scalar.style if quoted else ""
    if scalar.start == scalar.end and isinstance(position.parent, Mapping) and not position.is_key:
        preferred = emit.quote_of(value, ground.style(position.parent))
    spelt = emit.spelling(value, _place(position), preferred)
    return None if spelt is None else _placed(ground, scalar, position, spelt, value)


def replace_part(ground: Ground, scalar: Scalar, start: int, end: int, new: str) -> Edits | None:
    """As `Surgeon.replace_part`."""
    position = ground.position(scalar)
    if position is None or scalar.tag or ground.is_untouchable(scalar) or not 0 <= start <= end <= len(scalar.text):
        return None
    whole = scalar.text[:start] + new + scalar.text[end:]
    value: Value = whole
    if not isinstance(scalar.value, str) and not scalar.style:
        # A number stays what its digits say; a text never becomes one.
        value = _resolved(whole)
    found = source_map(ground.text, scalar)
    if found is None or _BREAK.search(new) or scalar.start == scalar.end:
        return replace(ground, scalar, value)
    first = found.offset(start)
    span = Span(first, found.offset(end - 1, behind=True) if end > start else first)
    edit = Edit(span, emit.escaped(new, scalar.style))
    text = ground.text[scalar.start : span.start] + edit.content + ground.text[span.end : scalar.end]
    if _BREAK.search(text) or position.in_flow:
        edits = proved(ground, [edit], Change().replace(scalar, value))
        return edits if edits is not None or scalar.style in {"|", ">"} else replace(ground, scalar, value)
    if emit.reads_back(text, value, _place(position)):
        return (edit,) if edit.content != span.of(ground.text) else ()
    return replace(ground, scalar, value)


def rename(ground: Ground, entry: Entry, key: str) -> Edits | None:
    """As `Surgeon.rename`."""
    mapping = ground.holder(entry)
    if mapping is None or not isinstance(entry.key, Scalar) or ground.is_untouchable(mapping):
        return None
    if entry.key.text == key and isinstance(entry.key.value, str):
        return ()
    if has_merge_key(mapping) or mapping.entry(key) is not None:
        # The old key could have hidden one that is merged in.
        return None
    return replace(ground, entry.key, key)


def _place(position: Position) -> Place:
    if position.is_key:
        return "flow key" if position.in_flow else "key"
    return "flow value" if position.in_flow else "value"


def _placed(ground: Ground, scalar: Scalar, position: Position, spelt: str, value: Value) -> Edits | None:
    """The scalar's text replaced by *spelt*, of which it is known that it reads back at such a place."""
    edit = Edit(scalar.span, spelt)
    before = ground.text[max(scalar.start - 1, 0) : scalar.start]
    if scalar.start == scalar.end and before not in {"", " ", "\t", "\n", "\r"}:
        # `key:`, `-`, or between brackets a key alone.
        is_alone = position.in_flow and before != ":" and position.entry is not None
        edit = Edit(scalar.span, (": " if is_alone else " ") + spelt)
    elif not position.in_flow and not scalar.anchor and not _BREAK.search(scalar.span.of(ground.text)):
        # One line in block style: what reads back alone reads back here, and the file need not be read again.
        return (edit,)
    return proved(ground, [edit], Change().replace(scalar, value))


def _rewritten(ground: Ground, scalar: Scalar, value: str) -> Edits | None:
    """A block scalar with other lines."""
    lines = value.split("\n")
    ends_with_break = lines[-1] == ""
    start = ground.next_line(scalar.start)
    first = ground.text[start : scalar.end]
    margin = len(first) - len(first.lstrip(" "))
    header = ground.text[scalar.start : ground.line_end(scalar.start)]
    if scalar.style != "|" or not margin or ends_with_break == ("-" in header):
        spelt = emit.spelling(value, "value", '"')
        return None if spelt is None else proved(ground, [Edit(scalar.span, spelt)], Change().replace(scalar, value))
    content = ground.indented(lines[:-1] if ends_with_break else lines, margin)
    return proved(ground, [Edit(Span(start, scalar.end), content)], Change().replace(scalar, value))


def _resolved(text: str) -> Value:
    try:
        value = resolve(text)
    except CannotConstruct:
        return text
    return value if isinstance(value, bool | int | float) else text
