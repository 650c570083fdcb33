"""Fixes in rounds: what is made, what is left out and why, and that a text is never made worse."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scripted
from reports import diagnostic
from requirements import require_corpus
from stacklint import diagnose, engine, fixing
from stacklint.fixing import Fixed, fix
from stacklint.fixing.generated import why_not_edited
from stacklint.fixing.selection import candidates_of, disjoint
from stacklint.model.document import Document
from stacklint.rules import BY_NAME, RULES
from stacklint.rules.record import Finding, Fix, Rule, Safety, Severity
from stacklint.settings import FileSettings
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span
from stacklint_schemas import load
from stacklint_schemas.releases import ReleaseSet

SAFE, UNSAFE, DISPLAY = Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY

PLAIN = FileSettings()
"""What holds without any settings."""


@pytest.fixture
def scripted_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted.install(monkeypatch)


def fixed(text: str, safety: Safety = SAFE, settings: FileSettings = PLAIN) -> Fixed:
    return fix(text, "run.yaml", settings, safety)


def left_of(outcome: Fixed) -> list[tuple[str, str]]:
    return [(each.rule, each.reason) for each in outcome.left]


# Rounds, with an engine that does what the text says ------------------------------------------------------------------


@pytest.mark.usefixtures("scripted_engine")
@pytest.mark.parametrize(
    ("before", "safe", "unsafe"),
    [
        ("fine", "fine", "fine"),
        ("error env-syntax", "error env-syntax", "error env-syntax"),
        ("error env-syntax =safe> fine", "fine", "fine"),
        ("error env-syntax =unsafe> fine", "error env-syntax =unsafe> fine", "fine"),
        ("error env-syntax =display> fine", "error env-syntax =display> fine", "error env-syntax =display> fine"),
        ("error env-syntax =safe> ", "", ""),
        # One fix uncovers the next one.
        ("error env-syntax =safe> warning missing-key =safe> info missing-store =safe> fine", "fine", "fine"),
        ("error env-syntax =safe> warning missing-key =unsafe> x", "warning missing-key =unsafe> x", "x"),
        ("a: error env-syntax =safe> 1\r\nb: error missing-key =safe> 2\n", "a: 1\r\nb: 2\n", "a: 1\r\nb: 2\n"),
        ("\ufeffsecond: warning env-syntax =safe> 🦙\u2028 é", "\ufeffsecond: 🦙\u2028 é", "\ufeffsecond: 🦙\u2028 é"),
    ],
)
def test_what_becomes_of_a_text(before: str, safe: str, unsafe: str) -> None:
    assert fixed(before, SAFE).text == safe
    assert fixed(before, UNSAFE).text == unsafe
    for safety, after in ((SAFE, safe), (UNSAFE, unsafe)):
        again = fixed(after, safety)
        assert (again.text, again.applied, again.settled) == (after, (), True)


@pytest.mark.usefixtures("scripted_engine")
def test_what_was_made_is_counted() -> None:
    outcome = fixed("error env-syntax =safe> x\nerror env-syntax =safe> x\nwarning missing-key =unsafe> y", UNSAFE)
    assert outcome.applied == (("env-syntax", "Make it 'x'", SAFE, 2), ("missing-key", "Make it 'y'", UNSAFE, 1))
    assert (outcome.left, outcome.reason, outcome.settled) == ((), "", True)


@pytest.mark.usefixtures("scripted_engine")
def test_the_report_is_that_of_the_fixed_text() -> None:
    outcome = fixed("error env-syntax =safe> x\nwarning missing-key")
    assert outcome.report.text == outcome.text == "x\nwarning missing-key"
    assert [(each.rule, each.span) for each in outcome.report.diagnostics] == [("missing-key", Span(2, 21))]


@pytest.mark.usefixtures("scripted_engine")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("error env-syntax =safe> error missing-key", "it would bring a new finding of 'missing-key'"),
        ("warning env-syntax =safe> error missing-key", "it would bring a new finding of 'missing-key'"),
        ("warning env-syntax =safe> warning env-syntax and more", "its finding would stay"),
        ("warning env-syntax =safe> helm", "the file would not be recognised any more"),
        ("warning env-syntax =safe> foreign", "the file would not be recognised any more"),
        ("warning env-syntax =safe> crash", "it would bring a new finding of 'internal-error'"),
    ],
)
def test_a_harmful_fix_is_left_out_and_the_others_are_made(line: str, reason: str) -> None:
    good = "error dangling-backend =safe> fine"
    outcome = fixed("\n".join([good, good, line, good]))
    assert outcome.text == "\n".join(["fine", "fine", line, "fine"])
    assert left_of(outcome) == [("env-syntax", reason)]
    assert [each.times for each in outcome.applied] == [3]


@pytest.mark.usefixtures("scripted_engine")
def test_a_milder_finding_is_a_fair_price() -> None:
    outcome = fixed("error env-syntax =safe> warning missing-key\nhint unused-backend =safe> x")
    assert outcome.text == "warning missing-key\nx"
    assert outcome.left == ()


@pytest.mark.usefixtures("scripted_engine")
def test_what_is_sure_comes_first_then_what_is_worst() -> None:
    lines = ("hint unused-backend", "error missing-key", "warning env-syntax", "info misplaced-resources")
    kinds = ("unsafe", "unsafe", "safe", "unsafe")
    text = "\n".join(f"{line} ={kind}> fine" for line, kind in zip(lines, kinds, strict=True))
    outcome = fixed(text, UNSAFE)
    made = [each.rule for each in outcome.applied]
    assert made == ["env-syntax", "missing-key", "misplaced-resources", "unused-backend"]


@pytest.mark.usefixtures("scripted_engine")
def test_only_selected_rules_are_fixed_and_no_other_rule_pays_for_it() -> None:
    selected = FileSettings(selected=frozenset({"env-syntax"}))
    text = "error env-syntax =safe> fine\nerror missing-key =safe> fine"
    assert fixed(text, settings=selected).text == "fine\nerror missing-key =safe> fine"
    harmful = "error env-syntax =safe> error missing-key"
    assert left_of(fixed(harmful, settings=selected)) == [
        ("env-syntax", "it would bring a new finding of 'missing-key'")
    ]
    # What the user does not want to hear of cannot be harm.
    ignoring = FileSettings(ignored=frozenset({"missing-key"}))
    assert fixed(harmful, settings=ignoring).text == "error missing-key"


@pytest.mark.usefixtures("scripted_engine")
def test_fixes_without_end_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "error env-syntax =safe> warning missing-key =safe> fine"
    monkeypatch.setattr(fixing, "MAXIMUM_ROUNDS", 2)
    outcome = fixed(text)
    assert (outcome.text, outcome.applied, outcome.settled) == (text, (), False)
    assert outcome.reason == "the fixes of env-syntax, missing-key come to no end, so none of them was made"
    assert outcome.report.text == text


@pytest.mark.usefixtures("scripted_engine")
def test_nothing_is_changed_where_a_rule_failed() -> None:
    outcome = fixed("crash\nerror env-syntax =safe> fine")
    assert outcome.text == "crash\nerror env-syntax =safe> fine"
    assert outcome.reason == "a rule failed here, so its fixes cannot be judged"


def test_many_fixes_with_one_harmful_among_them_cost_few_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted.install(monkeypatch)
    counted: list[str] = []

    def check(text: str, path: str, settings: FileSettings, *, named: bool = True) -> engine.FileReport:
        counted.append(text)
        return scripted.check(text, path, settings, named=named)

    monkeypatch.setattr(fixing, "check_offering_fixes", check)
    lines = ["error env-syntax =safe> fine"] * 256
    lines[77] = "error env-syntax =safe> error missing-key"
    outcome = fixed("\n".join(lines))
    assert outcome.text.count("fine") == 255
    assert len(counted) < 25


# Generated files ------------------------------------------------------------------------------------------------------

FIXABLE = "x: error env-syntax =safe> fine\n"


@pytest.mark.usefixtures("scripted_engine")
@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            "# This file is automatically generated from build.yaml\n"
            "# by distribution/build.py - do not edit manually.\n",
            "it is generated by distribution/build.py and asks not to be edited; change what it is made from",
        ),
        ("---\n# Code generated by kustomize. DO NOT EDIT.\n", "it is generated by kustomize and asks not"),
        ("\ufeff\n# Don't edit!\n", "it is generated and asks not to be edited"),
        ("# @generated\n", "it is generated and asks not to be edited"),
    ],
)
def test_what_is_generated_is_linted_and_left_alone(head: str, words: str) -> None:
    outcome = fixed(head + FIXABLE)
    assert outcome.text == head + FIXABLE
    assert outcome.reason.startswith(words)
    assert len(outcome.report.diagnostics) == 1
    assert outcome.settled


@pytest.mark.usefixtures("scripted_engine")
@pytest.mark.parametrize(
    "head",
    [
        "",
        # Where it began says nothing about who keeps it.
        "# Generated by `ogx stack build`\n",
        "# Edit this to your liking.\n",
        # Only the head speaks of the whole file.
        "a: 1\n# Do not edit the line below.\n",
    ],
)
def test_what_a_person_keeps_is_fixed(head: str) -> None:
    assert fixed(head + FIXABLE).text == head + "x: fine\n"


@pytest.mark.parametrize("wrap", ["{}", "kind: List\napiVersion: v1\nitems:\n- {}"])
def test_an_object_may_have_an_owner(wrap: str) -> None:
    owned = CONFIG_MAP.replace("  name: stack\n", "  ownerReferences: [{kind: LlamaStackDistribution, name: one}]\n")
    words = "it is written by LlamaStackDistribution one, which owns the object; change that instead"
    assert why_not_edited(wrap.format(owned.replace("\n", "\n  ") if "-" in wrap else owned)) == words
    assert why_not_edited(CONFIG_MAP) == ""


def test_an_embedded_text_may_ask_not_to_be_edited() -> None:
    inner = (
        "# Do not edit, generated by an-operator.\nproviders:\n  inference:\n  - provider_id: a\n    provider_type: b\n"
    )
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n" + "".join(
        f"    {line}\n" for line in inner.splitlines()
    )
    assert "generated by an-operator" in why_not_edited(text)


# Choosing -------------------------------------------------------------------------------------------------------------


def finding(*edits: tuple[int, int, str], safety: Safety = SAFE, title: str = "Do it") -> engine.Diagnostic:
    made = Fix(title, safety, tuple(Edit(Span(start, end), new) for start, end, new in edits))
    return diagnostic(Span(edits[0][0], edits[0][1]), fixes=(made,))


@pytest.mark.parametrize(
    ("fixes", "chosen"),
    [
        ([[(0, 2, "x")], [(2, 4, "y")]], [0, 1]),
        ([[(0, 3, "x")], [(2, 4, "y")]], [0]),
        ([[(2, 4, "y")], [(0, 3, "x")], [(5, 6, "z")]], [0, 2]),
        ([[(0, 9, "x")], [(2, 4, "y")]], [0]),
        # Two insertions at one place, or one at the edge of a change, have no order.
        ([[(3, 3, "x")], [(3, 3, "y")]], [0]),
        ([[(3, 3, "x")], [(3, 5, "y")]], [0]),
        ([[(3, 3, "x")], [(1, 3, "y")]], [0]),
        # The same edit answers two findings at once.
        ([[(3, 3, "x")], [(3, 3, "x")]], [0, 1]),
        # Part of a fix is no fix.
        ([[(0, 1, "x")], [(0, 1, "x"), (5, 6, "z")]], [0]),
        ([[(0, 1, "x"), (5, 6, "z")], [(5, 6, "z")]], [0, 1]),
        ([[(0, 1, "x"), (5, 9, "z")], [(2, 3, "a")], [(6, 7, "b")]], [0, 1]),
        # A fix that contradicts itself is never made.
        ([[(0, 3, "x"), (2, 5, "y")], [(1, 2, "z")]], [1]),
    ],
)
def test_the_first_of_a_conflict_wins(fixes: list[list[tuple[int, int, str]]], chosen: list[int]) -> None:
    findings = [finding(*edits) for edits in fixes]
    result = disjoint(candidates_of(findings, SAFE))
    assert [findings.index(each.diagnostic) for each in result] == _first_equal(findings, chosen)
    edits = dict.fromkeys(edit for each in result for edit in each.fix.edits)
    apply_edits("0123456789", edits)  # It raises where two overlap.


def _first_equal(findings: list[engine.Diagnostic], chosen: list[int]) -> list[int]:
    return [findings.index(findings[each]) for each in chosen]


def test_of_several_fixes_the_first_allowed_one_is_taken() -> None:
    edit = (Edit(Span(0, 1), "x"),)
    fixes = (Fix("a", DISPLAY, edit), Fix("b", UNSAFE, edit), Fix("c", SAFE, edit), Fix("d", UNSAFE, edit))
    both, risky = diagnostic(Span(0, 1), fixes=fixes), diagnostic(Span(0, 1), fixes=fixes[:2])
    shown, empty = diagnostic(Span(0, 1), fixes=fixes[:1]), diagnostic(Span(0, 1), fixes=(Fix("e", SAFE, ()),))
    everything = [both, risky, shown, empty]
    assert [each.fix.title for each in candidates_of(everything, SAFE)] == ["c"]
    assert [each.fix.title for each in candidates_of(everything, UNSAFE)] == ["c", "b"]


# With the real engine and a rule of our own ---------------------------------------------------------------------------

CONFIGURATION = """\
version: 2
providers:
  inference:
  - provider_id: ollama  # the one on my desk
    provider_type: remote::ollama
