"""Marked texts: a small file that shows in itself where which finding is expected.

A comment line with carets speaks of the nearest line above it that is no such comment:

    stores:
      metadata: {backend: kv_defualt}
    #                     ^^^^^^^^^^ error[dangling-backend]

Where the place begins too far left for a caret, `#<` stands for the key of that line:

    models:
    #< error[misplaced-resources]

A block `yaml safe` or `yaml unsafe` behind such a text is what `stacklint fix` makes of it, without and with
`--unsafe-fixes`; where only one of the two is shown, the other kind of fix changes nothing (more).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from stacklint import engine
from stacklint.fixing import fix
from stacklint.rules.record import Safety, Severity
from stacklint.settings import FileSettings

CASES = Path(__file__).parent / "cases"

_MARK = re.compile(r"#(?P<place><|\s*\^+)\s*(?P<severity>error|warning|info|hint)\[(?P<rule>[a-z-]+)\](?P<text>.*)")
_KEY = re.compile(r"\s*(?:- )*(?P<key>[^\s:#][^:#]*?)\s*:")


class Expected(NamedTuple):
    """One finding: line and columns are zero-based code points of the marked text."""

    line: int
    start: int
    end: int
    severity: str
    rule: str


class Case(NamedTuple):
    """One fenced text of a file of cases, with the heading above it."""

    name: str
    text: str
    safe: str | None = None
    """What its rule's safe fixes make of it, where that is shown."""
    unsafe: str | None = None
    """What all of them make of it, where that is shown."""

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return without_marks(self.text)


def cases(path: Path) -> list[Case]:
    """The cases of a Markdown file: a heading `## name`, then one fenced block, and what its fixes make of it."""
    found: list[Case] = []
    for part in path.read_text(encoding="utf-8").split("\n## ")[1:]:
        heading, _, rest = part.partition("\n")
        own: list[Case] = []
        for kind, block in re.findall(r"^```yaml( safe| unsafe|)\n(.*?)^```", rest, re.DOTALL | re.MULTILINE):
            if kind:
                assert own, f"{path.name}: {heading}: a fixed text without the one before"
                own[-1] = own[-1]._replace(**{kind.strip(): block})
            else:
                own.append(Case(f"{heading.strip()}{f' ({len(own) + 1})' if own else ''}", block))
        found += own
    return found


def without_marks(text: str) -> str:
    """A text as it would stand in a file."""
    return "".join(line for line in text.splitlines(keepends=True) if _mark_in(line) is None)


def _mark_in(line: str) -> re.Match[str] | None:
    return _MARK.match(line.strip()) if line.lstrip().startswith("#") else None


def expected_in(text: str) -> set[Expected]:
    """What the marks of a text ask for."""
    found: set[Expected] = set()
    lines = text.split("\n")
    shown = -1
    for number, line in enumerate(lines):
        match = _mark_in(line)
        if match is None:
            shown = number
            continue
        if match["place"] == "<":
            key = _KEY.match(lines[shown])
            assert key is not None, f"no key on the line above {line!r}"
            start, end = key.span("key")
        else:
            start, end = line.index("^"), line.rindex("^") + 1
        found.add(Expected(shown, start, end, match["severity"], match["rule"]))
    return found


def found_in(text: str, settings: FileSettings | None = None) -> list[tuple[Expected, str]]:
    """What the engine says of a text, each with its message."""
    report = engine.check(text, "case.yaml", settings or FileSettings())
    starts = [0]
    for row in text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    result = []
    for each in report.diagnostics:
        line = max(index for index, start in enumerate(starts) if start <= each.span.start)
        start = starts[line]
        # A place of several lines is shown by its first one.
        end = min(each.span.end, starts[line + 1] - 1) - start
        found = Expected(line, each.span.start - start, end, each.severity.value, each.rule)
        result.append((found, each.message))
    return result


def check_case(case: Case, rule: str) -> None:
    """The findings of *rule* and every warning and error of other rules are exactly the marked ones."""
    actual = found_in(case.text)
    loud = {Severity.ERROR.value, Severity.WARNING.value}
    wanted = expected_in(case.text)
    also = {mark.rule for mark in wanted}
    got = {each for each, _ in actual if each.rule == rule or each.rule in also or each.severity in loud}
    words = "\n".join(
        f"  {each.line + 1}:{each.start + 1} {each.severity}[{each.rule}] {text}" for each, text in actual
    )
    assert got == wanted, (
        f"\nmissing: {sorted(wanted - got)}\nunexpected: {sorted(got - wanted)}\nall findings:\n{words}"
    )


def only(rule: str) -> FileSettings:
    """The settings under which just the fixes of *rule* are made; what is unused depends on all rules."""
    return FileSettings() if rule == "unused-suppression" else FileSettings(selected=frozenset({rule}))


def check_fixes(case: Case, rule: str) -> None:
    """Where the case shows what the fixes of *rule* make of it, they do."""
    if case.safe is None and case.unsafe is None:
        return
    safe = case.plain if case.safe is None else case.safe
    wanted = {Safety.SAFE: safe, Safety.UNSAFE: safe if case.unsafe is None else case.unsafe}
    settings = only(rule)
    for safety, after in wanted.items():
        outcome = fix(case.plain, "case.yaml", settings, safety)
        assert outcome.text == after, f"{safety.value} fixes give\n{outcome.text}\nleft out: {outcome.left}"
