"""Reads our SVG back, and asks a browser how it looks."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from process import run
from stacklint.graph.record import Graph
from stacklint.graph.render.face import face_of
from stacklint.graph.render.layout import Layout, Size, layout

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    """The drawing as XML; fails when it is none."""
    return ElementTree.fromstring(svg)


def laid_out(graph: Graph) -> Layout:
    """Where everything stands."""
    sizes = {}
    for node in graph.nodes:
        face = face_of(node)
        sizes[node.key] = Size(face.width, face.height)
    return layout(graph, sizes)


class Measured(NamedTuple):
    """A text as a browser draws it, and the box it has to stay in."""

    text: str
    left: float
    right: float
    limit_left: float
    limit_right: float


def chromium() -> str:
    """The browser's program; skips without one, whatever is promised, as neither pip nor npm could bring it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium, which measures texts as people see them (make test-extension-setup)")
    return path


_SCRIPT = """
const all = [];
for (const text of document.querySelectorAll('svg text')) {
  const group = text.closest('.node, .chip');
  const box = text.getBoundingClientRect();
  const badge = text.classList.contains('number') || text.classList.contains('word');
  const frame = group && !badge ? group.querySelector('.box') : text.closest('svg');
  const limit = frame.getBoundingClientRect();
  all.push([text.textContent, box.left, box.right, limit.left, limit.right]);
}
const result = document.createElement('pre');
result.id = 'result';
result.textContent = JSON.stringify(all);
document.body.append(result);
"""


def measured(drawings: Iterable[str], folder: Path, *, font: str = "") -> list[Measured]:
    """Every text of the drawings, as Chromium draws it, with *font* instead of our choice."""
    style = f"<style>.stacklint-graph {{ font-family: {font} !important }}</style>" if font else ""
    page = folder / "page.html"
    content = "".join(f"<div>{drawing}</div>" for drawing in drawings)
    page.write_text(f"<!doctype html><meta charset='utf-8'>{style}{content}<script>{_SCRIPT}</script>", "utf-8")
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    finished = run(*command, folder=folder, seconds=120)
    result = re.search(r'<pre id="result">(.*?)</pre>', finished.stdout, re.DOTALL)
    assert result is not None, finished.stderr
    unescaped = ElementTree.fromstring(f"<a>{result[1]}</a>").text or ""
    return [Measured(*each) for each in json.loads(unescaped)]