image_name: WRONG
"""

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: stack
data:
  run.yaml: |
""" + "".join(f"    {line}\n" for line in CONFIGURATION.splitlines())


def install(
    monkeypatch: pytest.MonkeyPatch,
    edits: Callable[[Scalar], Iterable[Edit]],
    severity: Severity = Severity.WARNING,
    releases: ReleaseSet | None = None,
) -> None:
    """A rule that dislikes an image called WRONG, and fixes it by *edits*."""

    def dislike(document: Document) -> Iterable[Finding]:
        image = document.stack.root.get("image_name")
        if isinstance(image, Scalar) and image.text == "WRONG":
            fix = Fix("Right it", SAFE, tuple(edits(image)))
            yield Finding(image.span, "wrong", releases=releases, fixes=(fix,))

    rule = Rule("wrong-image", "storage", severity, "it is wrong", dislike, __name__)
    monkeypatch.setattr(diagnose, "RULES", (*RULES, rule))
    monkeypatch.setattr(diagnose, "BY_NAME", {**BY_NAME, rule.name: rule})


@pytest.mark.parametrize(
    "text", [CONFIGURATION, CONFIGURATION.replace("\n", "\r\n"), "\ufeff" + CONFIGURATION, CONFIG_MAP]
)
def test_bytes_outside_the_edits_stay(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    install(monkeypatch, lambda image: [Edit(image.span, "right")])
    outcome = fixed(text)
    assert outcome.text == text.replace("WRONG", "right")
    assert outcome.applied == (("wrong-image", "Right it", SAFE, 1),)


def test_two_fixes_that_together_would_empty_a_mapping_are_made_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def dislike(document: Document) -> Iterable[Finding]:
        own = document.root.get("own")
        for entry in own.entries if isinstance(own, Mapping) else ():
            edits = document.surgeon.remove(own, entry) if isinstance(own, Mapping) else None
            yield Finding(entry.key.span, f"wrong: {entry.name}", fixes=(Fix("Remove it", SAFE, edits or ()),))

    rule = Rule("wrong-image", "storage", Severity.ERROR, "wrong", dislike, __name__)
    monkeypatch.setattr(diagnose, "RULES", (rule,))
    monkeypatch.setattr(diagnose, "BY_NAME", {**BY_NAME, rule.name: rule})
    outcome = fixed(CONFIGURATION + "own:\n  a: 1\n  # between\n  b: 2\n")
    assert outcome.text == CONFIGURATION + "own: {}\n  # between\n"
    assert (outcome.left, outcome.applied) == ((), (("wrong-image", "Remove it", SAFE, 2),))


def test_what_was_in_the_way_of_another_fix_has_its_turn() -> None:
    head = "# stacklint: target=0.5.0\nproviders: {}\n"
    text = head + "models:\n- {model_id: a}\nserver: {}\ntool_groups:\n- {toolgroup_id: b}\n"
    outcome = fixed(text, UNSAFE)
    assert outcome.text.count("registered_resources:") == 1
    assert (outcome.left, sum(each.times for each in outcome.applied)) == ((), 2)


def test_what_was_found_before_may_be_said_in_other_words() -> None:
    text = """\
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: ${env.CHROMA_URL+chroma}
    provider_type: remote::chromadb
"""
    outcome = fixed(text, UNSAFE, FileSettings(selected=frozenset({"env-syntax"})))
    assert outcome.text == text.replace("_URL+", "_URL:+")
    before, after = (engine.check(each, "run.yaml", PLAIN).diagnostics for each in (text, outcome.text))
    assert [each.rule for each in before] == ["env-syntax", "missing-store"]
    assert [each.message for each in after] == [f"When CHROMA_URL is set, {before[1].message}"]


def test_without_fixes_the_same_is_found() -> None:
    text = CONFIGURATION + "models:\n- {model_id: ${env.A:b}, provider_id: ollama}\nserver: {port: 020201}\n".replace(
        "${env.A:b}", "'${env.A:b}'"
    )
    with_fixes = engine.check(text, "run.yaml", FileSettings(forced_target="ogx-1.5.0"))
    without = engine.check_without_fixes(text, "run.yaml", FileSettings(forced_target="ogx-1.5.0"))
    assert any(each.fixes for each in with_fixes.diagnostics)
    assert without.diagnostics == tuple(each._replace(fixes=()) for each in with_fixes.diagnostics)


@pytest.mark.parametrize("text", [CONFIGURATION, CONFIG_MAP])
@pytest.mark.parametrize("new", ["'no end", "a: b: c", "[", "\tx: 1", "*nowhere", "!!python/object x"])
def test_a_fix_that_would_break_the_file_is_left_out(monkeypatch: pytest.MonkeyPatch, text: str, new: str) -> None:
    install(monkeypatch, lambda image: [Edit(image.span, new)])
    for wanted in (FileSettings(), FileSettings(selected=frozenset({"wrong-image"}))):
        outcome = fixed(text, settings=wanted)
        assert outcome.text == text
        assert left_of(outcome) == [("wrong-image", "the result would not be valid YAML")]
    ignoring = FileSettings(ignored=frozenset({"yaml-syntax"}))
    assert fixed(text, settings=ignoring).text == text


def test_a_fix_that_would_hide_the_configuration_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda image: [Edit(Span(0, image.end), "a: 1")])
    assert left_of(fixed(CONFIGURATION)) == [("wrong-image", "the file would not be recognised any more")]
    install(monkeypatch, lambda image: [Edit(image.span, "x\nkind: a\napiVersion: b")])
    assert left_of(fixed(CONFIGURATION)) == [("wrong-image", "the file would not be recognised any more")]


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.HINT])
def test_what_is_wrong_in_some_releases_only_is_not_safe_to_change(
    monkeypatch: pytest.MonkeyPatch, severity: Severity
) -> None:
    newest = load().catalogue.newest.only
    install(monkeypatch, lambda image: [Edit(image.span, "right")], severity, newest)
    assert fixed(CONFIGURATION, SAFE).text == CONFIGURATION
    assert fixed(CONFIGURATION, UNSAFE).text == CONFIGURATION.replace("WRONG", "right")
    pinned = FileSettings(forced_target="ogx-1.5.0")
    assert fixed(CONFIGURATION, SAFE, pinned).text == CONFIGURATION.replace("WRONG", "right")
    assert fixed(CONFIGURATION, UNSAFE, FileSettings(forced_target="ogx-1.4.0")).text == CONFIGURATION


