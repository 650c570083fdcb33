"""The engine: what only bytes, sizes, comments, releases and crashes can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from project import Project
from requirements import REPOSITORY
from stacklint import diagnose, engine
from stacklint.diagnostics import FileReport
from stacklint.judge import Verdict, judge
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore, inline_stores_of
from stacklint.model.stack import Stack
from stacklint.rules import BY_NAME, RULES
from stacklint.rules.record import Finding, Rule, Severity
from stacklint.settings import FileSettings
from stacklint.text.decode import MAXIMUM_BYTES, is_too_large
from stacklint.text.span import Span

EXAMPLES = REPOSITORY / "examples"
CLEAN = """\
version: 2
distro_name: demo
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: "http://localhost:8000/v1"}
"""
DANGLING = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: nowhere, namespace: vector_io::faiss}
"""


def said(report: FileReport) -> list[tuple[str, str]]:
    return [(each.severity.value, each.rule) for each in report.diagnostics]


def test_a_clean_file_is_checked_and_silent() -> None:
    report = engine.check(CLEAN, "run.yaml", FileSettings())
    assert report.status == "checked"
    assert not [each for each in report.diagnostics if each.severity.at_least(Severity.WARNING)]


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "a: 1\n", "- 1\n- 2\n", "apiVersion: v1\nkind: Pod\n", "plain text\n"]
)
def test_foreign_texts_are_passed_over(text: str) -> None:
    report = engine.check(text, "other.yaml", FileSettings())
    assert (report.status, report.diagnostics) == ("foreign", ())


def test_bytes_that_are_no_text() -> None:
    report = engine.check_bytes(CLEAN.encode() + b"name: \xff\n", "run.yaml", FileSettings())
    assert ("error", "invalid-encoding") in said(report)


def test_utf_16_is_refused_as_upstream_does() -> None:
    report = engine.check_bytes(CLEAN.encode("utf-16"), "run.yaml", FileSettings())
    assert ("error", "invalid-encoding") in said(report)


def test_a_byte_order_mark_changes_nothing() -> None:
    plain = engine.check_bytes(DANGLING.encode(), "run.yaml", FileSettings(forced_target="1.5.0"))
    marked = engine.check_bytes(b"\xef\xbb\xbf" + DANGLING.encode(), "run.yaml", FileSettings(forced_target="1.5.0"))
    assert [each.span.shifted(1) for each in plain.diagnostics] == [each.span for each in marked.diagnostics]
    assert said(plain) == said(marked) == [("error", "dangling-backend")]


def test_too_large_and_too_deep() -> None:
    large = CLEAN.encode() + b"# padding\n" * 1_100_000
    assert said(engine.check_bytes(large, "run.yaml", FileSettings())) == [("error", "yaml-limits")]
    assert said(engine.examine(large.decode(), "run.yaml", FileSettings()).report) == [("error", "yaml-limits")]
    foreign = "kind: Service\nspec: {backend: a}\n" + "# padding\n" * 1_100_000
    assert engine.examine(foreign, "values.yaml", FileSettings()).report.status == "foreign"
    assert engine.check_bytes(foreign.encode(), "values.yaml", FileSettings(), named=False).status == "foreign"
    assert said(engine.check_bytes(foreign.encode(), "values.yaml", FileSettings())) == [("error", "yaml-limits")]
    deep = CLEAN + "deep: " + "[" * 2000 + "]" * 2000 + "\n"
    assert said(engine.check(deep, "run.yaml", FileSettings())) == [("error", "yaml-limits")]


@pytest.mark.parametrize("character", ["x", "é", "€", "\U0001f999"])
def test_an_editor_counts_the_bytes_that_a_text_takes_in_a_file(character: str) -> None:
    head = CLEAN + "# "
    count, rest = divmod(MAXIMUM_BYTES - len(head.encode()), len(character.encode()))
    fits = head + character * count + "x" * rest
    assert len(fits.encode()) == MAXIMUM_BYTES
    assert not is_too_large(fits)
    assert is_too_large(fits + "x")
    assert said(engine.examine(fits + "x", "run.yaml", FileSettings()).report) == [("error", "yaml-limits")]


def test_a_broken_rule_costs_nobody_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_document: Document) -> list[object]:
        raise RuntimeError("boom")

    broken = BY_NAME["ephemeral-storage"]._replace(check=fail)  # type: ignore[arg-type]  # fails before it returns
    rules = tuple(broken if rule.name == broken.name else rule for rule in RULES)
    monkeypatch.setattr(diagnose, "RULES", rules)
    report = engine.check(DANGLING, "run.yaml", FileSettings(forced_target="1.5.0"))
    assert report.crashed
    assert said(report) == [("error", "internal-error"), ("error", "dangling-backend")]


