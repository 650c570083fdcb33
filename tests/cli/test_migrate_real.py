"""`stacklint migrate` with the real library, for what the command adds to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from process import Finished, run_stacklint
from requirements import REPOSITORY
from stacklint.report.plan.schema import json_schema

LEGACY = (REPOSITORY / "examples" / "legacy.yaml").read_text(encoding="utf-8")
MODERN = (REPOSITORY / "examples" / "clean.yaml").read_text(encoding="utf-8")
SMALL = """\
version: 2  # two
apis: [inference]
providers:
  inference:
  - provider_id: ollama
    provider_type: remote::ollama
    config: {url: "http://localhost:11434"}
metadata_store: {type: sqlite, db_path: /data/registry.db}
"""


def config_map(**texts: str) -> str:
    data = "".join(
        f"  {key}.yaml: |\n" + "".join(f"    {line}" for line in text.splitlines(keepends=True))
        for key, text in texts.items()
    )
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: stack, namespace: demo}}  # mine\ndata:\n{data}"


def migrate(folder: Path, text: str, *arguments: str) -> Finished:
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return run_stacklint("migrate", "a.yaml", *arguments, folder=folder)


def plan_of(folder: Path, text: str, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(migrate(folder, text, "--plan", "json", *arguments).stdout)
    jsonschema.Draft202012Validator(json_schema()).validate(document)
    return document


def test_each_configuration_of_an_object_has_its_own_plan(tmp_path: Path) -> None:
    finished = migrate(tmp_path, config_map(run=SMALL, other=SMALL), "--in-place", "--to", "0.3.5")
    assert finished.code == 0, finished.stderr
    heads = [line for line in finished.stdout.splitlines() if line.startswith("a.yaml, ")]
    assert [head.partition(": ")[0] for head in heads] == [
        "a.yaml, ConfigMap demo/stack, key run.yaml",
        "a.yaml, ConfigMap demo/stack, key other.yaml",
    ]
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert text.startswith("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stack, namespace: demo}  # mine\ndata:\n")
    data = yaml.safe_load(text)["data"]
    assert data["run.yaml"] == data["other.yaml"]
    assert yaml.safe_load(data["run.yaml"])["storage"]["backends"]["kv_default"]["db_path"] == "/data/registry.db"
    assert data["run.yaml"].startswith("version: 2  # two\n")


def test_one_configuration_that_cannot_be_migrated_costs_the_other_nothing(tmp_path: Path) -> None:
    broken = SMALL + "a: b: c\n"
    finished = migrate(tmp_path, config_map(run=SMALL, other=broken), "--in-place", "--to", "0.3.5")
    assert finished.code == 2
    assert finished.stderr.startswith(
        "error: a.yaml, ConfigMap demo/stack, key other.yaml was not migrated: line 23 has to be mended first: "
    )
    data = yaml.safe_load((tmp_path / "a.yaml").read_text(encoding="utf-8"))["data"]
    assert "storage" in yaml.safe_load(data["run.yaml"])
    assert data["other.yaml"] == broken


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (MODERN, "it is for ogx-1.5.0 (pinned)"),
        (MODERN.replace("# stacklint:", "#"), "it needs ogx-1."),
        ("# stacklint: target=ogx-1.0.0\n" + SMALL.replace("metadata_store", "x"), "it is for ogx-1.0.0 (pinned)"),
    ],
)
def test_there_is_no_way_back(tmp_path: Path, text: str, reason: str) -> None:
    finished = migrate(tmp_path, text, "--to", "0.2.24", "--in-place")
    assert (finished.code, finished.stdout) == (2, "")
    assert finished.stderr.startswith(f"error: a.yaml was not migrated: {reason}")
    assert "there is no way back to llama-stack-0.2.24" in finished.stderr
    assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == text


def test_a_pin_says_what_for(tmp_path: Path) -> None:
    (configuration,) = plan_of(tmp_path, "# stacklint: target=0.3.5\n" + SMALL)["files"][0]["configurations"]
    assert configuration["to"] == {"release": "llama-stack-0.3.5", "reason": "pinned"}
    assert configuration["from"]["reason"] == "inferred"


def test_settings_say_what_for(tmp_path: Path) -> None:
    (tmp_path / "stacklint.toml").write_text('target = "0.3.5"\n', encoding="utf-8")
    (configuration,) = plan_of(tmp_path, SMALL)["files"][0]["configurations"]
    assert configuration["to"] == {"release": "llama-stack-0.3.5", "reason": "pinned"}
    (configuration,) = plan_of(tmp_path, SMALL, "--isolated")["files"][0]["configurations"]
    assert configuration["to"]["reason"] == "newest"


def test_where_it_comes_from_may_be_said(tmp_path: Path) -> None:
    (configuration,) = plan_of(tmp_path, SMALL, "--from", "0.2.9")["files"][0]["configurations"]
    assert configuration["from"] == {"releases": ["llama-stack-0.2.9"], "reason": "given"}


def test_what_is_in_order_stays_so(tmp_path: Path) -> None:
    finished = migrate(tmp_path, MODERN, "--check")
    assert (finished.code, finished.stdout, finished.stderr) == (0, "", "1 in order\n")


def test_a_legacy_file_in_every_form(tmp_path: Path) -> None:
    file = plan_of(tmp_path, LEGACY)["files"][0]
    assert file["affected"]
    assert yaml.safe_load(file["text"])["storage"]["backends"]
    assert "named-backends" in {each["name"] for each in file["configurations"][0]["steps"]}
    markdown = migrate(tmp_path, LEGACY, "--plan", "markdown").stdout
    assert markdown.count("```") % 2 == 0
    assert "### Data" in markdown


def test_comments_and_line_ends_survive(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = "\ufeff" + SMALL.replace("\n", "\r\n").replace("inference]", "inference]  # ünï \U0001f600")
    (tmp_path / "a.yaml").write_bytes(text.encode("utf-8"))
    finished = run_stacklint("migrate", "-i", "a.yaml", folder=tmp_path)
    assert finished.code == 0, finished.stderr
    result = (tmp_path / "a.yaml").read_bytes().decode("utf-8")
    assert result.startswith("\ufeffversion: 2  # two\r\napis: [inference]  # ünï \U0001f600\r\n")
    assert result.count("\n") == result.count("\r\n")
