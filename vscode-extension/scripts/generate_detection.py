"""Writes the regular expression by which the extension tells a stack configuration from other YAML.

The words come from the server's own detection (`stacklint.syntax.recognition`), so that the two cannot drift apart. The
expression reads text, not YAML: it may start the server for a file that the server then has nothing to say about (a
look-alike in a shape that nobody writes), and it is exact on all real files that the tests know. It uses only what
JavaScript and Python understand alike, for texts whose lines end with LF.

    python vscode-extension/scripts/generate_detection.py            writes src/generated/detection.ts
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

EXTENSION = Path(__file__).resolve().parent.parent
GENERATED = EXTENSION / "src" / "generated" / "detection.ts"
PIN = "stacklint: target="

sys.path[:0] = [str(EXTENSION.parent / root) for root in ("linter", "schemas")]

from stacklint.syntax import recognition  # noqa: E402 - the source tree is found first


def source() -> str:
    """The generated module."""
    return (
        "// Made by scripts/generate_detection.py from the server's own detection; change it there.\n\n"
        "/** Matches a text, its lines ending with LF, that holds a configuration of a Llama Stack or OGX server. */\n"
        f"export const STACK_CONFIGURATION = new RegExp(\n  {_literal(pattern())},\n);\n"
    )


def pattern() -> str:
    """The expression, in the common subset of JavaScript and Python."""
    return _any((re.escape(PIN).replace(r"\ ", " "), _helm(), _json(), _block(1, _START, _somebody_else), _embedded()))


def _any(choices: Iterable[str]) -> str:
    return f"(?:{'|'.join(choices)})"


def _literal(text: str) -> str:
    """A string of JavaScript, in the style of the formatter."""
    return "'" + json.dumps(text)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


# Lines ---------------------------------------------------------------------------------------------------------------

_BEGIN = r"(?<![^\n])"
_REST = r"[^\n]*\n"
_BLANK = r"(?:[ \t]*(?:#[^\n]*)?\n)"
# Where a document begins: the file, or the line behind a marker; a first line that is being typed may stand askew.
_START = rf"(?:(?<![\s\S])|{_BEGIN}---{_REST}){_BLANK}*(?:[ \t]+{_REST}(?=[^\s]))?"
# A block scalar's header: its text is a document of its own.
_HEADER = r"[:-][ \t]+(?:[&!][^\s]+[ \t]+)*[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*"


class _Document:
    """Expressions for a document whose lines are indented by what the group *number* holds."""

    def __init__(self, number: int) -> None:
        self.indent = rf"\{number}"
        # One way to match a line, or a long file would be tried in all combinations.
        self.line = rf"(?:(?={self.indent}|[ \t]*[#\n])(?!{self.indent}(?:---|\.\.\.)){_REST})"
        self.deeper = rf"(?:(?={self.indent}[ \t]|[ \t]*[#\n]){_REST})"

    def key(self, *names: str) -> str:
        """One of the keys at the document's own level, up to its colon."""
        return rf"{self.indent}[\"']?{_any(names)}[\"']?[ \t]*:"

    def somewhere(self, what: str) -> str:
        return rf"{self.line}*?{what}"

    def mapping(self, name: str, *inside: str) -> str:
        """A key whose value is a block mapping that holds all of *inside* on its lines."""
        first = rf"[^\n]*\n{_BLANK}*(?={self.indent}[ \t]+[^\s#-])"
        return self.key(name) + first + "".join(rf"{self.deeper}*?{self.indent}[ \t]+{line}" for line in inside)

    def flow(self, name: str, inside: str) -> str:
        """A key whose value is a flow mapping."""
        return (
            self.key(name)
            + rf"[ \t]*(?:#[^\n]*\n\s*|\n\s*)?(?:&[^\s]+\s+)?\{{(?:(?!\n{self.indent}[^\s\}}\]#])[^#])*?{inside}"
        )


# What is ours --------------------------------------------------------------------------------------------------------

_PROVIDER = r"[\"']?provider_(?:type|id)[\"']?[ \t]*:"
_KIND = r"[\"']?type[\"']?[ \t]*:[ \t]*[\"']?"
_BACKEND = r"[\"']?backend[\"']?[ \t]*:"


