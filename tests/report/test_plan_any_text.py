"""Whatever stands in a plan, every form can show it."""

from __future__ import annotations

import json
import re

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from migrations import STORES, migrated, migration
from stacklint.configurations import DocumentLabel
from stacklint.migrate import DataEffect, Layout, Left, Made
from stacklint.migrate.record import Told
from stacklint.report.plan import FORMS, Plan, PlannedFile, Status, concise, render, summary_line
from stacklint.report.plan.schema import json_schema
from stacklint.report.plan.words import VERDICTS

ODD = st.sampled_from("ab: \t\r\n\0\x1b\x7f\x85\u2028\u202e\ufeff日😀`|*_'#<>$~\\")
TEXTS = st.text(ODD | st.characters(exclude_categories=["Cs"]), max_size=30)
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    effect = DataEffect(draw(TEXTS), draw(st.sampled_from(VERDICTS)), *(draw(TEXTS) for _ in range(6)))
    one = migration(
        (Made(STORES, draw(TEXTS), draw(TEXTS), (draw(TEXTS), 0)),),
        (Left(STORES, draw(TEXTS), (), 1),),
        (effect,),
        draw(st.just("") | TEXTS),
        (Told(STORES, draw(TEXTS), ()),),
        label=DocumentLabel(draw(TEXTS), draw(TEXTS), draw(TEXTS), draw(TEXTS)),
    )
    file = migrated(one, before=draw(TEXTS), text=draw(TEXTS), not_edited=draw(TEXTS))
    status: Status = "unchanged" if file.before == file.text else "changed"
    files = (
        PlannedFile("a.yaml", status, migrated=file, written=draw(TEXTS), not_written=draw(TEXTS)),
        PlannedFile("b.yaml", "unreadable", draw(TEXTS)),
    )
    return Plan(files, draw(st.sampled_from(Layout)), problems=(draw(TEXTS),))


@given(plans())
def test_every_form_shows_it(plan: Plan) -> None:
    for form in FORMS:
        shown = render(form, plan)
        assert not shown or shown.endswith("\n")
    VALIDATOR.validate(json.loads(render("json", plan)))
    assert summary_line(plan, "to migrate")


@given(plans())
def test_nothing_steers_the_terminal(plan: Plan) -> None:
    plan = plan._replace(files=tuple(file._replace(written="x" if file.written else "") for file in plan.files))
    for shown in (render("text", plan), concise(plan)):
        assert not re.search(r"[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]", shown)


@given(plans())
def test_a_difference_stays_inside_its_fence(plan: Plan) -> None:
    shown = render("markdown", plan)
    if (start := shown.find("<details>")) >= 0:
        fence = re.search(r"^(`{3,})diff$", shown[start:], re.MULTILINE)
        assert fence is not None
        assert re.search(rf"^{fence[1]}\n\n</details>$", shown[start:], re.MULTILINE)
        inside = shown[start + fence.end() : shown.rindex(f"\n{fence[1]}\n")]
        assert fence[1] not in inside


@given(plans())
def test_a_table_keeps_its_columns(plan: Plan) -> None:
    rows = [line for line in render("markdown", plan).split("\n") if line.startswith("| ")]
    # A bar behind a backslash is text.
    assert {len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) for row in rows} <= {6}