@pytest.mark.parametrize(
    "place",
    [
        "stacklint.engine.find",
        "stacklint.diagnose.inline_stores_of",
        "stacklint.diagnose.infer",
        "stacklint.diagnose.Fingerprints",
        "stacklint.diagnose.suppress.apply",
    ],
)
def test_what_fails_outside_of_the_rules_is_a_finding_of_the_file(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def fail(*_arguments: object, **_options: object) -> object:
        raise RecursionError("boom")

    monkeypatch.setattr(place, fail)
    report = engine.check_bytes(DANGLING.encode(), "run.yaml", FileSettings())
    assert (report.status, report.crashed, report.text) == ("checked", True, DANGLING)
    (found,) = report.diagnostics
    assert (found.rule, found.severity, found.span) == ("internal-error", Severity.ERROR, Span(0, 0))
    assert found.message.startswith("stacklint itself failed with RecursionError (test_engine.py:")
    assert found.fingerprint


def test_what_fails_in_judging_a_finding_costs_only_that_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(finding: Finding, rule: Rule, *arguments: object) -> Verdict | None:
        if rule.name == "dangling-backend":
            raise RuntimeError("boom")
        return judge(finding, rule, *arguments)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(diagnose, "judge", fail)
    report = engine.check(DANGLING + "  files: {}\n  files: []\n", "run.yaml", FileSettings(forced_target="1.5.0"))
    assert report.crashed
    assert said(report) == [("error", "internal-error"), ("error", "duplicate-key")]


def test_one_file_that_fails_costs_nobody_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail_at_times(stack: Stack, text: str) -> Iterator[InlineStore]:
        if "fail" in text:
            raise KeyError("boom")
        return inline_stores_of(stack, text)

    monkeypatch.setattr(diagnose, "inline_stores_of", fail_at_times)
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path, monkeypatch, capsys)
    project.write("a.yaml", CLEAN)
    project.write("b.yaml", CLEAN + "# fail\n")
    project.write("c.yaml", DANGLING)
    outcome = project.check("--isolated", "--target", "1.5.0", "-f", "concise", ".")
    assert outcome.code == 2
    assert [line.split(":")[0] for line in outcome.out.splitlines()] == ["b.yaml", "c.yaml"]
    assert "internal-error" in outcome.out.splitlines()[0]
    assert "dangling-backend" in outcome.out.splitlines()[1]


def test_order_of_the_wishes_for_a_release() -> None:
    text = "# stacklint: target=0.7.3\n" + CLEAN.replace("base_url", "own") + "models: [{model_id: a}]\n"

    def target(settings: FileSettings, text: str = text) -> str:
        return engine.check(text, "run.yaml", settings).diagnostics[0].target

    assert target(FileSettings(forced_target="1.5.0", target="0.4.7")) == "ogx 1.5.0, pinned"
    assert target(FileSettings(target="0.4.7")) == "llama-stack 0.7.3, pinned"
    assert target(FileSettings(target="0.4.7"), text.split("\n", 1)[1]) == "llama-stack 0.4.7, pinned"
    assert target(FileSettings(), text.split("\n", 1)[1]).endswith("inferred")


def test_downstream_and_unknown_newer_releases() -> None:
    def target(name: str) -> str:
        text = CLEAN + "models: [{model_id: a}]\n"
        return engine.check(text, "run.yaml", FileSettings(forced_target=name)).diagnostics[0].target

    assert target("0.4.2.1+rhai0") == "llama-stack 0.4.2, pinned"
    assert target("ogx-99.0.0") == "ogx-99.0.0 as 1.5.0, pinned"


def test_findings_that_hold_in_a_part_of_the_range_are_information() -> None:
    text = CLEAN.replace("distro_name: demo\n", "") + "storage: null\n"
    report = engine.check(text, "run.yaml", FileSettings())
    assert ("error", "missing-storage") in said(report)
    # `image_name` may be an int only in some releases: what is true in a part of the range is no error.
    partial = engine.check("providers: {}\nstorage:\n  backends: {}\n", "run.yaml", FileSettings())
    loud = [each for each in partial.diagnostics if each.severity.at_least(Severity.WARNING)]
    assert all(not each.depends_on_release for each in loud)
    assert all("pin the release" in each.message for each in partial.diagnostics if each.depends_on_release)
    assert bool(partial.pin) == any(each.depends_on_release for each in partial.diagnostics)