def _block(number: int, start: str, refused: object = None) -> str:
    document = _Document(number)
    legacy = _any(recognition._LEGACY_STORES)
    kinds = _any(sorted(recognition._LEGACY_TYPES)) + r"[\"']?[ \t]*(?:[#\n,}]|(?![\s\S]))"
    routing = document.key("provider_map", "api_providers", "apis_to_serve", "providers")
    named = document.key("image_name", "distro_name")
    listed = document.key("apis") + rf"[ \t]*(?:#[^\n]*)?(?:\n{_BLANK}*[ \t]*-[ \t\n]|[ \t]*\[)"
    parts = (
        document.mapping("providers", rf"(?:-[ \t]+)*{_PROVIDER}"),
        document.mapping("providers", rf"[^\n#]*[{{,\[][ \t]*{_PROVIDER}"),
        document.flow("providers", _PROVIDER),
        document.mapping("storage", r"[\"']?backends[\"']?[ \t]*:", rf"(?:[^\n#]*[{{,][ \t]*)?{_KIND}(?:kv_|sql_)"),
        document.mapping("storage", r"[\"']?backends[\"']?[ \t]*:[^\n#]*\{[^\n#]*" + _KIND + r"(?:kv_|sql_)"),
        document.mapping("storage", r"[\"']?stores[\"']?[ \t]*:", rf"(?:[^\n#]*[{{,][ \t]*)?{_BACKEND}"),
        document.mapping("storage", rf"[\"']?stores[\"']?[ \t]*:[^\n#]*\{{[^\n#]*{_BACKEND}"),
        document.flow("storage", _any((rf"{_KIND}(?:kv_|sql_)", _BACKEND))),
        document.mapping(legacy, _KIND + kinds),
        document.flow(legacy, _KIND + kinds),
        document.key("routing_table") + r"[^\n]*\n" + document.somewhere(routing),
        routing + r"[^\n]*\n" + document.somewhere(document.key("routing_table")),
        listed + r"[^\n]*\n" + document.somewhere(named),
        named + r"[^\n]*\n" + document.somewhere(listed),
    )
    guard = _somebody_else(document) if refused is not None else ""
    return rf"{start}(?=([ \t]*)){guard}{document.line}*?{_any(parts)}"


def _somebody_else(document: _Document) -> str:
    """What a document must not hold, as the server's own list says."""
    chart = document.key(*sorted(recognition._CHART_KEYS))
    return "".join(
        f"(?!{document.line}*?{what})" if not what.startswith("(?=") else f"(?!{what})"
        for what in (
            document.key("distribution_spec"),
            document.mapping("image", r"[\"']?repository[\"']?[ \t]*:"),
            chart + r"[^\n]*\n" + document.somewhere(chart),
            rf"(?={document.line}*?{document.key('kind')}){document.line}*?{document.key('apiVersion')}",
        )
    )


def _embedded() -> str:
    """A configuration in a block scalar of a Kubernetes object."""
    return _block(2, rf"{_HEADER}(?=[ \t])")


def _json() -> str:
    """A file in braces, JSON for one."""
    return rf"(?<![\s\S]){_BLANK}*(?:---\s+)?\{{(?=[\s\S]*?[\"'\s,{{]providers[\"']?\s*:)[\s\S]*?{_PROVIDER}"


def _helm() -> str:
    """A template that would be ours once Helm has rendered it: the status line says so."""
    words = _any(map(re.escape, recognition._WORDS))
    # An action counts outside quotes: behind an even number of both kinds on its line.
    other = r"[^\"'\n]*"
    pair = _any((f'"{other}"', f"'{other}'"))
    mixed = _any((f"\"{other}'", f"'{other}\""))
    even = rf"{other}(?:(?:{pair}|{mixed}{other}(?:{pair}{other})*{mixed}){other})*?"
    chart = _compact(recognition._CHART.pattern)
    action = rf"{_BEGIN}(?![ \t]*#){even}{recognition._ACTION.pattern}"
    return rf"(?<![\s\S])(?=[\s\S]*?{words})[\s\S]*?{_any((chart, action))}"


def _compact(verbose: str) -> str:
    """A verbose expression of many lines, written as one that needs no flags."""
    parts = re.compile(r"(\[(?:\\.|[^\]\\])*\]|\\.)|\^|\s+")
    return parts.sub(lambda match: match[1] or (_BEGIN if match[0] == "^" else ""), verbose)


def main() -> int:
    """Write the module."""
    GENERATED.parent.mkdir(parents=True, exist_ok=True)
    GENERATED.write_text(source(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