def test_a_fix_that_would_hide_one_of_two_configurations_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda image: [Edit(Span(0, image.end), "a: 1")])
    text = CONFIG_MAP.replace("WRONG", "right") + "---\n" + CONFIG_MAP
    outcome = fixed(text)
    assert (outcome.text, outcome.report.status) == (text, "checked")
    assert left_of(outcome) == [("wrong-image", "the file would not be recognised any more")]


def test_a_suppressed_finding_is_not_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda image: [Edit(image.span, "right")])
    text = CONFIGURATION.replace("WRONG", "WRONG  # stacklint: ignore[wrong-image] it is called so")
    assert fixed(text).text == text


# Any text -------------------------------------------------------------------------------------------------------------

RULE_NAMES = ("env-syntax", "missing-key", "dangling-backend")
FINDINGS = st.builds("{} {}".format, st.sampled_from(["error", "warning", "info", "hint"]), st.sampled_from(RULE_NAMES))
ENDINGS = st.sampled_from(["fine", "", "ü\u2028", "helm", "foreign"])
LINES = st.builds(
    lambda findings, kinds, end: (
        "".join(f"{each} ={kind}> " for each, kind in zip(findings, kinds, strict=False))
        + (findings[-1] if len(findings) > len(kinds) else end)
    ),
    st.lists(FINDINGS, min_size=1, max_size=4),
    st.lists(st.sampled_from(["safe", "unsafe", "display"]), max_size=4),
    ENDINGS,
)


