"""What a scalar means to upstream: the implicit types and constructors of PyYAML's `safe_load` (YAML 1.1).

An own table instead of PyYAML's classes, because it is asked for every scalar of a file; the first character decides
for nearly all of them. Differential tests hold the two together.
"""

from __future__ import annotations

import re

from stacklint.syntax.nodes import Plain
from stacklint.text.pattern import lazy_pattern
from stacklint_schemas.typed import Final

TAG_PREFIX: Final = "tag:yaml.org,2002:"


class CannotConstruct(Exception):
    """Upstream's `safe_load` refuses the scalar; the text says why, in plain words."""


def resolve(text: str) -> Plain:
    """The value of a plain scalar without a tag. Raises CannotConstruct for what upstream refuses."""
    if text[:1] in NUMERIC_STARTS:
        return number(text)
    return WORDS.get(text, text)


def number(text: str) -> Plain:
    """`resolve` for a text whose first character is in NUMERIC_STARTS."""
    # Most numbers in real files are short and plain; "0" itself is one, "010" is octal and goes the long way.
    if text.isdigit() and text.isascii() and (text[0] != "0" or text == "0") and len(text) < 19:
        return int(text)
    if text in REFUSED_WORDS:
        raise CannotConstruct(REFUSED_WORDS[text])
    try:
        if _FLOAT.match(text):
            return _float(text)
        if _INTEGER.match(text):
            return _integer(text)
        if text[0] in _DIGITS and _TIMESTAMP.match(text):
            return _timestamp(text)
    except (ValueError, OverflowError) as error:
        raise CannotConstruct(f"'{_shortened(text)}' looks like a number or a date but is none") from error
    return text


def construct(tag: str, text: str) -> Plain:
    """The value of a scalar with an explicit tag (full form). Raises CannotConstruct as upstream would."""
    kind = tag.removeprefix(TAG_PREFIX) if tag.startswith(TAG_PREFIX) else ""
    try:
        match kind:
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return _BOOLEANS[text.lower()]
            case "int":
                return _integer(text)
            case "float":
                return _float(text)
            case "timestamp":
                return _timestamp(text)
            case "binary":
                return _binary(text)
    except (ValueError, KeyError, IndexError, OverflowError) as error:
        raise CannotConstruct(f"'{_shortened(text)}' is not a value of type {kind}") from error
    if kind in _CONTAINER_KINDS:
        raise CannotConstruct(f"the tag '!!{kind}' needs a {_CONTAINER_KINDS[kind]}")
    raise CannotConstruct(f"the tag '{short_tag(tag)}' is unknown to the server")


def short_tag(tag: str) -> str:
    """A tag as people write it: `!!int` for `tag:yaml.org,2002:int`, others unchanged."""
    return "!!" + tag.removeprefix(TAG_PREFIX) if tag.startswith(TAG_PREFIX) else tag


_DIGITS: Final = frozenset("0123456789")
# "." opens floats, "=" and "<" the two refused words; "" is not among them: the empty scalar is in WORDS.
NUMERIC_STARTS: Final = frozenset("0123456789+-.=<")

BEHIND_NUMBERS: Final = ">"
"""What begins with this character or a later one, as nearly all plain scalars do, is a word and never a number."""

REFUSED_WORDS: Final = {
    "=": "a plain '=' cannot be loaded; put it in quotes",
    "<<": "'<<' is a merge key and cannot be a value; put it in quotes",
}

_BOOLEANS: Final = {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}

WORDS: Final[dict[str, Plain]] = {
    **{spelling: value for word, value in _BOOLEANS.items() for spelling in (word, word.capitalize(), word.upper())},
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}

_CONTAINER_KINDS: Final = {"map": "mapping", "set": "mapping", "seq": "list", "omap": "list", "pairs": "list"}

_FLOAT: Final = lazy_pattern(
    r"""(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?
    |\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN))$""",
    re.VERBOSE,
)
_INTEGER: Final = lazy_pattern(
    r"""(?:[-+]?0b[0-1_]+
    |[-+]?0[0-7_]+
    |[-+]?(?:0|[1-9][0-9_]*)
    |[-+]?0x[0-9a-fA-F_]+
    |[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$""",
    re.VERBOSE,
)
_TIMESTAMP: Final = lazy_pattern(
    r"""(?:[0-9]{4}-[0-9]{2}-[0-9]{2}
    |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?
     (?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
     (?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$""",
    re.VERBOSE,
)
_TIMESTAMP_PARTS: Final = lazy_pattern(
    r"""([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)
    (?:(?:[Tt]|[ \t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?
    (?:[ \t]*(Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?)?$""",
    re.VERBOSE,
)


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    if digits[0] in "+-":
        digits = digits[1:]
    if digits == "0":
        return 0
    if digits.startswith("0b"):
        return sign * int(digits[2:], 2)
    if digits.startswith("0x"):
        return sign * int(digits[2:], 16)
    if digits[0] == "0":
        return sign * int(digits, 8)
    if ":" not in digits:
        return sign * int(digits)
    value = 0
    for part in digits.split(":"):
        value = value * 60 + int(part)
    return sign * value


def _float(text: str) -> float:
    digits = text.replace("_", "").lower()
    sign = -1.0 if digits[0] == "-" else 1.0
    if digits[0] in "+-":
        digits = digits[1:]
    if digits == ".inf":
        return sign * float("inf")
    if digits == ".nan":
        return float("nan")
    if ":" not in digits:
        return sign * float(digits)
    # Summed from the right as upstream does: floating point is not associative.
    value, base = 0.0, 1
    for part in reversed(digits.split(":")):
        value += float(part) * base
        base *= 60
    return sign * value


def _timestamp(text: str) -> object:
    import datetime

    match = _TIMESTAMP_PARTS.match(text)
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone, zone_sign, zone_hour, zone_minute = match.groups()
    if not hour:
        return datetime.date(int(year), int(month), int(day))
    timezone: datetime.timezone | None = None
    if zone_sign:
        delta = datetime.timedelta(hours=int(zone_hour), minutes=int(zone_minute or 0))
        timezone = datetime.timezone(-delta if zone_sign == "-" else delta)
    elif zone:
        timezone = datetime.UTC
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    return datetime.datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second), microsecond, timezone
    )


def _binary(text: str) -> bytes:
    import base64

    return base64.decodebytes(text.encode("ascii"))


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
