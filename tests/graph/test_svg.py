"""The drawing as a file: it stands alone, says everything in words too, and nothing runs out of its box."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.drawings import SVG, measured, parsed
from graph.pictures import BARE, ZOO, picture, pictures, with_providers
from requirements import REPOSITORY
from stacklint.graph import Column
from stacklint.graph.render import svg
from stacklint.graph.render.measure import PLAIN, TITLE, Font
from stacklint.graph.render.trim import MOST

EXAMPLES = sorted((REPOSITORY / "examples").rglob("*.yaml"))
TEXTS = [
    pytest.param(ZOO, id="zoo"),
    pytest.param(BARE, id="bare"),
    pytest.param(with_providers(40), id="forty"),
    *(pytest.param(path.read_text(encoding="utf-8"), id=path.stem) for path in EXAMPLES),
]


@pytest.mark.parametrize("text", TEXTS)
def test_it_stands_alone(text: str) -> None:
    drawn = svg(pictures(text))
    root = parsed(drawn)
    assert root.tag == f"{SVG}svg"
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "text", "path",
    }  # fmt: skip
    attributes = {name for each in root.iter() for name in each.attrib}
    assert not [name for name in attributes if name.startswith("on") or "href" in name]
    assert "url(" not in drawn
    assert "@import" not in drawn
    assert re.findall(r"https?://[^\"< ]*", drawn.split("</style>")[0].replace("http://www.w3.org/2000/svg", "")) == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_line_joins_boxes_that_are_there(text: str) -> None:
    graphs = pictures(text)
    keys = {each.key for graph in graphs for each in graph.nodes}
    drawn = [each for each in parsed(svg(graphs)).iter(f"{SVG}path") if "data-from" in each.attrib]
    assert len(drawn) == sum(len(graph.edges) for graph in graphs)
    assert {each.get(end) for each in drawn for end in ("data-from", "data-to")} <= keys


@pytest.mark.parametrize("text", TEXTS)
def test_every_box_that_is_in_the_file_leads_to_its_line(text: str) -> None:
    graphs = pictures(text)
    groups = [each for each in parsed(svg(graphs)).iter(f"{SVG}g") if "node" in each.get("class", "").split()]
    expected = [each.line for graph in graphs for each in graph.nodes]
    assert [each.get("data-line") for each in groups] == [None if line is None else str(line) for line in expected]
    count = text.count("\n") + 1
    assert all(line is None or 0 <= line < count for line in expected)


def test_screen_readers_get_a_name_and_a_sentence() -> None:
    root = parsed(svg(pictures(ZOO, path="zoo.yaml")))
    assert root.get("role") == "img"
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("aria-labelledby", "").split() == list(named)
    assert list(named.values()) == [
        "zoo.yaml: as ogx 1.5.0 reads it (pinned)",
        "7 users keep 11 stores in 9 backends on 4 physical stores; 7 findings.",
    ]


def test_a_shortened_name_is_whole_in_its_tooltip() -> None:
    graph = picture(ZOO)
    drawn = parsed(svg((graph,)))
    long = next(each for each in graph.nodes if each.title.startswith("a-provider"))
    (group,) = (each for each in drawn.iter(f"{SVG}g") if (each.findtext(f"{SVG}title") or "").startswith(long.title))
    shown = [each.text or "" for each in group.iter(f"{SVG}text")]
    assert shown[0].startswith("a-provider")
    assert "\u2026" in shown[0]
    assert shown[0].endswith("who-knows")


def test_findings_are_numbered_where_they_are_and_told_below() -> None:
    drawn = parsed(svg(pictures(ZOO)))
    findings = [each for each in drawn.iter(f"{SVG}g") if each.get("class") == "finding"]
    told = [" ".join(text.text or "" for text in each.iter(f"{SVG}text")) for each in findings]
    assert told[1].startswith("2 error line 28: the server does not start: no backend is called 'kv_redsi'")
    assert told[1].endswith("(dangling-backend)")
    numbers = {each.text for each in drawn.iter(f"{SVG}text") if each.get("class") == "number"}
    assert "2" in numbers
    assert {each.get("data-line") for each in findings} >= {"27"}


def test_a_severity_colours_what_it_is_about() -> None:
    drawn = parsed(svg(pictures(ZOO)))
    classes = {
        (each.findtext(f"{SVG}title") or "").split("\n")[0]: each.get("class", "").split()
        for each in drawn.iter(f"{SVG}g")
    }
    assert "error" in classes["odd"]
    assert "info" in classes["kv_two"]
    assert not {"error", "warning", "info", "hint"} & set(classes["kv_redis"])
    assert "ghost" in classes["kv_redsi"]
    lines = {(each.get("data-from"), each.get("data-to")): each for each in drawn.iter(f"{SVG}path")}
    wrong = lines["store:/storage/stores/conversations", "backend:kv_default"]
    assert "error" in wrong.get("class", "").split()
    assert (wrong.findtext(f"{SVG}title") or "").startswith("needs an SQL backend")


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    def legend(text: str) -> set[str]:
        known = {"key-value", "SQL", "not in the file, the server's default", "not read by this release"}
        known.add("leads nowhere, or to the wrong family")
        return known & {each.text or "" for each in parsed(svg(pictures(text))).iter(f"{SVG}text")}

    assert legend(ZOO) == {
        "key-value", "SQL", "not in the file, the server's default", "leads nowhere, or to the wrong family",
    }  # fmt: skip
    assert legend((REPOSITORY / "examples" / "clean.yaml").read_text(encoding="utf-8")) == {"key-value", "SQL"}


def test_several_pictures_stand_below_each_other() -> None:
    graphs = pictures(ZOO + "---\n" + BARE)
    together, first, second = (parsed(svg(each)) for each in (graphs, graphs[:1], graphs[1:]))
    heights = [float(each.get("height", "")) for each in (together, first, second)]
    assert heights[0] > max(heights[1:])
    assert heights[0] < heights[1] + heights[2]
    assert [each.text for each in together.iter(f"{SVG}text") if each.get("class") == "heading"] == [
        "run.yaml, document 1: as ogx 1.5.0 reads it (pinned)",
        f"run.yaml, document 2: as {graphs[1].release} reads it ({graphs[1].reason})",
    ]


def test_nothing_to_draw_is_still_a_drawing() -> None:
    assert parsed(svg(())).get("role") == "img"
    assert parsed(svg(pictures("# stacklint: target=1.5.0\nproviders: {}\n"))).get("role") == "img"


def test_of_a_huge_file_what_was_found_something_about_is_drawn_and_the_rest_counted() -> None:
    graph = picture(with_providers(MOST + 200, backends=5))
    drawn = parsed(svg((graph,)))
    groups = [each for each in drawn.iter(f"{SVG}g") if "node" in each.get("class", "").split()]
    stores = [each for each in groups if Column.STORE.value in each.get("class", "").split()]
    assert len(stores) == MOST
    left_out = len(graph.nodes) - len(groups)
    texts = [each.text or "" for each in drawn.iter(f"{SVG}text")]
    assert f"{left_out} more boxes are left out; the other formats have them all" in texts
    lines = {each.get("data-from") for each in drawn.iter(f"{SVG}path")}
    dangling = {each.source for each in graph.edges if each.marks}
    assert len(dangling) == (MOST + 200) / 5
    assert dangling <= lines
    assert [each for each in lines - dangling if each], "there is room for others, too"


@pytest.mark.parametrize("font", ["", "'DejaVu Sans'", "Arial, sans-serif"])
def test_in_a_real_browser_no_text_runs_out_of_its_box(tmp_path: Path, font: str) -> None:
    texts = [ZOO, with_providers(40), *(path.read_text(encoding="utf-8") for path in EXAMPLES)]
    found = measured((svg(pictures(text)) for text in texts), tmp_path, font=font)
    assert len(found) > 50
    outside = [each for each in found if each.left < each.limit_left - 0.5 or each.right > each.limit_right + 0.5]
    assert outside == []


@pytest.mark.parametrize("font", [PLAIN, TITLE], ids=["plain", "title"])
@pytest.mark.parametrize("width", [40.0, 120.0, 236.0])
@pytest.mark.parametrize("text", ["kv_default", "a" * 300, "W" * 80, "向量数据库" * 20, "e\u0301" * 200, "", "😀" * 50])
def test_a_shortened_text_fits(font: Font, text: str, width: float) -> None:
    short = font.fitted(text, width)
    assert font.width(short) <= width
    assert short == text or ("\u2026" in short and len(short) <= len(text))


def test_sentences_are_broken_at_spaces_and_nothing_is_lost() -> None:
    text = "the server does not start: no backend is called 'kv_redsi'; did you mean 'kv_redis'"
    lines = PLAIN.wrapped(text, 150)
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(PLAIN.width(line) <= 150 for line in lines)
