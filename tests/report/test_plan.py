"""Plans of migrations, in each of their forms."""

from __future__ import annotations

import json
import os
from typing import Any

import jsonschema
import pytest

from migrations import ADDRESSES, HIDDEN, KEPT, LOST, MOVED, STORES, TABLES, migrated, migration
from requirements import REPOSITORY
from stacklint.configurations import DocumentLabel
from stacklint.migrate import Fault, Layout, Left, Made
from stacklint.migrate.record import Told
from stacklint.report.plan import FORMS, Plan, PlannedFile, concise, render, summary_line
from stacklint.report.plan.schema import json_schema
from stacklint.report.plan.words import range_words
from stacklint_schemas import load

MADE = (
    Made(STORES, "Declare the backend 'kv_default'", "", ("storage", "backends")),
    Made(ADDRESSES, "Rename 'url' to 'base_url'", "OLLAMA_URL has to end in /v1 now", ("providers", "a/b", 0)),
    Made(STORES, "Remove 'metadata_store'", "", ("metadata_store",)),
    Made(TABLES, "Name a table", "", ()),
    Made(TABLES, "Name a table", "", ()),
)
LEFT = (Left(STORES, "the file behind 'x' is read by two", ("x",), 7),)
TOLD = (Told(ADDRESSES, "set OLLAMA_URL where the server runs", ("x",)),)
FAULTS = (Fault("dangling-backend", "no backend is called 'kv_defualt'", ("providers", 0), 12),)
EFFECTS = (KEPT, MOVED, HIDDEN, LOST)
LABEL = DocumentLabel("ConfigMap", "demo", "stack", "run.yaml")

WHOLE = migration(MADE, LEFT, EFFECTS, told=TOLD, faults=FAULTS)
CHANGED = PlannedFile("run.yaml", "changed", migrated=migrated(WHOLE, text="new\n"))
IN_ORDER = PlannedFile("fine.yaml", "unchanged", migrated=migrated(migration(effects=(KEPT,)), path="fine.yaml"))
REFUSED = PlannedFile("no.yaml", "refused", migrated=migrated(migration(refused="it needs more"), path="no.yaml"))
PARTLY = PlannedFile(
    "map.yaml",
    "unchanged",
    migrated=migrated(migration(label=LABEL, origin=("0.7.3", "1.1.0")), migration(refused="no", label=LABEL)),
)
DATA_ONLY = PlannedFile("data.yaml", "unchanged", migrated=migrated(migration(effects=(HIDDEN,)), path="data.yaml"))
SKIPPED = PlannedFile("chart.yaml", "skipped", "Helm template; try something else")
UNREADABLE = PlannedFile("closed.yaml", "unreadable", "permission denied")
FAILED = PlannedFile("odd.yaml", "failed", "stacklint itself failed: KeyError")
READ_ONLY = CHANGED._replace(path="locked.yaml", not_written="it is read-only")

ALL = Plan(
    (CHANGED, IN_ORDER, REFUSED, PARTLY, DATA_ONLY, SKIPPED, UNREADABLE, FAILED, READ_ONLY),
    Layout.KEEP,
    others=3,
    problems=("gone.yaml: no such file or folder",),
)


def plan(*files: PlannedFile, layout: Layout = Layout.KEEP, differences: bool = False) -> Plan:
    return Plan(files, layout, differences=differences)


# Text -----------------------------------------------------------------------------------------------------------------


def test_everything_a_plan_can_say() -> None:
    assert (
        render("text", plan(CHANGED, differences=True))
        == """\
run.yaml: llama-stack 0.2.13 to 0.2.24 (inferred) -> ogx 1.5.0 (the newest known)

  llama-stack 0.3.0
    Name the stores
      because stores got names (PR 1)
      - Declare the backend 'kv_default'
      - Remove 'metadata_store'

  llama-stack 0.4.0
    Write base_url
      because url is called base_url (PR 2; a file)
      - Rename 'url' to 'base_url'
        OLLAMA_URL has to end in /v1 now
    Name the tables
      because tables are honoured (PR 3)
      - Name a table (2 times)

  left to you (lines of the new text)
    line 7: the file behind 'x' is read by two

  errors of its own, which `stacklint check` tells more of (lines of the new text)
    line 12: dangling-backend: no backend is called 'kv_defualt'

  outside of the file
    set OLLAMA_URL where the server runs (llama-stack 0.4.0)

  data
    not carried  'metadata_store'
                 was: /a.db
                 now: nothing looks for it any more
                 why: since 0.3.0, nothing reads it
                 only: if it ran on 0.3.0
                 back up: cp /a.db /b
    not visible  'batches'
                 was: /a.db
                 now: /a.db, table 'x'
                 why: another name
                 then run: sqlite3 /a.db 'x'
    moved        'prompts'
                 was: /p.db
                 now: /q.db
                 why: the server moves it
    kept         provider 'faiss': /data/faiss.db
                 back up: cp /data/faiss.db /b
    (where this depends on the release that the server ran on, `--from RELEASE` gives one answer)

  5 changes, 1 thing left to you, 1 error of its own; data of 4 stores: 1 not carried, 1 not visible, 1 moved, 1 kept

--- run.yaml
+++ run.yaml
@@ -1 +1 @@
-old
+new

"""
    )


