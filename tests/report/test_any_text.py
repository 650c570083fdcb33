"""Whatever stands in a file, every format can show it."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports import diagnostic, report
from stacklint.report import FORMATS, Run, render
from stacklint.report.places import Lines
from stacklint.rules.record import Note
from stacklint.text.span import Span

ODD = st.sampled_from("ab: \t\r\n\0\x1b\x7f\x85\u2028\u200b\u202e\ufeff\u0301日😀\ud800")
TEXTS = st.text(ODD | st.characters(), max_size=60)


@st.composite
def runs(draw: st.DrawFn) -> tuple[str, Run]:
    text = draw(TEXTS)
    ends = st.integers(0, len(text))
    spans = [Span(*sorted((draw(ends), draw(ends)))) for _ in range(3)]
    message = draw(TEXTS)
    found = diagnostic(spans[0], message, notes=(Note(spans[1], message),))
    return text, Run((report(text, found, diagnostic(spans[2], "other"), path=draw(TEXTS) or "a.yaml"),))


@given(runs())
def test_every_format_shows_it(case: tuple[str, Run]) -> None:
    _, run = case
    for name in FORMATS:
        output = render(name, run)
        # What goes out is written in UTF-8 with this handler; `\udc80` is also what JSON writes for it.
        written = output.encode("utf-8", "backslashreplace").decode("utf-8")
        if name in {"json", "sarif", "gitlab"}:
            json.loads(written)


@given(runs())
def test_nothing_steers_the_terminal(case: tuple[str, Run]) -> None:
    _, run = case
    run = run._replace(files=tuple(each._replace(path="a.yaml") for each in run.files))
    for name in ("full", "concise"):
        assert not re.search(r"[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", render(name, run))


@given(TEXTS)
def test_places_lead_back_to_the_text(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        line, column = lines.start(Span(offset, offset))
        start = lines.extent(line).start
        assert start + column - 1 == offset
        before = text[start:offset].encode("utf-16-le", "surrogatepass")
        assert lines.utf16_column(offset) == len(before) // 2 + 1


@given(runs())
def test_machines_get_places_inside_the_text(case: tuple[str, Run]) -> None:
    text, run = case
    lines = Lines(text)
    document: Any = json.loads(render("json", run).encode("utf-8", "backslashreplace"))
    for finding, (_, found) in zip(document["findings"], run.findings(), strict=True):
        start, end = finding["start"], finding["end"]
        assert lines.extent(start["line"]).start + start["column"] - 1 == found.span.start
        assert lines.extent(end["line"]).start + end["column"] - 1 == found.span.end
