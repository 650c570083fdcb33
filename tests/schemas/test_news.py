"""`make schemas-check` names releases that the catalogue lacks."""

from __future__ import annotations

import subprocess

import pytest

from generate import __main__ as command
from generate import news

ANSWER = """ogx (1.6.0)
Available versions: 1.6.0, 1.5.0, 1.4.1
  INSTALLED: 1.5.0
"""
PUBLISHED = {
    "llama-stack": ["0.7.4", "0.7.3", "0.2.10.1", "0.2.0", "0.1.9"],
    "ogx": ["1.10.0", "1.6.0", "1.5.0", "0.7.1"],
}


def test_new_releases_are_named_in_version_order() -> None:
    assert news.missing(PUBLISHED.__getitem__) == ["llama-stack==0.7.4", "ogx==1.6.0", "ogx==1.10.0"]


def test_the_answer_of_the_installer_is_read() -> None:
    assert news.versions(ANSWER) == ["1.6.0", "1.5.0", "1.4.1"]


def test_an_answer_without_versions_is_no_empty_list() -> None:
    with pytest.raises(ValueError, match="no list of versions"):
        news.versions("ERROR: no matching distribution\n")


def test_the_command_says_what_it_found(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(news, "published", PUBLISHED.__getitem__)
    assert command.main(["check"]) == 1
    assert capsys.readouterr().out == "llama-stack==0.7.4\nogx==1.6.0\nogx==1.10.0\n"


def test_a_full_catalogue_is_no_news(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(news, "published", lambda _: [])
    assert command.main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_an_index_that_cannot_be_asked_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(package: str) -> list[str]:
        raise subprocess.CalledProcessError(1, ["pip"])

    monkeypatch.setattr(news, "published", fail)
    assert command.main(["check"]) == 2
    assert capsys.readouterr().out == ""