def test_a_note_of_several_changes_is_told_once() -> None:
    made = (*(Made(STORES, f"Change {title}", "look", ()) for title in "abb"), Made(STORES, "Do it", "why", ()))
    one = PlannedFile("run.yaml", "changed", migrated=migrated(migration(made), text="new\n"))
    assert ("      - Change a\n      - Change b (2 times)\n      - Do it\n        why\n      note: look\n") in render(
        "text", plan(one)
    )
    assert "  - Change a\n  - Change b\n  - Do it: why\n  - *note:* look\n" in render("markdown", plan(one))


def test_what_needs_nothing_takes_a_line() -> None:
    assert render("text", plan(IN_ORDER)) == (
        "fine.yaml: llama-stack 0.2.13 to 0.2.24 (inferred) -> ogx 1.5.0 (the newest known): "
        "nothing has to change; data of 1 store: 1 kept\n"
    )


def test_data_is_spoken_of_even_when_no_text_changes() -> None:
    text = render("text", plan(DATA_ONLY, differences=True))
    assert "    not visible  'batches'\n" in text
    assert text.endswith("  nothing to change; data of 1 store: 1 not visible\n\n")


def test_what_is_to_be_done_outside_is_told_without_being_an_effect() -> None:
    told = PlannedFile("run.yaml", "unchanged", migrated=migrated(migration(told=TOLD)))
    assert "\n    set OLLAMA_URL where the server runs (llama-stack 0.4.0)\n" in render("text", plan(told))
    assert not told.affected
    assert concise(plan(told)) == ""


def test_errors_are_told_elsewhere() -> None:
    assert render("text", plan(REFUSED, SKIPPED, UNREADABLE, FAILED)) == ""
    assert render("text", plan(PARTLY)).splitlines() == [
        "map.yaml, ConfigMap demo/stack, key run.yaml: llama-stack 0.7.3 to ogx 1.1.0 (inferred) -> "
        "ogx 1.5.0 (the newest known): nothing has to change"
    ]


def test_several_configurations_stand_apart() -> None:
    two = migrated(migration(MADE, label=LABEL), migration(effects=(LOST,), label=LABEL), text="new\n")
    blocks = render("text", plan(PlannedFile("map.yaml", "changed", migrated=two))).split("\n\nmap.yaml, ConfigMap ")
    assert len(blocks) == 2


def test_where_the_text_went() -> None:
    assert render("text", plan(CHANGED._replace(written="run.yaml"))).endswith("kept\n  written to run.yaml\n\n")
    generated = migrated(migration(MADE), text="new\n", not_edited="it is generated by x")
    text = render("text", plan(CHANGED._replace(migrated=generated)))
    assert text.endswith("\n  5 changes\n  not to be written: it is generated by x\n\n")


def test_the_layout_of_upstream_is_named() -> None:
    warning = "in the layout of upstream's samples, so old data stays where it is and is not carried over"
    assert f"\n  {warning}\n" in render("text", plan(CHANGED, layout=Layout.UPSTREAM))
    assert warning not in render("text", plan(CHANGED))


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b" not in render("text", plan(CHANGED, differences=True))
    colored = render("text", plan(CHANGED, differences=True), color=True)
    assert "\x1b[1;31mnot carried\x1b[0m  'metadata_store'" in colored
    assert "\x1b[32mkept       \x1b[0m  " in colored
    assert "\x1b[32m+new\x1b[0m" in colored


