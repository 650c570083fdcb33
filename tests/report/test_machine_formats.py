"""Formats that programs read, each against its own schema."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from process import run as run_program
from reports import diagnostic, place, report
from requirements import REPOSITORY, require
from stacklint import DOCUMENTATION_URL
from stacklint.engine import DocumentLabel
from stacklint.report import FORMATS, Run, render
from stacklint.report.schema import json_schema
from stacklint.rules.record import Fix, Note, Safety, Severity
from stacklint.text.edit import Edit
from stacklint.text.span import Span

TEXT = "# 😀\r\nstorage:\r\n  stores: {metadata: {backend: '😀kv'}}\r\n"

FIXES = (
    Fix("Change to 'kv'", Safety.SAFE, (Edit(place(TEXT, "😀kv"), "kv"),)),
    Fix("Do it yourself", Safety.DISPLAY, ()),
)
FOUND = diagnostic(
    place(TEXT, "kv"),
    "No backend is called '😀kv'",
    notes=(Note(place(TEXT, "storage"), "declared here"),),
    fixes=FIXES,
    document=DocumentLabel("ConfigMap", "", "stack", "run.yaml"),
    path=("storage", "stores", 0),
    fingerprint="f" * 32,
)
HIDDEN = diagnostic(place(TEXT, "stores"), "True but harmless", "env-syntax", Severity.INFO, depends_on_release=True)

SILENCED = HIDDEN._replace(severity=Severity.WARNING)

RUN = Run(
    (
        report(
            TEXT, FOUND, HIDDEN, path="a dir/ä.yaml", suppressed=((SILENCED, "on purpose"), (FOUND, ""), (HIDDEN, "no"))
        ),
        report(TEXT, FOUND, path="copy.yaml", pin="# stacklint: target=1.5.0"),
        report("", path="chart.yaml", status="skipped", reason="Helm template; try something else"),
        report("", path="other.yaml", status="foreign"),
        report("", path="closed.yaml", status="unreadable", reason="permission denied"),
        report("", diagnostic(Span(0, 0), "Crash", "internal-error", path=()), path="/abs/crash.yaml", crashed=True),
    ),
    problems=("gone.yaml: no such file or folder",),
)
NOTHING = Run(())


def parsed(name: str, run: Run = RUN) -> Any:  # foreign data by design: it is read as its consumers read it
    return json.loads(render(name, run))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_run_gives_the_same_bytes(name: str) -> None:
    assert render(name, RUN) == render(name, RUN)
    assert render(name, RUN).endswith("\n")


@pytest.mark.parametrize("run", [RUN, NOTHING], ids=["findings", "nothing"])
def test_json_keeps_to_its_published_schema(run: Run) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(parsed("json", run), schema)


@pytest.mark.parametrize("missing", ["version", "findings", "summary"])
def test_the_published_schema_asks_for_something(missing: str) -> None:
    document = parsed("json")
    del document[missing]
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(document)


def test_the_published_schema_is_up_to_date() -> None:
    path = REPOSITORY / "docs" / "schemas" / "stacklint-output.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(), (
        f"write it again: stacklint schema --output > {os.path.relpath(path, REPOSITORY)}"
    )


def test_json_findings() -> None:
    first, copy, crash = parsed("json")["findings"]
    assert first == {
        "rule": "dangling-backend",
        "severity": "error",
        "message": "No backend is called '😀kv'",
        "path": "a dir/ä.yaml",
        "document": {"kind": "ConfigMap", "namespace": "", "name": "stack", "key": "run.yaml"},
        "start": {"line": 3, "column": 34},
        "end": {"line": 3, "column": 36},
        "pointer": "/storage/stores/0",
        "target": "ogx 1.5.0, pinned",
        "depends_on_release": False,
        "notes": [{"message": "declared here", "start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 8}}],
        "fixes": [
            {
                "title": "Change to 'kv'",
                "safety": "safe",
                "edits": [{"start": {"line": 3, "column": 33}, "end": {"line": 3, "column": 36}, "content": "kv"}],
            },
            {"title": "Do it yourself", "safety": "display", "edits": []},
        ],
        "fingerprint": "f" * 32,
    }
    assert (copy["path"], crash["rule"], crash["document"]) == ("copy.yaml", "internal-error", None)


def test_json_says_what_was_not_shown() -> None:
    document = parsed("json")
    assert [each["path"] for each in document["files"]] == [
        "a dir/ä.yaml",
        "copy.yaml",
        "chart.yaml",
        "closed.yaml",
        "/abs/crash.yaml",
    ]
    assert document["files"][1]["pin"] == "# stacklint: target=1.5.0"
    assert document["files"][2]["reason"] == "Helm template; try something else"
    assert document["problems"] == ["gone.yaml: no such file or folder"]
    assert [each["reason"] for each in document["suppressed"]] == ["on purpose", ""]
    assert document["summary"] == {
        "checked": 3,
        "skipped": 1,
        "unreadable": 2,
        "other_yaml": 1,
        "shown": "warning",
        "severities": {"error": 3, "warning": 0, "info": 1, "hint": 0},
        "suppressed": 3,
    }


def test_gitlab() -> None:
    entries = parsed("gitlab")
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 3
    assert entries[0] | {"fingerprint": ""} == {
        "description": "No backend is called '😀kv' (ogx 1.5.0, pinned)",
        "check_name": "dangling-backend",
        "fingerprint": "",
        "severity": "critical",
        "location": {"path": "a dir/ä.yaml", "lines": {"begin": 3, "end": 3}},
    }
    assert parsed("gitlab", NOTHING) == []


def test_gitlab_fingerprints_survive_moved_lines_and_tell_twins_apart() -> None:
    twins = [diagnostic(Span(0, 1), fingerprint="e" * 32), diagnostic(Span(3, 4), fingerprint="e" * 32)]
    moved = [each._replace(span=each.span.shifted(1)) for each in twins]
    before = [entry["fingerprint"] for entry in parsed("gitlab", Run((report(TEXT, *twins),)))]
    after = [entry["fingerprint"] for entry in parsed("gitlab", Run((report("\n" + TEXT, *moved),)))]
    assert before == after
    assert len(set(before)) == 2


def test_gitlab_paths_start_at_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    monkeypatch.chdir(tmp_path / "deploy")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    assert parsed("gitlab", Run((report(TEXT, FOUND),)))[0]["location"]["path"] == "deploy/run.yaml"


def test_sarif_results() -> None:
    (run,) = parsed("sarif")["runs"]
    first, _, crash, silenced, suppressed = run["results"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert names == ["dangling-backend", "env-syntax", "internal-error"]
    assert [each["ruleIndex"] for each in run["results"]] == [0, 0, 2, 1, 0]
    assert first["level"] == "error"
    assert first["partialFingerprints"] == {"stacklint/v1": "f" * 32}
    (location,) = first["locations"]
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "/storage/stores/0"
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "a%20dir/%C3%A4.yaml",
        "uriBaseId": "%SRCROOT%",
    }
    # The emoji before it counts twice in UTF-16.
    assert location["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 35, "endLine": 3, "endColumn": 37}
    assert [fix["description"]["text"] for fix in first["fixes"]] == ["Change to 'kv'"]
    assert first["relatedLocations"][0]["message"]["text"] == "declared here"
    assert "suppressions" not in first
    assert silenced["suppressions"] == [{"kind": "inSource", "justification": "on purpose"}]
    assert suppressed["suppressions"] == [{"kind": "inSource"}]
    assert crash["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///abs/crash.yaml"}


def test_sarif_says_whether_the_run_succeeded() -> None:
    (invocation,) = parsed("sarif")["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [
        "gone.yaml: no such file or folder",
        "closed.yaml: permission denied",
    ]
    assert parsed("sarif", NOTHING)["runs"][0]["invocations"] == [{"executionSuccessful": True}]


def test_sarif_rules_are_documented() -> None:
    rule = parsed("sarif")["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["name"] == "DanglingBackend"
    assert "## Why it matters" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "security-severity" not in rule["properties"]


@pytest.mark.parametrize("name", ["json", "gitlab", "sarif"])
def test_no_link_leads_nowhere(name: str) -> None:
    assert DOCUMENTATION_URL == "", "now that there is an address, test the links instead"
    assert "helpUri" not in render(name, RUN)
    assert '"url"' not in render(name, RUN)


def sarif_tools() -> Path | None:
    """Where npm has put `@microsoft/sarif-multitool`, which brings the schema along."""
    cache = os.environ.get("STACKLINT_CACHE") or os.path.expanduser("~/.cache/stacklint")
    for root in (REPOSITORY, Path(cache) / "npm"):
        folder = root / "node_modules" / "@microsoft" / "sarif-multitool-linux"
        if (folder / "sarif-2.1.0.json").is_file():
            return folder
    return None


SARIF_HINT = "make node-tools"


@pytest.mark.parametrize("run", [RUN, NOTHING], ids=["findings", "nothing"])
def test_sarif_keeps_to_its_schema(run: Run) -> None:
    tools = sarif_tools()
    require("sarif-2.1.0.json", tools is not None, SARIF_HINT)
    assert tools is not None
    schema = json.loads((tools / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(parsed("sarif", run))] == []


@pytest.mark.slow
def test_sarif_satisfies_its_own_validator(tmp_path: Path) -> None:
    tools = sarif_tools()
    require("sarif-multitool", tools is not None, SARIF_HINT)
    assert tools is not None
    (tmp_path / "out.sarif").write_text(render("sarif", RUN), encoding="utf-8")
    finished = run_program(
        tools / "Sarif.Multitool",
        "validate",
        "out.sarif",
        "--output=report.sarif",
        "--rule-kind=Sarif;Ghas",
        "--level=Error;Warning",
        folder=tmp_path,
        variables={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )
    results = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    # `informationUri` is recommended, and left out as long as the project has no address.
    assert [each["ruleId"] for each in results] == ["SARIF2005"], finished.stdout


def test_links_appear_with_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "https://example.org/rules/"
    for module in ("stacklint.report.words", "stacklint.report.sarif"):
        monkeypatch.setattr(f"{module}.DOCUMENTATION_URL", address)
    link = address + "dangling-backend"
    (run,) = parsed("sarif")["runs"]
    assert run["tool"]["driver"]["informationUri"] == address
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == link
    assert parsed("json")["findings"][0]["url"] == link
    assert parsed("gitlab")[0]["content"] == {"body": link}
    assert f"  = see: {link}\n" in render("full", RUN)
    jsonschema.validate(parsed("json"), json_schema())
