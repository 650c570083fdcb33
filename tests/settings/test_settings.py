"""Which settings hold for which file, and what is said about settings that cannot be used."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from requirements import REPOSITORY
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings, Overrides, Settings, SettingsError, load
from stacklint.settings.model import SettingsModel, json_schema
from stacklint.settings.read import accepts
from stacklint.settings.versions import satisfies

RULES = {"dangling-backend": "storage", "legacy-inline-store": "storage", "env-syntax": "env", "yaml-syntax": "yaml"}


def loaded(folder: Path, explicit: str | None = None, isolated: bool = False, **overrides: Any) -> Settings:
    return load(str(folder), explicit, isolated, Overrides(**overrides), RULES)


def running(settings: Settings, path: str) -> list[str]:
    effective = settings.for_file(path)
    selected = RULES.keys() if effective.selected is None else effective.selected
    return sorted(selected - effective.ignored)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy" / "inner").mkdir(parents=True)
    return tmp_path


def test_without_a_file_nothing_is_set(project: Path) -> None:
    assert loaded(project).for_file("config.yaml") == FileSettings()


def test_the_nearest_file_counts(project: Path) -> None:
    (project / "stacklint.toml").write_text('target = "0.2.24"\n')
    (project / "deploy" / ".stacklint.toml").write_text('target = "1.5.0"\n')
    settings = loaded(project)
    assert settings.for_file("config.yaml").target == "0.2.24"
    assert settings.for_file("deploy/inner/config.yaml").target == "1.5.0"
    assert settings.for_file("deploy/inner/config.yaml").target_source == ".stacklint.toml"
    assert settings.for_file(str(project / "config.yaml")).target == "0.2.24"


def test_the_search_stops_at_the_repository(project: Path) -> None:
    (project / "stacklint.toml").write_text('target = "0.2.24"\n')
    (project / "deploy" / ".git").write_text("gitdir: elsewhere\n")
    assert loaded(project).for_file("deploy/inner/config.yaml").target is None


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ('[tool.stacklint]\ntarget = "1.5.0"\n', "1.5.0"),
        ('[tool.other]\ntarget = "1.5.0"\n', "0.2.24"),
        ('[[tool.stacklint.files]]\npaths = ["*.yaml"]\ntarget = "1.4.0"\n', "1.4.0"),
    ],
)
def test_pyproject_counts_only_with_our_table(project: Path, content: str, target: str) -> None:
    (project / "stacklint.toml").write_text('target = "0.2.24"\n')
    (project / "deploy" / "pyproject.toml").write_text(content)
    assert loaded(project).for_file("deploy/config.yaml").target == target


def test_a_named_file_holds_for_all(project: Path) -> None:
    (project / "deploy" / "stacklint.toml").write_text('target = "0.2.24"\n')
    (project / "ci.toml").write_text('target = "1.5.0"\n')
    assert loaded(project, str(project / "ci.toml")).for_file("deploy/config.yaml").target == "1.5.0"


def test_isolated_reads_none(project: Path) -> None:
    (project / "stacklint.toml").write_text("nonsense")
    assert loaded(project, isolated=True).for_file("config.yaml") == FileSettings()


def test_the_command_line_stands_above(project: Path) -> None:
    (project / "stacklint.toml").write_text('target = "0.2.24"\n')
    effective = loaded(project, target="1.5.0").for_file("config.yaml")
    assert (effective.forced_target, effective.target, effective.target_source) == ("1.5.0", "0.2.24", "--target")


@pytest.mark.parametrize(
    ("content", "overrides", "expected"),
    [
        ("", {}, sorted(RULES)),
        ('select = ["storage"]', {}, ["dangling-backend", "legacy-inline-store"]),
        (
            'select = ["storage"]\nextend-select = ["env-syntax"]',
            {},
            ["dangling-backend", "env-syntax", "legacy-inline-store"],
        ),
        ('ignore = ["storage"]', {}, ["env-syntax", "yaml-syntax"]),
        ('ignore = ["storage"]\nselect = ["dangling-backend"]', {}, ["dangling-backend"]),
        ('ignore = ["all"]\nselect = ["env"]', {}, ["env-syntax"]),
        ('select = ["storage"]\nignore = ["dangling-backend"]', {}, ["legacy-inline-store"]),
        ("", {"select": ("env",)}, ["env-syntax"]),
        ('ignore = ["env"]', {"select": ("env",)}, ["env-syntax"]),
        ('ignore = ["env"]', {"extend_select": ("env",)}, sorted(RULES)),
        ('select = ["env"]', {"extend_select": ("yaml",)}, ["env-syntax", "yaml-syntax"]),
        ('select = ["env"]', {"ignore": ("all",)}, []),
        ("severity = {env-syntax = 'off'}", {}, ["dangling-backend", "legacy-inline-store", "yaml-syntax"]),
        ("severity = {env-syntax = 'off'}", {"select": ("env-syntax",)}, ["env-syntax"]),
        (
            "severity = {storage = 'off', dangling-backend = 'hint'}",
            {},
            ["dangling-backend", "env-syntax", "yaml-syntax"],
        ),
    ],
)
def test_which_rules_run(project: Path, content: str, overrides: dict[str, Any], expected: list[str]) -> None:
    (project / "stacklint.toml").write_text(content)
    assert running(loaded(project, **overrides), "config.yaml") == expected


def test_severities_name_rules_and_groups(project: Path) -> None:
    (project / "stacklint.toml").write_text('severity = {dangling-backend = "hint", storage = "info", env = "error"}\n')
    assert loaded(project).for_file("config.yaml").severities == {
        "dangling-backend": Severity.HINT,
        "legacy-inline-store": Severity.INFO,
        "env-syntax": Severity.ERROR,
    }


def test_some_rules_are_ignored_in_some_files(project: Path) -> None:
    (project / "stacklint.toml").write_text(
        '[per-file-ignores]\n"deploy/*.yaml" = ["storage"]\n"*.yml" = ["env-syntax"]\n'
    )
    settings = loaded(project)
    assert running(settings, "config.yaml") == sorted(RULES)
    assert running(settings, "deploy/config.yaml") == ["env-syntax", "yaml-syntax"]
    assert running(settings, "deploy/inner/config.yaml") == sorted(RULES)
    assert running(settings, "deploy/inner/a.yml") == ["dangling-backend", "legacy-inline-store", "yaml-syntax"]


def test_of_several_files_tables_the_last_decides(project: Path) -> None:
    (project / "stacklint.toml").write_text(
        'target = "0.2.24"\n'
        '[[files]]\npaths = ["deploy"]\ntarget = "1.4.0"\nignore = ["env"]\n'
        '[[files]]\npaths = ["deploy/inner/*.yaml"]\ntarget = "1.5.0"\n'
    )
    settings = loaded(project)
    assert settings.for_file("config.yaml").target == "0.2.24"
    assert settings.for_file("deploy/config.yaml").target == "1.4.0"
    assert settings.for_file("deploy/inner/config.yaml").target == "1.5.0"
    assert "env-syntax" in settings.for_file("deploy/inner/config.yaml").ignored


WRONG = r"""
stacklint.toml:1: target: should be a valid string
  | target = 1
