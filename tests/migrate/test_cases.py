"""Migrations as texts: `cases/*.md` show a configuration before and after."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from stacklint.migrate import Layout, Migrated, migrate
from stacklint.settings import FileSettings
from stacklint.syntax.comments import comments
from stacklint.syntax.parse import parse
from stacklint_schemas import load

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^## (?P<name>[^\n]+)\n.*?^```yaml before\n(?P<before>.*?)^```\n"
    r".*?^```yaml after(?P<options>[^\n]*)\n(?P<after>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Case(NamedTuple):
    """One migration."""

    name: str
    before: str
    after: str
    options: dict[str, str]

    def run(self, text: str) -> Migrated:
        """Migrate *text* as the case wants it."""
        releases = {
            key: load().catalogue.by_version(self.options[key]) for key in ("from", "to") if key in self.options
        }
        assert None not in releases.values(), "a release of the case does not exist"
        layout = Layout(self.options.get("layout", "keep"))
        return migrate(
            text, "run.yaml", FileSettings(), origin=releases.get("from"), target=releases.get("to"), layout=layout
        )


def _cases() -> list[Case]:
    found = []
    for page in sorted(CASES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        matches = list(_CASE.finditer(text))
        assert len(matches) == text.count("\n## "), f"{page.name} has a case that cannot be read"
        for match in matches:
            options = dict(word.split("=") for word in match["options"].split())
            found.append(Case(f"{page.stem}: {match['name']}", match["before"], match["after"], options))
    return found


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_becomes(case: Case) -> None:
    assert case.run(case.before).text == case.after


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_twice_is_once(case: Case) -> None:
    # The second time it is known where the file comes from no more than from its content.
    options = {key: value for key, value in case.options.items() if key != "from"}
    assert case._replace(options=options).run(case.after).text == case.after


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_keeps_line_ends_and_mark(case: Case) -> None:
    before = "\ufeff" + case.before.replace("\n", "\r\n")
    assert case.run(before).text == "\ufeff" + case.after.replace("\n", "\r\n")


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_loses_no_comment(case: Case) -> None:
    kept = _comments(case.run(case.before).text)
    assert not [comment for comment in _comments(case.before) if comment not in kept]


def _comments(text: str) -> list[str]:
    parsed = parse(text)
    assert not parsed.problems
    return [comment.text for comment in comments(text, [tree.root for tree in parsed.documents])]
