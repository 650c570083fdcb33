"""The picture beside the editor."""

from __future__ import annotations

from graph.drawings import SVG, parsed
from graph.pictures import BARE, ZOO
from ide.cursor import analyse, at
from stacklint_lsp.ide.picture import picture


def headings(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iter(f"{SVG}text") if each.get("class") == "heading"]


def test_it_follows_the_configuration_that_the_cursor_is_in() -> None:
    two = f"{ZOO}---\n{BARE}"
    assert len(headings(picture(analyse(two), None))) == 2
    for marked, name in (
        (two.replace("zoo\n", "zo<|>o\n", 1), "run.yaml, document 1"),
        (two.replace("distro_name: bare", "distro_name: ba<|>re"), "run.yaml, document 2"),
    ):
        (heading,) = headings(picture(*at(marked)))
        assert heading.startswith(f"{name}: as ")


def test_it_survives_what_is_being_typed() -> None:
    analysis, offset = at(ZOO.replace("kv_redsi, ", "kv_re<|>"))
    assert "chroma" in picture(analysis, offset)


def test_somebody_elses_file_has_none() -> None:
    assert picture(analyse("a: 1\n"), None) == ""
    assert picture(analyse("a: 1\n"), 2) == ""