stacklint.toml:2: targte: there is no such setting; did you mean 'target'?
  | ignore = []
  | targte = "1.5.0"
stacklint.toml:1: select: should be a valid list
  | select = "storage"
stacklint.toml:1: select.1: should be a valid string
  | select = ["storage", 1]
stacklint.toml:3: severity.storage: should be 'error', 'warning', 'info', 'hint' or 'off'
  | [severity]
  | env = "off"
  | storage = "fatal"
stacklint.toml:1: fail-on: should be 'error', 'warning', 'info', 'hint' or 'never'
  | fail-on = "all"
stacklint.toml:2: files.0.paths: field required
  | ignore = []
  | [[files]]
  | target = "1.5.0"
stacklint.toml:2: files.0.paths: list should have at least 1 item
  | [[files]]
  | paths = []
stacklint.toml:3: files.0.path: there is no such setting; did you mean 'paths'?
  | [[files]]
  | paths = ["a"]
  | path = 1
stacklint.toml:1: required-version: should be like '>=0.1' or '>=1.2,<2'
  | required-version = "soon"
stacklint.toml: required-version: stacklint >=99 is wanted, this is
  | required-version = ">=99"
stacklint.toml: ignore: no rule or group is called 'dangling-bakend'; did you mean 'dangling-backend'?
  | ignore = ["dangling-bakend"]