def test_no_control_character_reaches_a_terminal() -> None:
    nasty = migration(
        (Made(STORES, "Change '\x1b[2J'", "a\nb", ()),),
        (Left(STORES, "\x07", (), 1),),
        (LOST._replace(user="\x1b", was="\r", now="\x1b", reason="\x1b", condition="\x1b", backup="\x1b"),),
        label=LABEL._replace(name="\x1b]0;"),
    )
    text = render("text", plan(PlannedFile("a", "changed", migrated=migrated(nasty, text="new\n"))))
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("releases", "words"),
    [
        ("0.2.13-0.2.24", "llama-stack 0.2.13 to 0.2.24"),
        ("0.7.3-1.1.0", "llama-stack 0.7.3 to ogx 1.1.0"),
        ("1.5.0", "ogx 1.5.0"),
        ("0.2.0,1.2.0-1.2.1", "llama-stack 0.2.0, ogx 1.2.0 to 1.2.1"),
        ("", "no release"),
    ],
)
def test_releases_in_words(releases: str, words: str) -> None:
    catalogue = load().catalogue
    assert range_words(catalogue.parse(releases), catalogue) == words


def test_a_check_needs_a_line_each() -> None:
    head = "llama-stack 0.2.13 to 0.2.24 (inferred) -> ogx 1.5.0 (the newest known)"
    assert concise(ALL).splitlines() == [
        f"run.yaml: {head}: 5 changes, 1 thing left to you, 1 error of its own; "
        "data of 4 stores: 1 not carried, 1 not visible, 1 moved, 1 kept",
        f"data.yaml: {head}: nothing to change; data of 1 store: 1 not visible",
        f"locked.yaml: {head}: 5 changes, 1 thing left to you, 1 error of its own; "
        "data of 4 stores: 1 not carried, 1 not visible, 1 moved, 1 kept",
    ]


def test_a_pin_alone_is_an_effect_as_well() -> None:
    pinned = PlannedFile("run.yaml", "changed", migrated=migrated(migration(), text="# stacklint: target=1.5.0\n"))
    assert pinned.affected
    assert concise(plan(pinned)).endswith("(the newest known): nothing to change\n")


def test_the_summary_counts_each_file_once() -> None:
    assert summary_line(ALL, "to migrate") == (
        "1 to migrate, 1 not written, 1 with nothing to write but something to know, 1 in order, 1 refused, "
        "1 refused in part, 1 skipped (Helm template), 1 failed, 2 that could not be read, 3 other YAML files"
    )
    assert summary_line(plan(), "migrated") == "no configuration was found"


# JSON -----------------------------------------------------------------------------------------------------------------


def as_json(*files: PlannedFile) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render("json", ALL._replace(files=files) if files else ALL))
    return document


def test_json_has_everything() -> None:
    (file,) = as_json(CHANGED)["files"]
    (configuration,) = file.pop("configurations")
    assert file == {
        "path": "run.yaml",
        "status": "changed",
        "reason": "",
        "affected": True,
        "written": None,
        "not_written": "",
        "generated": "",
        "diff": "--- run.yaml\n+++ run.yaml\n@@ -1 +1 @@\n-old\n+new\n",
        "text": "new\n",
    }
    releases = configuration["from"].pop("releases")
    assert (releases[0], releases[-1]) == ("llama-stack-0.2.13", "llama-stack-0.2.24")
    data = configuration.pop("data")
    assert [each["verdict"] for each in data] == ["kept", "moved", "not visible", "not carried"]
    assert data[-1] == {
        "user": "'metadata_store'",
        "verdict": "not carried",
        "was": "/a.db",
        "now": "",
        "reason": "since 0.3.0, nothing reads it",
        "backup": "cp /a.db /b",
        "condition": "if it ran on 0.3.0",
        "cure": "",
    }
    steps = configuration.pop("steps")
    assert [(step["name"], len(step["changes"])) for step in steps] == [("stores", 2), ("addresses", 1), ("tables", 2)]
    assert steps[1] == {
        "name": "addresses",
        "title": "Write base_url",
        "release": "llama-stack-0.4.0",
        "cause": "url is called base_url",
        "source": "PR 2; a file",
        "changes": [
            {
                "title": "Rename 'url' to 'base_url'",
                "note": "OLLAMA_URL has to end in /v1 now",
                "pointer": "/providers/a~1b/0",
            }
        ],
    }
    assert configuration == {
        "document": None,
        "from": {"reason": "inferred"},
        "to": {"release": "ogx-1.5.0", "reason": "newest"},
        "refused": "",
        "affects_data": True,
        "leftovers": [{"step": "stores", "message": "the file behind 'x' is read by two", "pointer": "/x", "line": 7}],
        "errors": [
            {
                "rule": "dangling-backend",
                "message": "no backend is called 'kv_defualt'",
                "pointer": "/providers/0",
                "line": 12,
            }
        ],
        "notices": [{"step": "addresses", "message": "set OLLAMA_URL where the server runs", "pointer": "/x"}],
    }