def test_selection_and_severities() -> None:
    settings = FileSettings(forced_target="1.5.0", ignored=frozenset({"dangling-backend"}))
    assert said(engine.check(DANGLING, "run.yaml", settings)) == []
    settings = FileSettings(forced_target="1.5.0", severities={"dangling-backend": Severity.WARNING})
    assert said(engine.check(DANGLING, "run.yaml", settings)) == [("warning", "dangling-backend")]
    settings = FileSettings(forced_target="1.5.0", selected=frozenset({"yaml-syntax"}))
    assert said(engine.check(DANGLING, "run.yaml", settings)) == []


def test_not_a_stack_config() -> None:
    report = engine.check("# stacklint: not-a-stack-config\n" + DANGLING, "run.yaml", FileSettings())
    assert report.status == "foreign"


def test_suppressed_findings_are_kept_apart_with_their_reason() -> None:
    comment = "  # stacklint: ignore[dangling-backend] later"
    text = DANGLING.replace("namespace: vector_io::faiss}", f"namespace: a}}{comment}")
    report = engine.check(text, "run.yaml", FileSettings(forced_target="1.5.0"))
    assert said(report) == []
    assert [(each.rule, why) for each, why in report.suppressed] == [("dangling-backend", "later")]


def test_fingerprints_survive_moved_lines_and_inserted_items() -> None:
    def fingerprint(text: str) -> str:
        found = engine.check(text, "run.yaml", FileSettings(forced_target="1.5.0")).diagnostics
        return next(each.fingerprint for each in found if each.rule == "dangling-backend")

    before = fingerprint(DANGLING)
    assert fingerprint("# a comment\n\n" + DANGLING) == before
    inserted = DANGLING.replace(
        "  - provider_id: faiss\n",
        "  - {provider_id: chroma, provider_type: remote::own, module: own}\n  - provider_id: faiss\n",
    )
    assert fingerprint(inserted) == before
    assert fingerprint(DANGLING.replace("nowhere", "elsewhere")) != before


EMBEDDED = """\
# stacklint: target=1.5.0
apiVersion: v1
kind: ConfigMap
metadata:
  name: stack
  namespace: demo
data:
  run.yaml: |
{indented}
"""


def test_findings_in_a_config_map_stand_at_their_place_in_the_file() -> None:
    indented = "".join(f"    {line}" for line in DANGLING.splitlines(keepends=True))
    text = EMBEDDED.replace("{indented}\n", indented)
    report = engine.check(text, "configmap.yaml", FileSettings())
    (found,) = [each for each in report.diagnostics if each.rule == "dangling-backend"]
    assert found.span.of(text) == "nowhere"
    assert found.document == ("ConfigMap", "demo", "stack", "run.yaml")
    assert found.pointer == "/providers/vector_io/0/config/persistence/backend"
    assert found.target == "ogx 1.5.0, pinned"


def test_comments_around_a_config_map_count() -> None:
    indented = "".join(f"    {line}" for line in DANGLING.splitlines(keepends=True))
    text = "# stacklint: file-ignore[dangling-backend] not ours\n" + EMBEDDED.replace("{indented}\n", indented)
    report = engine.check(text, "configmap.yaml", FileSettings())
    assert not [each for each in report.diagnostics if each.rule == "dangling-backend"]
    assert [each.rule for each, _ in report.suppressed] == ["dangling-backend"]


def test_helm_templates_are_skipped_aloud() -> None:
    text = DANGLING.replace("nowhere", "{{ .Values.backend }}") + "{{- if .Values.more }}\nserver: {}\n{{- end }}\n"
    report = engine.check(text, "templates/configmap.yaml", FileSettings())
    assert report.status == "skipped"
    assert "helm template" in report.reason


def test_a_comment_around_that_does_nothing_is_told() -> None:
    indented = "".join(f"    {line}" for line in CLEAN.splitlines(keepends=True))
    text = "# stacklint: file-ignore[dangling-backend] not ours\n" + EMBEDDED.replace("{indented}\n", indented)
    report = engine.check(text, "configmap.yaml", FileSettings())
    (found,) = [each for each in report.diagnostics if each.severity.at_least(Severity.WARNING)]
    assert found.rule == "unused-suppression"
    assert found.span.of(text) == "dangling-backend"


def test_an_object_that_cannot_be_parsed_is_told_besides_what_it_holds() -> None:
    indented = "".join(f"    {line}" for line in DANGLING.splitlines(keepends=True))
    text = EMBEDDED.replace("{indented}\n", indented) + "other: [\n"
    report = engine.check(text, "configmap.yaml", FileSettings())
    assert {("error", "yaml-syntax"), ("error", "dangling-backend")} <= set(said(report))


