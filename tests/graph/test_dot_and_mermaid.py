"""The two languages that others draw, as their own readers understand them."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from graph.drawings import SVG, parsed
from graph.pictures import BARE, ZOO, pictures, with_providers
from process import run
from requirements import REPOSITORY, require
from stacklint.graph import Graph
from stacklint.graph.render import dot, mermaid

EXAMPLES = sorted((REPOSITORY / "examples").rglob("*.yaml"))
TEXTS = [
    pytest.param(ZOO, id="zoo"),
    pytest.param(BARE, id="bare"),
    pytest.param(with_providers(40), id="forty"),
    pytest.param(ZOO + "---\n" + BARE, id="two"),
    *(pytest.param(path.read_text(encoding="utf-8"), id=path.stem) for path in EXAMPLES),
]

ODD = 'chroma <"quoted"> & ünïcödé\\n 向量数据库 [a](b) #quot; `c` %% --> end'
"""A name in `ZOO`."""

SHORT = f"{ODD[:30]}\u2026{ODD[-29:]}"
"""As it has to come out again."""

_DOT = """
const {instance} = require('@viz-js/viz');
const fs = require('fs');
instance().then(viz => process.stdout.write(JSON.stringify(viz.renderJSON(fs.readFileSync(0, 'utf8')))));
"""

_DRAWN = _DOT.replace("renderJSON", "renderString").replace("'utf8'))", "'utf8'), {format: 'svg'})")

# The parser asks for nothing of a browser, but what it cleans texts with wants to see one.
_MERMAID = """
const fs = require('fs'), vm = require('vm');
globalThis.Element = class {};
globalThis.document = {nodeType: 9, implementation: {}, createElement: () => ({}), addEventListener() {}};
globalThis.addEventListener = () => {};
globalThis.window = globalThis;
vm.runInThisContext(fs.readFileSync(require.resolve('@mermaid-js/tiny'), 'utf8'));
const text = fs.readFileSync(0, 'utf8');
const read = mermaid.parse(text).then(() => mermaid.mermaidAPI.getDiagramFromText(text));
read.then(({db}) => process.stdout.write(JSON.stringify({
  boxes: [...db.getVertices().values()].map(each => ({id: each.id, text: each.text, classes: each.classes})),
  lines: db.getEdges().map(each => ({start: each.start, end: each.end, text: each.text, style: each.style ?? []})),
  frames: db.getSubGraphs().map(each => each.title),
}))).catch(error => { process.stderr.write(error.message); process.exit(1); });
"""


def asked(script: str, package: str, content: str, folder: Path) -> Any:
    """What a *script* with an npm *package* makes of a text."""
    cache = os.environ.get("STACKLINT_CACHE") or os.path.expanduser("~/.cache/stacklint")
    roots = [root for root in (REPOSITORY, Path(cache) / "npm") if (root / "node_modules" / package).is_dir()]
    node = shutil.which("node")
    require(package, bool(roots) and node is not None, "make node-tools")
    assert node is not None
    (folder / "input").write_text(content, encoding="utf-8")
    shown = script.replace("readFileSync(0,", f"readFileSync({json.dumps(str(folder / 'input'))},")
    finished = run(node, "-e", shown, folder=roots[0])
    assert finished.code == 0, finished.stderr[-2000:]
    return json.loads(finished.stdout)


def names(graphs: tuple[Graph, ...]) -> int:
    return sum(len(graph.nodes) + len({each.reason for each in graph.bystanders}) for graph in graphs)


@pytest.mark.parametrize("text", TEXTS)
def test_graphviz_reads_every_box_and_every_line(text: str, tmp_path: Path) -> None:
    graphs = pictures(text)
    read = asked(_DOT, "@viz-js/viz", dot(graphs), tmp_path)
    boxes = {each["_gvid"]: each for each in read.get("objects", ()) if not each["name"].startswith("cluster_")}
    assert len(boxes) == names(graphs)
    lines = {(boxes[each["tail"]]["name"], boxes[each["head"]]["name"]) for each in read.get("edges", ())}
    assert lines == {
        (f"{number}/{each.source}", f"{number}/{each.target}")
        for number, graph in enumerate(graphs)
        for each in graph.edges
    }


def test_graphviz_shows_names_as_they_are(tmp_path: Path) -> None:
    drawn = asked(_DRAWN, "@viz-js/viz", dot(pictures(ZOO)), tmp_path)
    assert isinstance(drawn, str)
    texts = [each.text for each in parsed(drawn.partition("?>")[2]).iter(f"{SVG}text")]
    assert SHORT in texts
    assert "run.yaml: as ogx 1.5.0 reads it (pinned)" in texts


@pytest.mark.parametrize("text", TEXTS)
def test_mermaid_reads_every_box_and_every_line(text: str, tmp_path: Path) -> None:
    graphs = pictures(text)
    read = asked(_MERMAID, "@mermaid-js/tiny", mermaid(graphs), tmp_path)
    assert len(read["boxes"]) == names(graphs)
    assert len(read["lines"]) == sum(len(graph.edges) for graph in graphs)
    assert len(read["frames"]) == len(graphs)
    ids = {each["id"] for each in read["boxes"]}
    assert {end for each in read["lines"] for end in (each["start"], each["end"])} <= ids


def test_mermaid_shows_names_as_they_are_and_colours_what_was_found(tmp_path: Path) -> None:
    read = asked(_MERMAID, "@mermaid-js/tiny", mermaid(pictures(ZOO)), tmp_path)
    texts = {_shown(each["text"]).split("<br/>")[0]: each for each in read["boxes"]}
    assert texts["db.example.com:5432/ogx"]["classes"] == []
    odd = next(text for text in texts if text.startswith("chroma"))
    assert odd == SHORT
    assert texts["odd"]["classes"] == ["error"]
    assert texts["kv_redsi"]["classes"] == ["missing"]
    assert texts["prompts"]["classes"] == ["dashed"]
    coloured = [each for each in read["lines"] if "stroke:#d1242f" in each["style"]]
    assert len(coloured) == 3
    assert "needs an SQL backend, this is a key-value backend" in {_shown(each["text"]) for each in coloured}


def _shown(text: str) -> str:
    """The text with the characters that Mermaid keeps by number until it draws."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda match: chr(int(match[1])), text)


def test_nothing_to_draw_is_a_drawing_in_every_language(tmp_path: Path) -> None:
    assert asked(_DOT, "@viz-js/viz", dot(()), tmp_path)["name"] == "storage"
    assert asked(_MERMAID, "@mermaid-js/tiny", mermaid(()), tmp_path)["boxes"] == []
