"""The two languages that others draw, as their own readers understand them."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.drawings import SVG, parsed
from graph.pictures import BARE, ZOO, pictures, with_providers
from process import run
from requirements import REPOSITORY, require, require_corpus
from stacklint.graph import Graph
from stacklint.graph.render import dot, mermaid
from stacklint.text.decode import decode

EXAMPLES = sorted((REPOSITORY / "examples").rglob("*.yaml"))
TEXTS = {
    "zoo": ZOO,
    "bare": BARE,
    "forty": with_providers(40),
    "two": ZOO + "---\n" + BARE,
    "nothing": "",
    **{str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8") for path in EXAMPLES},
}

ODD = 'chroma <"quoted"> & ünïcödé\\n 向量数据库 [a](b) #quot; `c` %% --> end'
"""A name in `ZOO`."""

SHORT = f"{ODD[:30]}\u2026{ODD[-29:]}"
"""As it has to come out again."""

# Each script reads a list of texts and prints a list of what it made of them, an error as {"error": message}.
_DOT = """
const {instance} = require('@viz-js/viz');
const fs = require('fs');
instance().then(viz => process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(INPUT, 'utf8')).map(text => {
  const drawn = viz.render(text, {format: 'svg'});
  return drawn.status === 'success' ? {...viz.renderJSON(text), drawn: drawn.output} : {error: drawn.errors};
}))));
"""

# The parser asks for nothing of a browser, but what it cleans texts with wants to see one.
_MERMAID = """
const fs = require('fs'), vm = require('vm');
globalThis.Element = class {};
globalThis.document = {nodeType: 9, implementation: {}, createElement: () => ({}), addEventListener() {}};
globalThis.addEventListener = () => {};
globalThis.window = globalThis;
vm.runInThisContext(fs.readFileSync(require.resolve('@mermaid-js/tiny'), 'utf8'));
const read = text => mermaid.parse(text).then(() => mermaid.mermaidAPI.getDiagramFromText(text)).then(({db}) => ({
  boxes: [...db.getVertices().values()].map(each => ({id: each.id, text: each.text, classes: each.classes})),
  lines: db.getEdges().map(each => ({start: each.start, end: each.end, text: each.text, style: each.style ?? []})),
  frames: db.getSubGraphs().map(each => each.dir),
}), error => ({error: error.message}));
(async () => {
  const found = [];
  for (const text of JSON.parse(fs.readFileSync(INPUT, 'utf8'))) found.push(await read(text));
  process.stdout.write(JSON.stringify(found));
})();
"""


def asked(script: str, package: str, contents: Sequence[str], folder: Path) -> list[Any]:
    """What a *script* with an npm *package* makes of texts."""
    cache = os.environ.get("STACKLINT_CACHE") or os.path.expanduser("~/.cache/stacklint")
    roots = [root for root in (REPOSITORY, Path(cache) / "npm") if (root / "node_modules" / package).is_dir()]
    node = shutil.which("node")
    require(package, bool(roots) and node is not None, "make node-tools")
    assert node is not None
    (folder / "input.json").write_text(json.dumps(contents), encoding="utf-8")
    finished = run(node, "-e", script.replace("INPUT", json.dumps(str(folder / "input.json"))), folder=roots[0])
    assert finished.code == 0, finished.stderr[-2000:]
    found: list[Any] = json.loads(finished.stdout)
    assert [each["error"] for each in found if "error" in each] == []
    assert len(found) == len(contents)
    return found


def check_dot(graphs: Sequence[Graph], read: Any) -> None:
    boxes = {each["_gvid"]: each for each in read.get("objects", ()) if not each["name"].startswith("cluster_")}
    assert len(boxes) == names(graphs)
    lines = {(boxes[each["tail"]]["name"], boxes[each["head"]]["name"]) for each in read.get("edges", ())}
    assert lines == {
        (f"{number}/{each.source}", f"{number}/{each.target}")
        for number, graph in enumerate(graphs)
        for each in graph.edges
    }


def check_mermaid(graphs: Sequence[Graph], read: Any) -> None:
    assert len(read["boxes"]) == names(graphs)
    assert len(read["lines"]) == sum(len(graph.edges) for graph in graphs)
    assert read["frames"] == ["LR"] * len(graphs)
    ids = {each["id"] for each in read["boxes"]}
    assert {end for each in read["lines"] for end in (each["start"], each["end"])} <= ids


def names(graphs: Sequence[Graph]) -> int:
    return sum(len(graph.nodes) + len({each.reason for each in graph.bystanders}) for graph in graphs)


def real_texts(count: int) -> list[str]:
    """A sample of real files, the same on every run."""
    paths = sorted(require_corpus().rglob("*.y*ml"))
    return [decode(path.read_bytes()).text for path in paths[:: len(paths) // count]]


@pytest.fixture(scope="module")
def read_dot(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    contents = [dot(pictures(text)) for text in TEXTS.values()]
    return dict(zip(TEXTS, asked(_DOT, "@viz-js/viz", contents, tmp_path_factory.mktemp("dot")), strict=True))


@pytest.fixture(scope="module")
def read_mermaid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    contents = [mermaid(pictures(text)) for text in TEXTS.values()]
    found = asked(_MERMAID, "@mermaid-js/tiny", contents, tmp_path_factory.mktemp("mermaid"))
    return dict(zip(TEXTS, found, strict=True))


@pytest.mark.parametrize("name", TEXTS)
def test_graphviz_reads_every_box_and_every_line(name: str, read_dot: dict[str, Any]) -> None:
    check_dot(pictures(TEXTS[name]), read_dot[name])


@pytest.mark.parametrize("name", TEXTS)
def test_mermaid_reads_every_box_and_every_line(name: str, read_mermaid: dict[str, Any]) -> None:
    check_mermaid(pictures(TEXTS[name]), read_mermaid[name])


def test_graphviz_shows_names_as_they_are(read_dot: dict[str, Any]) -> None:
    drawn = read_dot["zoo"]["drawn"]
    texts = [each.text for each in parsed(drawn.partition("?>")[2]).iter(f"{SVG}text")]
    assert SHORT in texts
    assert "run.yaml: as ogx 1.5.0 reads it (pinned)" in texts


def test_mermaid_shows_names_as_they_are_and_colours_what_was_found(read_mermaid: dict[str, Any]) -> None:
    read = read_mermaid["zoo"]
    texts = {_shown(each["text"]).split("<br/>")[0]: each for each in read["boxes"]}
    assert texts["db.example.com:5432/ogx"]["classes"] == []
    assert SHORT in texts
    assert texts["odd"]["classes"] == ["error"]
    assert texts["kv_redsi"]["classes"] == ["missing"]
    assert texts["prompts"]["classes"] == ["dashed"]
    coloured = [each for each in read["lines"] if "stroke:#d1242f" in each["style"]]
    assert len(coloured) == 3
    assert "needs an SQL backend, this is a key-value backend" in {_shown(each["text"]) for each in coloured}


def _shown(text: str) -> str:
    """The text with the characters that Mermaid keeps by number until it draws."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda match: chr(int(match[1])), text)


def test_a_broken_text_would_be_seen(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="syntax error"):
        asked(_DOT, "@viz-js/viz", ['digraph { "a" -> }'], tmp_path)
    with pytest.raises(AssertionError, match="Expecting"):
        asked(_MERMAID, "@mermaid-js/tiny", ["flowchart LR\n a["], tmp_path)


@pytest.mark.slow
def test_real_files_are_read_by_both(tmp_path: Path) -> None:
    drawn = [pictures(text) for text in real_texts(80)]
    drawn = [graphs for graphs in drawn if graphs]
    assert len(drawn) > 40
    for graphs, read in zip(drawn, asked(_DOT, "@viz-js/viz", list(map(dot, drawn)), tmp_path), strict=True):
        check_dot(graphs, read)
    read_by_mermaid = asked(_MERMAID, "@mermaid-js/tiny", list(map(mermaid, drawn)), tmp_path)
    for graphs, read in zip(drawn, read_by_mermaid, strict=True):
        check_mermaid(graphs, read)