def test_a_file_named_alone_that_cannot_be_parsed_is_told() -> None:
    broken = "a: [\n"
    assert said(engine.check(broken, "other.yaml", FileSettings(), named=True)) == [("error", "yaml-syntax")]
    assert engine.check(broken, "other.yaml", FileSettings(), named=False).status == "foreign"


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: stack}}
data:
  run.yaml: |
{}  other: |
    nothing of ours
"""


def embedded(text: str) -> str:
    return CONFIG_MAP.format("".join(f"    {line}" for line in text.splitlines(keepends=True)))


@pytest.mark.parametrize("wrapped", [str, embedded], ids=["plain", "embedded"])
def test_an_examination_says_what_a_check_says_and_keeps_its_documents(wrapped: Callable[[str], str]) -> None:
    text = wrapped(DANGLING)
    examined = engine.examine(text, "run.yaml", FileSettings())
    checked = engine.check(text, "run.yaml", FileSettings())
    assert examined.report.diagnostics == tuple(each._replace(fixes=()) for each in checked.diagnostics)
    ((configuration, document),) = examined.documents
    assert examined.found.at(text.index("nowhere")) is configuration
    inner = configuration.inner_offset(text.index("nowhere"))
    assert document.text.startswith("nowhere", inner)


def test_a_place_beside_an_embedded_configuration_is_in_none() -> None:
    text = embedded(DANGLING)
    assert engine.examine(text, "run.yaml", FileSettings()).found.at(text.index("nothing of ours")) is None


@pytest.mark.parametrize("wrapped", [str, embedded], ids=["plain", "embedded"])
def test_the_line_being_typed_is_what_is_left_out(wrapped: Callable[[str], str]) -> None:
    # The quote swallows what follows, so without the hint another line is taken for the broken one.
    text = wrapped(DANGLING.replace("provider_id: faiss", "provider_id: 'faiss"))
    line = text[: text.index("provider_id")].count("\n")
    ((configuration, document),) = engine.examine(text, "run.yaml", FileSettings(), edited_line=line).documents
    assert [span.of(configuration.text).strip() for span in configuration.unread] == ["- provider_id: 'faiss"]
    assert [each.type.text for each in document.stack.providers] == ["inline::faiss"]


def half_typed(line: str) -> set[str]:
    """States of a line while it is typed or changed."""
    indent, content = line[: len(line) - len(line.lstrip())], line.strip()
    key = content.partition(":")[0]
    states = {key, content[:1], content[:3], f'{key}: "', f"'{content}", f"{content} [", f"{content}{{"}
    return {indent + state for state in states}


@pytest.mark.parametrize("editor", [True, False], ids=["editor", "command line"])
def test_a_half_typed_line_brings_no_findings_elsewhere(editor: bool) -> None:
    """Not even where its lines would fit what stands above: stores are no backends, whatever became of `stores:`."""
    lines = (EXAMPLES / "clean.yaml").read_text(encoding="utf-8").split("\n")
    tried = 0
    for number, line in enumerate(lines):
        for state in half_typed(line) if line.strip() and not line.lstrip().startswith("#") else ():
            text = "\n".join([*lines[:number], state, *lines[number + 1 :]])
            examined = engine.examine(
                text, "run.yaml", FileSettings(), named=True, edited_line=number if editor else None
            )
            if any(rule == "yaml-syntax" for _, rule in said(examined.report)):
                tried += 1
                others = [each for each in examined.report.diagnostics if each.rule != "yaml-syntax"]
                wrong = [each for each in others if each.severity.at_least(Severity.WARNING)]
                assert [each.message for each in wrong] == [], (number + 1, state)
    assert tried > 300


def test_what_was_ours_before_stays_ours_while_it_is_broken() -> None:
    text = "providers: ["
    assert engine.examine(text, "run.yaml", FileSettings()).report.status == "foreign"
    report = engine.examine("provider_id: [", "run.yaml", FileSettings(), named=True).report
    assert said(report) == [("error", "yaml-syntax")]


def test_an_examination_that_nobody_waits_for_ends() -> None:
    steps = 0

    def pause() -> None:
        nonlocal steps
        steps += 1
        if steps == 3:
            raise engine.Abandoned

    with pytest.raises(engine.Abandoned):
        engine.examine(DANGLING, "run.yaml", FileSettings(), pause=pause)
    assert steps == 3
