"""Makes the files to be linted from the starter configuration that upstream ships."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

TREE_FILES = 1_000
TREE_FOLDERS = 20

_TINY = """version: 2
distro_name: tiny
providers:
  inference:
  - provider_id: openai
    provider_type: remote::openai
"""


class Inputs(NamedTuple):
    """Where the files lie."""

    tiny: Path
    """A handful of lines: what a run costs before any real work."""
    starter: Path
    """Upstream's own starter configuration, unchanged."""
    lines_2k: Path
    lines_20k: Path
    tree: Path
    """A folder with 1,000 files of upstream's smaller configuration, each with an id of its own."""


def make(folder: Path, starter: str, small: str) -> Inputs:
    """Write all inputs into *folder*; *starter* and *small* are texts of upstream's own files."""
    inputs = Inputs(*(folder / name for name in ("tiny.yaml", "starter.yaml", "2k.yaml", "20k.yaml", "tree")))
    folder.mkdir(parents=True, exist_ok=True)
    inputs.tiny.write_text(_TINY, encoding="utf-8")
    inputs.starter.write_text(starter, encoding="utf-8")
    inputs.lines_2k.write_text(repeated(starter, 2_000), encoding="utf-8")
    inputs.lines_20k.write_text(repeated(starter, 20_000), encoding="utf-8")
    for number in range(TREE_FILES):
        path = inputs.tree / f"group-{number % TREE_FOLDERS:02}" / f"config-{number:03}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(small.replace("provider_id: nvidia", f"provider_id: nvidia-{number}"), encoding="utf-8")
    return inputs


def repeated(text: str, lines: int) -> str:
    """Repeat the inference and vector_io providers of *text*, under ids and namespaces of their own, up to *lines*."""
    before, inference, between, vector_io, after = _sections(text)
    added = len(inference) + len(vector_io)
    copies = max(0, (lines - len(text.splitlines())) // added + 1)
    grown_inference, grown_vector_io = list(inference), list(vector_io)
    for number in range(1, copies + 1):
        grown_inference += [_renumbered(line, number) for line in inference]
        grown_vector_io += [_renumbered(line, number) for line in vector_io]
    return "\n".join([*before, *grown_inference, *between, *grown_vector_io, *after]) + "\n"


def _sections(text: str) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    lines = text.splitlines()
    inference = lines.index("  inference:") + 1
    vector_io = lines.index("  vector_io:") + 1
    end = next(number for number in range(vector_io, len(lines)) if re.match(r" {0,2}\w", lines[number]))
    return (
        lines[:inference],
        lines[inference : vector_io - 1],
        lines[vector_io - 1 : vector_io],
        lines[vector_io:end],
        lines[end:],
    )


def _renumbered(line: str, number: int) -> str:
    line = re.sub(r"(provider_id: (?:\$\{env\.\w+:\+)?[a-z-]+)", rf"\g<1>-{number}", line)
    return re.sub(r"(namespace: \S+)", rf"\g<1>_{number}", line)
