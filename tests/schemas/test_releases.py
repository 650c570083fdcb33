"""Sets of releases: text, words, order."""

from __future__ import annotations

import pytest

from stacklint_schemas import load

catalogue = load().catalogue


def test_there_are_71_releases_in_version_order() -> None:
    assert len(catalogue.releases) == 71
    assert [release.index for release in catalogue.releases] == list(range(71))
    assert catalogue.releases[0].name == "llama-stack-0.2.0"
    assert catalogue.newest.name == "ogx-1.5.0"
    assert [(r.package, r.version) for r in catalogue.releases if r.version in ("0.7.3", "0.8.0")] == [
        ("llama-stack", "0.7.3"),
        ("ogx", "0.8.0"),
    ]


@pytest.mark.parametrize(
    ("version", "date", "config_file"),
    [
        ("0.2.0", "2025-04-05", "run.yaml"),
        ("0.2.8", "2025-05-27", "run.yaml"),
        ("0.2.24", "2025-11-12", "run.yaml"),
        ("0.3.0", "2025-10-21", "run.yaml"),
        ("0.4.0", "2026-01-06", "config.yaml"),
        ("0.4.7", "2026-07-27", "config.yaml"),
        ("0.7.3", "2026-07-27", "config.yaml"),
        ("1.4.1", "2026-10-19", "config.yaml"),
        ("1.5.0", "2026-10-09", "config.yaml"),
    ],
)
def test_a_release_has_its_build_date_and_file_name(version: str, date: str, config_file: str) -> None:
    release = catalogue.by_version(version)
    assert release is not None
    assert (release.date, release.config_file) == (date, config_file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("*", "0.2.0 to 1.5.0"),
        ("1.5.0", "1.5.0"),
        ("0.3.0-0.8.0", "0.3.0 to 0.8.0"),
        ("1.2.5,1.4.0+", "1.2.5, 1.4.0 to 1.5.0"),
        ("0.2.24,0.3.0", "0.2.24 to 0.3.0"),
    ],
)
def test_text_means_a_set(text: str, words: str) -> None:
    assert catalogue.describe(catalogue.parse(text)) == words


@pytest.mark.parametrize("text", ["", "*", "1.5.0", "0.3.0-0.8.0", "1.2.5,1.4.0+", "0.2.0,0.2.4-0.2.6,1.0.0+"])
def test_writing_is_the_reverse_of_parsing(text: str) -> None:
    assert catalogue.write(catalogue.parse(text)) == text


@pytest.mark.parametrize("text", ["9.9.9", "0.3.0-9.9.9", "0.2.10.1", "three"])
def test_an_unknown_version_is_an_error(text: str) -> None:
    with pytest.raises(KeyError):
        catalogue.parse(text)
