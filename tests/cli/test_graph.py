"""`stacklint graph`."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from requirements import REPOSITORY
from stacklint.cli import main
from stacklint.text.decode import MAXIMUM_BYTES

EXAMPLES = REPOSITORY / "examples"
BROKEN = EXAMPLES / "dangling-backend.yaml"

BEGINNINGS = {
    "text": "run.yaml: as ogx 1.5.0 reads it",
    "dot": "digraph storage {",
    "mermaid": "flowchart LR",
    "svg": "<svg ",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "run.yaml").write_bytes(BROKEN.read_bytes())
    return tmp_path


@pytest.mark.parametrize(("form", "beginning"), BEGINNINGS.items())
def test_findings_change_nothing_about_the_exit_code(
    capsys: pytest.CaptureFixture[str], form: str, beginning: str
) -> None:
    assert main(["graph", "run.yaml", "--output-format", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(beginning)
    assert out.endswith("\n")
    assert err == ""
    assert "dangling-backend" in out or form == "mermaid"


def test_text_is_what_one_gets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "run.yaml"]) == 0
    assert capsys.readouterr().out.startswith(BEGINNINGS["text"])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.svg", "svg"), ("a.SVG", "svg"), ("a.dot", "dot"), ("a.gv", "dot"), ("a.mmd", "mermaid"),
        ("a.mermaid", "mermaid"), ("a.txt", "text"), ("a", "text"),
    ],
)  # fmt: skip
def test_the_ending_of_the_file_says_the_format(folder: Path, name: str, form: str) -> None:
    assert main(["graph", "run.yaml", "-o", name]) == 0
    assert (folder / name).read_text(encoding="utf-8").startswith(BEGINNINGS[form])


def test_the_flag_is_stronger_than_the_ending(folder: Path) -> None:
    assert main(["graph", "run.yaml", "-o", "a.svg", "-f", "dot"]) == 0
    assert (folder / "a.svg").read_text(encoding="utf-8").startswith(BEGINNINGS["dot"])


def test_a_file_gets_the_same_bytes_as_stdout(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["graph", "run.yaml", "-f", "svg"]) == 0
    assert main(["graph", "run.yaml", "-o", "a.svg"]) == 0
    assert capfdbinary.readouterr().out == (folder / "a.svg").read_bytes()


def test_stdin_has_the_name_it_is_given(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments, name in ((["-"], "stdin"), (["-", "--stdin-filename", "deploy/run.yaml"], "deploy/run.yaml")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BROKEN.read_bytes())))
        assert main(["graph", *arguments]) == 0
        assert capsys.readouterr().out.startswith(f"{name}: as ogx")


def test_the_target_decides_what_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "run.yaml", "--target", "0.2.24"]) == 0
    assert capsys.readouterr().out.startswith("run.yaml: as llama-stack 0.2.24 reads it (pinned)")


def test_settings_decide_unless_they_are_not_wanted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "stacklint.toml").write_text('target = "1.0.0"\nignore = ["dangling-backend"]\n', encoding="utf-8")
    (folder / "other.toml").write_text('target = "1.1.0"\n', encoding="utf-8")
    assert main(["graph", "run.yaml"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("run.yaml: as ogx 1.0.0 reads it (pinned)")
    assert "dangling-backend" not in shown
    assert main(["graph", "run.yaml", "--config", "other.toml"]) == 0
    assert capsys.readouterr().out.startswith("run.yaml: as ogx 1.1.0 reads it (pinned)")
    assert main(["graph", "run.yaml", "--isolated"]) == 0
    assert capsys.readouterr().out.startswith("run.yaml: as ogx 1.5.0 reads it (1.0.0 to 1.5.0, inferred)")


def test_several_configurations_of_a_file_are_drawn_one_after_the_other(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = (EXAMPLES / "clean.yaml").read_text(encoding="utf-8")
    (folder / "two.yaml").write_text(f"{clean}---\n{clean}", encoding="utf-8")
    assert main(["graph", "two.yaml"]) == 0
    headings = [line for line in capsys.readouterr().out.split("\n") if " reads it (" in line]
    assert headings == [f"two.yaml, document {number}: as ogx 1.5.0 reads it (pinned)" for number in (1, 2)]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("other.yaml", b"a: 1\n", "other.yaml: it is no configuration of Llama Stack or OGX"),
        ("empty.yaml", b"", "empty.yaml: it is no configuration of Llama Stack or OGX"),
        (
            "chart.yaml",
            b"providers:\n  inference:\n  - provider_id: a\n    provider_type: remote::vllm\n    {{- if .Values.x }}\n",
            "chart.yaml: Helm template; try helm template . | stacklint check -",
        ),
        ("large.yaml", b"#" * (MAXIMUM_BYTES + 1), "large.yaml: the file is larger than 10 MB"),
    ],
    ids=["other", "empty", "helm", "large"],
)
def test_what_cannot_be_drawn_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, message: str
) -> None:
    (folder / name).write_bytes(content)
    assert main(["graph", name, "-o", "a.svg"]) == 2
    assert capsys.readouterr() == ("", f"error: {message}\n")
    assert not (folder / "a.svg").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.yaml"], "error: missing.yaml: no such file or directory"),
        (["."], "error: .: is a directory"),
        (["run.yaml", "--target", "latest"], "error: --target: no release is called 'latest'"),
        (["run.yaml", "--config", "no.toml"], "no.toml"),
        (["run.yaml", "-o", "no/such/folder.svg"], "error: no/such/folder.svg was not written"),
        (["run.yaml", "-f", "png"], "invalid choice: 'png'"),
        ([], "name the file to draw, or - for stdin"),
    ],
)
def test_what_cannot_be_done_is_said(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert main(["graph", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_file_in_latin1_is_drawn_as_far_as_it_can_be_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "run.yaml").write_bytes(BROKEN.read_bytes().replace(b"notes", "n\u00f6tes".encode("latin-1")))
    assert main(["graph", "run.yaml"]) == 0
    assert "kv_vectors (not declared)" in capsys.readouterr().out


def test_a_binary_file_says_what_is_wrong_with_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "run.yaml").write_bytes(b"\x80\x81\x00\xff" * 20)
    assert main(["graph", "run.yaml"]) == 2
    message = capsys.readouterr().err
    assert message.startswith("error: run.yaml: ")
    assert "no configuration" not in message


def test_a_mistake_of_ours_does_not_look_like_a_foreign_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr("stacklint.engine.find", broken)
    assert main(["graph", "run.yaml"]) == 2
    message = capsys.readouterr().err
    assert "ZeroDivisionError" in message
    assert "no configuration" not in message


def test_the_name_of_the_file_cannot_break_the_drawing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = 'a"<b>&\n.yaml'
    os.rename("run.yaml", name)
    for form in BEGINNINGS:
        assert main(["graph", name, "-f", form]) == 0
    shown = capsys.readouterr().out
    assert 'a"<b>&\\x0a.yaml: as ogx' in shown
    assert json.dumps('a"<b>&amp;\\x0a.yaml')[1:-1] in shown
    assert '<title id="stacklint-graph-title">a&quot;&lt;b&gt;&amp;\\x0a.yaml: as ogx' in shown
