"""Comments written for a finding switch off that one, change nothing else, and are understood again."""

from __future__ import annotations

from pathlib import Path

import pytest

from marked import CASES, cases
from stacklint import engine
from stacklint.configurations import find
from stacklint.diagnostics import Diagnostic
from stacklint.fixing.silencing import suppressions
from stacklint.rules.record import Fix, Safety
from stacklint.settings import FileSettings
from stacklint.syntax.loading import to_python
from stacklint.text.edit import apply_edits

HEAD = "# stacklint: target=1.5.0\nproviders: {}\n"
REAL = "# stacklint: target=1.5.0\nproviders: {inference: [{provider_id: b, provider_type: 'remote::vllm'}]}\n"
FOLDED = ("providers: {inference: [{provider_id: b, provider_type: 'remote::vllm'}]}", "", "models: [{model_id: a}]")


def findings(text: str) -> tuple[Diagnostic, ...]:
    return engine.check(text, "run.yaml", FileSettings()).diagnostics


def ways(text: str, rule: str, reason: str = "ours") -> dict[str, str]:
    """What each way makes of a text with one finding of a rule, by the last words of its title."""
    (found,) = (each for each in findings(text) if each.rule == rule)
    fixes = suppressions(text, rule, found.span, reason)
    return {fix.title.rsplit(" ", 1)[1]: apply_edits(text, fix.edits) for fix in fixes}


def test_a_line_a_node_and_a_document() -> None:
    text = HEAD + "models:\n- {model_id: a, provider_id: b}\n"
    assert ways(text, "misplaced-resources") == {
        "line": text.replace("models:", "models:  # stacklint: ignore[misplaced-resources] ours"),
        "below": text.replace("models:", "# stacklint: ignore[misplaced-resources] ours\nmodels:"),
        "document": "# stacklint: file-ignore[misplaced-resources] ours\n" + text,
    }


def test_a_comment_that_is_there_already() -> None:
    text = HEAD + "models: # what is served\n- {model_id: a, provider_id: b}\n"
    line = "models: # what is served  # stacklint: ignore[misplaced-resources]"
    assert ways(text, "misplaced-resources", "")["line"] == text.replace("models: # what is served", line)


def test_another_rule_joins_the_list() -> None:
    text = HEAD + "own: {a: ${env.B:c}, d: 12:30}  # stacklint: ignore[env-syntax] both\n".replace(
        "${env.B:c}", "'${env.B:c}'"
    )
    joined = text.replace("ignore[env-syntax]", "ignore[env-syntax, yaml-type-surprise]")
    assert ways(text, "yaml-type-surprise", "")["line"] == joined
    assert ways(text, "yaml-type-surprise", "both")["line"] == joined
    other = ways(text, "yaml-type-surprise", "another reason")["line"]
    assert other == text.replace("both", "both  # stacklint: ignore[yaml-type-surprise] another reason")


def test_inside_a_text_of_many_lines_only_the_whole_can_be_meant() -> None:
    text = HEAD + 'own:\n  a: |\n    one ${env.B:c}\n    two\nserver: {port: "${env.PORT:=1}"}\n'
    made = ways(text, "env-syntax")
    assert list(made) == ["below", "document"]
    assert made["below"] == text.replace("  a: |", "  # stacklint: ignore[env-syntax] ours\n  a: |")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_inside_a_config_map(newline: str) -> None:
    inner = (REAL + "models:\n- {model_id: a, provider_id: b}\n").replace("\n", "\n    ").rstrip()
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n    " + inner + "\n"
    text = text.replace("\n", newline)
    made = ways(text, "misplaced-resources")
    assert made == {
        "line": text.replace("models:", "models:  # stacklint: ignore[misplaced-resources] ours"),
        "below": text.replace("models:", f"# stacklint: ignore[misplaced-resources] ours{newline}    models:"),
        "document": text.replace(
            "    # stacklint: target",
            f"    # stacklint: file-ignore[misplaced-resources] ours{newline}    # stacklint: target",
        ),
    }


def test_nothing_is_offered_where_a_comment_cannot_stand() -> None:
    lines = [f"  {line}\n" for line in ("run.yaml: >", *("  " + line for line in FOLDED))]
    folded = "# stacklint: target=1.5.0\napiVersion: v1\nkind: ConfigMap\ndata:\n" + "".join(lines)
    (found,) = (each for each in findings(folded) if each.rule == "misplaced-resources")
    assert suppressions(folded, found.rule, found.span) == ()
    assert suppressions("a: 1", "env-syntax", found.span) == ()
    text = HEAD + "models:\n- {model_id: a, provider_id: b}\n"
    assert suppressions(text, "internal-error", findings(text)[0].span) == ()
    assert suppressions(text, "misplaced-resources", findings(text)[0].span, "two\nlines") == ()


def prove(text: str, diagnostic: Diagnostic, fixes: tuple[Fix, ...]) -> None:
    before = findings(text)
    for fix in fixes:
        assert fix.safety is Safety.DISPLAY
        after = apply_edits(text, fix.edits)
        left = [(each.rule, each.message) for each in findings(after)]
        gone = [(each.rule, each.message) for each in before]
        for each in left:
            assert each in gone, f"{fix.title} brings {each}"
            gone.remove(each)
        assert (diagnostic.rule, diagnostic.message) in gone
        assert {rule for rule, _ in gone} == {diagnostic.rule}, fix.title
        assert values(after) == values(text)


def values(text: str) -> list[object]:
    """What the server reads, also of a configuration in a Kubernetes object."""
    return [to_python(each.root) for each in find(text, named=True).configurations]


OWN = frozenset({"unused-suppression", "invalid-suppression", "internal-error", "yaml-syntax", "invalid-encoding"})
"""Nobody would suppress what is said of suppressions, and a text that cannot be read has no place for a comment."""


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_every_finding_of_the_cases(path: Path) -> None:
    for case in cases(path):
        for text in (case.plain, "\ufeff" + case.plain.replace("\n", "\r\n")):
            for found in findings(text):
                if found.rule not in OWN:
                    fixes = suppressions(text, found.rule, found.span, "a reason")
                    assert fixes, found
                    prove(text, found, fixes)