@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from([SAFE, UNSAFE]))
@settings(max_examples=300, deadline=None)
def test_no_text_is_made_worse(lines: list[str], line_break: str, safety: Safety) -> None:
    with pytest.MonkeyPatch.context() as patch:
        scripted.install(patch)
        text = line_break.join(lines)
        outcome = fixed(text, safety)
        assert outcome.settled
        assert outcome == fixed(text, safety), "it depends on something else than the text"

        again = fixed(outcome.text, safety)
        assert (again.text, again.applied) == (outcome.text, ())

        # Lines are independent in this engine: each stays, or becomes an end or a milder finding of its own.
        after = outcome.text.split(line_break)
        assert len(after) == max(1, len(lines))
        for before, now in zip(lines or [""], after, strict=True):
            assert before.endswith(now)
        worst = [each.severity.rank for each in scripted.check(text, "", PLAIN).diagnostics]
        assert all(each.severity.rank >= min(worst) for each in outcome.report.diagnostics)
        assert sum(each.times for each in outcome.applied) >= sum(
            before != now for before, now in zip(lines, after, strict=False)
        )


def test_among_real_files_only_those_that_say_so_are_generated() -> None:
    files = require_corpus().rglob("*.y*ml")
    asking = [path.name for path in files if why_not_edited(path.read_bytes().decode("utf-8", "replace"))]
    assert asking
    assert {name.partition("@")[0] for name in asking} == {"distribution__config"}