stacklint.toml: per-file-ignores: no rule or group is called 'nonsense'
  | per-file-ignores = {"*" = ["nonsense"]}
stacklint.toml: files.ignore: no rule or group is called 'nonsense'
  | files = [{paths = ["*"], ignore = ["nonsense"]}]
stacklint.toml: severity: no rule or group is called 'nonsense'
  | severity = {nonsense = "off"}
stacklint.toml: target: no release is called 'latest'
  | target = "latest"
stacklint.toml: no valid TOML:
  | a = [
"""

CASES = [
    (message, "\n".join(re.findall(r"^  \| (.*)$", body, re.MULTILINE)))
    for message, body in re.findall(r"^(stacklint.*)\n((?:  \| .*\n)+)", WRONG, re.MULTILINE)
]


@pytest.mark.parametrize(("message", "content"), CASES, ids=[message for message, _ in CASES])
def test_what_is_wrong_is_said(project: Path, message: str, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "stacklint.toml").write_text(content)
    with pytest.raises(SettingsError) as caught:
        loaded(project).for_file("config.yaml")
    assert message in str(caught.value)


def test_all_that_is_wrong_is_said_at_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.stacklint]\ntarget = 1\nselect = 2\n')
    with pytest.raises(SettingsError) as caught:
        loaded(project).for_file("config.yaml")
    assert [line.partition(" ")[0] for line in str(caught.value).splitlines()] == [
        "pyproject.toml:5:",
        "pyproject.toml:6:",
    ]


def test_bytes_that_are_no_text(project: Path) -> None:
    (project / "stacklint.toml").write_bytes(b'target = "\xff"')
    with pytest.raises(SettingsError, match="not UTF-8"):
        loaded(project).for_file("config.yaml")


def test_a_named_file_must_exist(project: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        loaded(project, str(project / "nowhere.toml"))


@pytest.mark.parametrize("flag", ["select", "ignore", "extend_select"])
def test_a_flag_names_rules_that_exist(project: Path, flag: str) -> None:
    flags: dict[str, Any] = {flag: ("storrage",)}
    with pytest.raises(
        SettingsError, match=f"--{flag.replace('_', '-')}: no rule or group is called 'storrage'.*'storage'"
    ):
        loaded(project, **flags)


@pytest.mark.parametrize(
    ("version", "required", "expected"),
    [
        ("1.2.0", ">=1.2", True),
        ("1.2.0", ">1.2", False),
        ("1.2.0", ">=1.2,<2", True),
        ("2.0.0", ">=1.2,<2", False),
        ("1.2.0", "1.2.0", True),
        ("1.2.1", "==1.2", False),
        ("1.10.0", ">1.9", True),
        ("1.2.0", "!=1.2.0", False),
        ("1.2.0", "~=1.2", None),
        ("1.2.0", "", None),
    ],
)
def test_required_versions(version: str, required: str, expected: bool | None) -> None:
    assert satisfies(version, required) is expected


VALUES = st.recursive(
    st.sampled_from(["error", "off", "storage", "*.yaml", "1.5.0", ">=0.1", "never", "", 1, True, 1.5]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["paths", "target", "ignore", "x"]), inner, max_size=3)
    ),
    max_leaves=4,
)
KEYS = [field.alias or name for name, field in SettingsModel.model_fields.items()]
TABLES = st.dictionaries(st.sampled_from([*KEYS, "other"]), VALUES, max_size=3)


@given(TABLES)
def test_the_plain_reader_takes_what_the_model_takes(table: dict[str, object]) -> None:
    try:
        SettingsModel.model_validate(table)
        expected = True
    except ValidationError:
        expected = False
    assert accepts(table) is expected


def test_the_published_schema_is_up_to_date() -> None:
    path = REPOSITORY / "docs" / "schemas" / "stacklint-settings.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(), (
        f"write it again: stacklint config --schema > {os.path.relpath(path, REPOSITORY)}"
    )
