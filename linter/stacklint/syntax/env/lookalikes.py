"""Texts that look like environment expressions and that upstream takes literally."""

from __future__ import annotations

import re

from stacklint.syntax.env.expressions import MODERN
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, Literal, NamedTuple, TypeAlias

LookalikeKind: TypeAlias = Literal[
    "old-default",  # ${env.X:d}: the grammar up to llama-stack 0.2.12
    "old-conditional",  # ${env.X+v}: the same
    "shell-default",  # ${env.X:-v}, ${env.X-v}, ${env.X=v}, ${env.X:?v}
    "lower-case",  # ${env.foo}
    "spaces",  # ${env.X }, ${ env.X }
    "unclosed",  # ${env.X
    "nested",  # ${env.A:=${env.B}}: substituted, but the default ends at the first brace
    "no-prefix",  # ${NAME}
    "typo",  # ${emv.X}, ${ENV.X}, $env.X, $(env.X)
    "name",  # ${env.}, ${env.MY-NAME}: no name that upstream knows
]


class Lookalike(NamedTuple):
    """One such place in the text of a scalar."""

    kind: LookalikeKind
    span: Span
    name: str
    """The variable that was probably meant, in capital letters; may be empty."""
    operand: str
    """The default or value that was probably meant."""
    meant: str = ""
    """The expression of the modern grammar that says what was probably meant; empty when that cannot be told."""


def lookalikes(text: str) -> tuple[Lookalike, ...]:
    """All of them in *text*, judged by the modern grammar, in order."""
    if "$" not in text:
        return ()
    found = []
    done = 0
    while (start := text.find("$", done)) >= 0:
        match = MODERN.match(text, start)
        candidate = _nested(text, match) if match is not None else _candidate(text, start)
        if candidate is not None:
            found.append(candidate)
        done = max(start + 1, match.end() if match is not None else 0, candidate.span.end if candidate else 0)
    return tuple(found)


def _nested(text: str, match: re.Match[str]) -> Lookalike | None:
    operand = match[3] or ""
    if "${" not in operand:
        return None
    # The closing braces of the outer expressions belong to the sight.
    end = match.end()
    for _ in range(operand.count("${")):
        if not text.startswith("}", end):
            break
        end += 1
    return Lookalike("nested", Span(match.start(), end), match[1], text[match.start(3) : end - 1])


def _candidate(text: str, start: int) -> Lookalike | None:
    if text.startswith("${", start):
        # A doubled brace is OpenShift's, Helm's or a CI system's.
        return None if text.startswith("{", start + 2) else _braced(text, start)
    match = _UNBRACED.match(text, start)
    return Lookalike("typo", Span(*match.span()), match[1], "", _modern(match[1], "")) if match is not None else None


def _modern(name: str, rest: str) -> str:
    """The modern expression for a name and what stands behind it in any of the other grammars."""
    sign = rest.removeprefix(":")[:1]
    if not rest or sign == "?":
        # `${X:?message}` demands the variable, which is what an expression without a default does.
        return f"${{env.{name}}}"
    operator = ":+" if sign == "+" else ":="
    # An empty default stays one: without it the server refuses to start while the variable is not set.
    operand = rest.removeprefix(":").removeprefix(sign if sign in "-=+" else "")
    return f"${{env.{name}{operator}{operand}}}"


_UNBRACED: Final = lazy_pattern(r"\$(?:\(\s*)?env\.([A-Z0-9_]+)\)?")


def _braced(text: str, start: int) -> Lookalike | None:
    close = text.find("}", start)
    inner = text.find("$", start + 1)
    if close < 0 or 0 <= inner < close:
        return _unclosed(text, start, close if inner < 0 else inner)
    body = text[start + 2 : close]
    span = Span(start, close + 1)
    bare = _BARE.fullmatch(body)
    if bare is not None:
        meant = _modern(bare[1], (bare[2] or "") + (bare[3] or ""))
        return Lookalike("no-prefix", span, bare[1], bare[3] or "", meant)
    match = _PREFIXED.match(body)
    if match is None:
        return None
    prefix, name, rest = match[1], match[2], match[3]
    if prefix != "env":
        meant = _modern(name, rest.strip())
        return Lookalike("typo", span, name, rest.lstrip(":=+-"), meant) if _means_env(prefix, name) else None
    return _malformed(span, body, name, rest)


_PREFIXED: Final = lazy_pattern(r"\s*([A-Za-z]+)\s*[.:]\s*([A-Za-z0-9_]*)(.*)", re.DOTALL)
_BARE: Final = lazy_pattern(r"([A-Z_][A-Z0-9_]*)(?:(:?[-=+?])(.*))?", re.DOTALL)
_TYPOS: Final = frozenset(("emv", "evn", "nev", "en", "ev", "nv", "enc", "enf", "eny", "envs", "eenv", "envv", "ennv"))


def _means_env(prefix: str, name: str) -> bool:
    return bool(name) and name == name.upper() and (prefix.lower() in _TYPOS or prefix.lower() == "env")


def _malformed(span: Span, body: str, name: str, rest: str) -> Lookalike:
    """What is wrong with a closed expression that begins like `${env.` and that the grammar does not match."""
    kind: LookalikeKind
    operand = rest.lstrip().removeprefix(":").lstrip().lstrip("=+-?").strip()
    head = body[: len(body) - len(rest)]
    if not name:
        kind = "name"
    elif name != name.upper():
        kind = "lower-case"
    elif head != f"env.{name}" or rest[:1].isspace() or re.match(r":\s+[=+-]", rest):
        kind = "spaces" if head.startswith(("env.", " ", "\t", "\n")) or ":" not in head else "typo"
    elif _NAME_PARTS.fullmatch(rest):
        kind = "name"
    elif rest.startswith("+"):
        kind = "old-conditional"
    elif rest.startswith((":-", ":?", "=", "?")) or (rest.startswith("-") and ":" not in rest):
        kind = "shell-default"
    elif rest.startswith(":"):
        kind, operand = "old-default", rest[1:]
    else:
        kind = "name"
    meant = "" if kind == "name" else _modern(name.upper(), re.sub(r"^\s*(:?)\s*([=+?-]?)\s*", r"\1\2", rest).rstrip())
    return Lookalike(kind, span, name.upper(), operand, meant)


# `${env.MY-NAME}`: rather a name with a dash than a default in capital letters.
_NAME_PARTS: Final = lazy_pattern(r"(?:-[A-Z0-9_]+)+")


def _unclosed(text: str, start: int, limit: int) -> Lookalike | None:
    match = _OPENED.match(text, start, limit if limit >= 0 else len(text))
    if match is None:
        return None
    return Lookalike("unclosed", Span(*match.span()), match[1].upper(), match[2] or "")


_OPENED: Final = lazy_pattern(r"\$\{env\.([A-Za-z0-9_]+)(?::[=+]?)?(\S*)")