def test_json_says_what_was_not_migrated() -> None:
    document = as_json()
    assert [(file["path"], file["status"], file["affected"]) for file in document["files"]] == [
        ("run.yaml", "changed", True),
        ("fine.yaml", "unchanged", False),
        ("no.yaml", "refused", False),
        ("map.yaml", "unchanged", False),
        ("data.yaml", "unchanged", True),
        ("chart.yaml", "skipped", False),
        ("closed.yaml", "unreadable", False),
        ("odd.yaml", "failed", False),
        ("locked.yaml", "changed", True),
    ]
    assert document["files"][3]["configurations"][1]["document"] == LABEL._asdict()
    assert document["files"][3]["configurations"][1]["refused"] == "no"
    assert document["problems"] == ["gone.yaml: no such file or folder"]
    assert document["summary"] == {
        "affected": 3,
        "changed": 2,
        "unchanged": 3,
        "refused": 1,
        "skipped": 1,
        "unreadable": 2,
        "failed": 1,
        "other_yaml": 3,
    }


def test_json_agrees_with_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.validate(as_json())
    for field, wrong in (("status", "done"), ("text", 1), ("more", "")):
        document = as_json()
        document["files"][0][field] = wrong
        assert not validator.is_valid(document)


def test_the_published_schema_is_up_to_date() -> None:
    path = REPOSITORY / "docs" / "schemas" / "stacklint-plan.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json_schema(), (
        f"write it again: stacklint schema --plan > {os.path.relpath(path, REPOSITORY)}"
    )


# Markdown -------------------------------------------------------------------------------------------------------------


def test_markdown() -> None:
    assert (
        render("markdown", plan(CHANGED._replace(written="run.yaml"), REFUSED, FAILED))
        == """\
## run.yaml: llama-stack 0.2.13 to 0.2.24 (inferred) → ogx 1.5.0 (the newest known)

5 changes, 1 thing left to you, 1 error of its own; data of 4 stores: 1 not carried, 1 not visible, 1 moved, 1 kept.

### llama-stack 0.3.0

- **Name the stores**: stores got names (PR 1)
  - Declare the backend `kv_default`
  - Remove `metadata_store`

### llama-stack 0.4.0

- **Write base_url**: url is called base_url (PR 2; a file)
  - Rename `url` to `base_url`: OLLAMA_URL has to end in /v1 now
- **Name the tables**: tables are honoured (PR 3)
  - Name a table

### Left to you

- line 7: the file behind `x` is read by two

### Errors of its own

- line 12: dangling-backend: no backend is called `kv_defualt`

### Outside of the file

- set OLLAMA_URL where the server runs (llama-stack 0.4.0)

### Data

| store | data | was | now | why |
|---|---|---|---|---|
| `metadata_store` | **not carried** | `/a.db` |  | since 0.3.0, nothing reads it; if it ran on 0.3.0 |
| `batches` | **not visible** | `/a.db` | `/a.db, table 'x'` | another name |
| `prompts` | **moved** | `/p.db` | `/q.db` | the server moves it |
| provider `faiss` | kept | `/data/faiss.db` | the same place |  |

Where this depends on the release that the server ran on, `--from RELEASE` gives one answer.

Back up first:

```sh
cp /a.db /b
cp /data/faiss.db /b
```

Then run, before the new server starts:

```sh
sqlite3 /a.db 'x'
```

Written to `run.yaml`.

<details><summary>The new text</summary>

```diff
--- run.yaml
+++ run.yaml
@@ -1 +1 @@
-old
+new
```

</details>

## no.yaml: llama-stack 0.2.13 to 0.2.24 (inferred) → ogx 1.5.0 (the newest known)

**Not migrated:** it needs more

## odd.yaml

failed: stacklint itself failed: KeyError
"""
    )


def test_markdown_shows_signs_as_they_are() -> None:
    odd = migration(
        (Made(STORES, "Change ${env.A}|_b_ <c> to 'd|e'", "", ()),), (), (KEPT._replace(was="a`|`b", now="c"),)
    )
    text = render("markdown", plan(PlannedFile("a*b.yaml", "changed", migrated=migrated(odd, text="````\n"))))
    assert "## a\\*b.yaml: " in text
    assert "Change \\${env.A}\\|\\_b\\_ \\<c\\> to `d\\|e`" in text
    assert "| `` a`\\|`b `` | `c` |" in text
    assert "\n`````diff\n" in text


def test_nothing_to_say() -> None:
    assert [render(form, plan()) for form in FORMS if form != "json"] == ["", ""]
    with pytest.raises(ValueError, match="no form of a plan is called 'xml'"):
        render("xml", plan())
