"""The commands beside `check`, and words that are no command."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from requirements import REPOSITORY
from stacklint import __version__
from stacklint.cli import COMMANDS, RESERVED, main
from stacklint.cli.markdown import for_terminal
from stacklint.rules import RULES
from stacklint_schemas import load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(capsys: pytest.CaptureFixture[str], flag: str) -> None:
    assert main([flag]) == 0
    assert capsys.readouterr().out == f"stacklint {__version__}\n"


@pytest.mark.parametrize("word", ["--help", "-h", "help"])
def test_help_names_every_command(capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert main([word]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {command} " in out for command in COMMANDS)
    assert not any(f"\n  {command} " in out for command in RESERVED)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: stacklint {command}")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_flags_it_does_not_know(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--nonsense"]) == 2
    assert "--nonsense" in capsys.readouterr().err


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: stacklint COMMAND" in capsys.readouterr().err


@pytest.mark.parametrize("word", RESERVED)
def test_what_is_not_built_does_not_pretend(capsys: pytest.CaptureFixture[str], folder: Path, word: str) -> None:
    (folder / word).write_text("a: 1\n")
    assert main([word, "x.yaml"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"error: `stacklint {word}` is not part of version {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (["config.yaml"], "did you mean `stacklint check config.yaml`?"),
        (["deploy/", "--show=all"], "did you mean `stacklint check deploy/ --show=all`?"),
        (["--target", "1.5.0", "a.yaml"], "did you mean `stacklint check --target 1.5.0 a.yaml`?"),
        (["chekc"], "there is no command 'chekc'; did you mean `stacklint check`?"),
        (["rules"], "there is no command 'rules'; did you mean `stacklint rule`?"),
    ],
)
def test_a_word_that_is_no_command_gets_a_suggestion(
    capsys: pytest.CaptureFixture[str], arguments: list[str], suggestion: str
) -> None:
    assert main(arguments) == 2
    assert suggestion in capsys.readouterr().err


def test_a_file_called_nearly_like_a_command_is_checked(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "rules").mkdir()
    assert main(["rules"]) == 2
    assert "did you mean `stacklint check rules`?" in capsys.readouterr().err


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    listed = [line.split()[:2] for line in lines if line.startswith("  ")]
    assert sorted(listed) == sorted([rule.name, rule.severity.value] for rule in RULES)
    assert {line for line in lines if line and not line.startswith(" ")} == {rule.group for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_explained(capsys: pytest.CaptureFixture[str], rule: object) -> None:
    name = rule.name  # type: ignore[attr-defined]  # parametrised
    assert main(["rule", name]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"# {name}\n")
    assert "\n## " in out
    assert "\x1b" not in out


def test_rules_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--output-format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in described] == [rule.name for rule in RULES]
    assert all(each["documentation"] for each in described)


def test_an_unknown_rule_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "dangling-backends"]) == 2
    assert capsys.readouterr().err == "error: no rule is called 'dangling-backends'; did you mean 'dangling-backend'?\n"


def test_a_terminal_gets_markdown_without_its_signs(capsys: pytest.CaptureFixture[str]) -> None:
    text = "# title\n\nSome `code` here.\n\n```yaml bad\na: `1`\n# comment\n```\n"
    assert for_terminal(text) == (
        "\x1b[1mtitle\x1b[0m\n\nSome \x1b[36mcode\x1b[0m here.\n\n"
        "    \x1b[2myaml bad:\x1b[0m\n    a: `1`\n    # comment\n"
    )
    assert main(["rule", "dangling-backend", "--color", "always"]) == 0
    assert capsys.readouterr().out.startswith("\x1b[1mdangling-backend\x1b[0m\n")


def test_releases_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    known = load().catalogue.releases
    assert main(["releases"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [each.name for each in known]
    assert main(["releases", "-f", "json"]) == 0
    assert [each["version"] for each in json.loads(capsys.readouterr().out)] == [each.version for each in known]


@pytest.mark.parametrize("flag", ["--settings", "--output"])
def test_schemas_of_our_own_formats(capsys: pytest.CaptureFixture[str], flag: str) -> None:
    assert main(["schema", flag]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_the_schema_of_a_release_is_that_of_the_newest_unless_named(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for arguments in ([], ["--target", load().catalogue.newest.name], ["--target", "0.2.24"]):
        assert main(["schema", *arguments]) == 0
        printed.append(json.loads(capsys.readouterr().out))
    newest, named, old = printed
    jsonschema.Draft202012Validator.check_schema(newest)
    assert newest == named != old
    clean = yaml.safe_load((REPOSITORY / "examples" / "clean.yaml").read_text(encoding="utf-8"))
    assert jsonschema.Draft202012Validator(newest).is_valid(clean)
    assert not jsonschema.Draft202012Validator(newest).is_valid(clean | {"providers": []})


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("latest", "no release is called 'latest'"),
        ("ogx-99.0.0", "ogx-99.0.0 is newer than every known release"),
    ],
)
def test_a_schema_needs_a_release_that_is_known(capsys: pytest.CaptureFixture[str], target: str, message: str) -> None:
    assert main(["schema", "--target", target]) == 2
    assert message in capsys.readouterr().err


def test_config_shows_what_applies(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "stacklint.toml").write_text('fail-on = "error"\nselect = ["tool"]\n[severity]\ntool = "hint"\n')
    assert main(["config"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "# for .",
        "# from stacklint.toml",
        "# target: a comment in the file, else inferred from its content",
        'fail-on = "error"',
    ]
    assert 'internal-error = "hint"' in lines
    assert '  "dangling-backend",' not in lines
    assert main(["config", "--isolated"]) == 0
    assert '  "dangling-backend",' in capsys.readouterr().out.splitlines()


def test_config_prints_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "stacklint settings"


def test_config_says_what_is_wrong(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "stacklint.toml").write_text("a = 1\n")
    assert main(["config"]) == 2
    assert "stacklint.toml:1: a: there is no such setting" in capsys.readouterr().err
