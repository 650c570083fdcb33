"""What is done in every editor, and what must come of it."""

from __future__ import annotations

from collections.abc import Sequence

from editors.driving import TARGET, Finding, Outcome, Session, Step, place
from process import run_stacklint

DANGLING = "no backend is called 'kv_defualt'"
WRONG_FAMILY = "'storage.stores.conversations' needs an SQL one"
RENAMED = "kv_main"

_SECOND_REFERENCE = place("backend: sql_default", skip=1, inside=len("backend: ") + 3)
_DECLARATION = place("    sql_default:", inside=4)
_WRONG_VALUE = place("openai_conversations\n      backend: ", inside=len("openai_conversations\n      backend: "))

SEE: Step = {"do": "see", "text": DANGLING}
HOVER: Step = {"do": "hover", "at": _SECOND_REFERENCE}
COMPLETE: Step = {"do": "complete", "at": _WRONG_VALUE}
DEFINE: Step = {"do": "define", "at": _SECOND_REFERENCE}
FIX: Step = {"do": "fix", "at": place("kv_defualt"), "title": "Change to 'kv_default'"}
FIXED: Step = {"do": "gone", "text": DANGLING}
FIX_ALL: Step = {"do": "fix_all"}
CLEAN: Step = {"do": "gone", "text": "backend"}
RENAME: Step = {"do": "rename", "at": place("kv_default:"), "name": RENAMED}
TEXT: Step = {"do": "text"}

STORY: tuple[Step, ...] = (SEE, HOVER, COMPLETE, DEFINE, FIX, FIXED, FIX_ALL, CLEAN, RENAME, CLEAN, TEXT)


def check(
    outcome: Outcome, steps: Sequence[Step], session: Session, ends: frozenset[int | None] = frozenset({0})
) -> None:
    """Hold the answers against what the command line says about the same text.

    *ends* are the exit codes of a server that this editor takes leave of in its way.
    """
    answers = dict(zip((_name(step) for step in steps), outcome.answers, strict=True))
    _check_findings(answers["see"], answers["gone"], session.text)
    if "hover" in answers:
        assert "sql_default" in answers["hover"], answers["hover"]
        assert "sql_sqlite" in answers["hover"], answers["hover"]
        assert TARGET.replace("-", " ") in answers["hover"], answers["hover"]
    if "complete" in answers:
        assert "sql_default" in answers["complete"], answers["complete"]
        assert "kv_default" not in answers["complete"], answers["complete"]
    if "define" in answers:
        assert tuple(answers["define"]) == _DECLARATION
    assert answers["text"] == repaired(session)
    assert outcome.server_exit in ends, outcome.log
    assert "Traceback" not in outcome.log


def repaired(session: Session) -> str:
    """The text as the command line would fix it, with the backend renamed."""
    same = session.file.with_name("same.yaml")
    same.write_text(session.text, encoding="utf-8")
    run_stacklint("fix", "--quiet", same.name, folder=same.parent)
    fixed = same.read_text(encoding="utf-8")
    assert fixed != session.text
    return fixed.replace("kv_default", RENAMED)


def _name(step: Step) -> str:
    # The last of several steps of a kind is the one that is looked at; the first `see` and the last `gone` stand apart.
    return str(step["do"])


def _check_findings(first: Sequence[Finding], last: Sequence[Finding], text: str) -> None:
    dangling = next(finding for finding in first if DANGLING in finding["message"])
    # The characters before it on its line take one, two, three and four bytes, and one or two units of UTF-16.
    assert tuple(dangling["start"]) == place("kv_defualt", text, inside=0)
    if "end" in dangling:
        assert tuple(dangling["end"]) == place("kv_defualt", text, inside=len("kv_defualt"))
    assert dangling["severity"] == "error"
    assert dangling.get("code", "dangling-backend") == "dangling-backend"
    assert any(WRONG_FAMILY in finding["message"] for finding in first)
    assert [finding for finding in last if finding["severity"] in ("error", "warning")] == []
