"""The newest version only: nothing older is ever published, and what nobody waits for any more is given up."""

from __future__ import annotations

import asyncio
import gc
import random
import threading
import time
from collections import Counter

import pytest

from lsp.editor import PUBLISHING, Editor, Refused, editing, extent, place, play
from lsp.texts import BROKEN, place_of
from stacklint.settings import FileSettings
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.protocol import analyses

URI = "file:///somewhere/run.yaml"
NAMED = {"uri": URI}
FIXED = BROKEN.replace("kv_defualt", "kv_default")


class Slow:
    """Stands in for reading: each text takes until it is let go, or until nobody wants it any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.finished: list[str] = []
        self.gate = threading.Event()
        real = Analysis.__init__

        def read(analysis: Analysis, text: str, path: str, settings: object, **others: object) -> None:
            self.begun.append(text)
            pause = others["pause"]
            while not self.gate.wait(0.002):
                assert callable(pause)
                pause()
            real(analysis, text, path, settings, **others)  # type: ignore[arg-type]  # handed on as they came
            self.finished.append(text)

        monkeypatch.setattr(Analysis, "__init__", read)


def whole(text: str) -> dict[str, str]:
    return {"text": text}


async def begun(slow: Slow, count: int) -> None:
    async with asyncio.timeout(30):
        while len(slow.begun) < count:  # noqa: ASYNC110  a thread sets no event of this loop
            await asyncio.sleep(0.001)


async def ready(editor: Editor) -> None:
    """Nothing is loading any more."""
    await editor.quiet()


def test_a_newer_version_ends_reading_the_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            editor.open(URI, BROKEN)
            await begun(slow, 1)
            editor.change(URI, 2, whole(FIXED))
            await begun(slow, 2)
            slow.gate.set()
            assert await editor.findings(URI, 2) == []
            assert slow.finished == [FIXED]
            assert [each["version"] for each in editor.published(URI)] == [2]

    play(scene)


def test_changes_that_wait_together_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            slow.gate.set()
            editor.open(URI, BROKEN)
            for version in range(2, 32):
                editor.change(URI, version, whole(BROKEN + "#" * version + "\n"))
            editor.change(URI, 32, whole(FIXED))
            assert await editor.findings(URI, 32) == []
            await editor.quiet()
            assert slow.begun == [FIXED], "thirty changes that came at once"
            assert [each["version"] for each in editor.published(URI)] == [32]

    play(scene)


def test_an_answer_about_an_older_version_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            editor.open(URI, BROKEN)
            _, answer = editor.begin("textDocument/hover", {"textDocument": NAMED, "position": place(0, 0)})
            await begun(slow, 1)
            editor.change(URI, 2, whole(FIXED))
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(answer, 30)
            assert refused.value.code == -32801, "content modified: editors pass over it in silence"
            slow.gate.set()
            assert await editor.findings(URI, 2) == []

    play(scene)


def test_findings_that_are_asked_for_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing({"textDocument": {"diagnostic": {}}}) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            editor.open(URI, BROKEN)
            _, answer = editor.begin("textDocument/diagnostic", {"textDocument": NAMED})
            await begun(slow, 1)
            editor.change(URI, 2, whole(FIXED))
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(answer, 30)
            assert refused.value.code == -32802
            assert refused.value.data == {"retriggerRequest": True}
            slow.gate.set()
            report = await editor.ask("textDocument/diagnostic", {"textDocument": NAMED})
            assert (report["kind"], report["items"]) == ("full", [])

    play(scene)


def test_a_question_that_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing({"textDocument": {"diagnostic": {}}}) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            editor.open(URI, BROKEN)
            number, answer = editor.begin("textDocument/hover", {"textDocument": NAMED, "position": place(0, 0)})
            await begun(slow, 1)
            editor.note("$/cancelRequest", {"id": number})
            with pytest.raises(Refused) as refused:
                await asyncio.wait_for(answer, 30)
            assert refused.value.code == -32800
            await editor.quiet()
            assert slow.finished == [], "nobody waited for it"

    play(scene)


def test_questions_go_before_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list of files that were just opened keeps nobody waiting who asks about one of them."""

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            for number in range(10):
                editor.open(f"file:///somewhere/{number}.yaml", BROKEN + f"# {number}\n")
            await begun(slow, 1)
            position = place_of(BROKEN, "sql_default")
            _, answer = editor.begin(
                "textDocument/hover", {"textDocument": {"uri": "file:///somewhere/9.yaml"}, "position": position}
            )
            await asyncio.sleep(0.05)
            slow.gate.set()
            assert await asyncio.wait_for(answer, 30)
            assert slow.begun[1].endswith("# 9\n")

    play(scene)


def test_closing_takes_findings_away() -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            assert await editor.findings(URI, 1)
            editor.note("textDocument/didClose", {"textDocument": NAMED})
            await editor.until(lambda: len(editor.published(URI)) == 2)
            assert editor.published(URI)[-1]["diagnostics"] == []
            hover = {"textDocument": NAMED, "position": place(0, 0)}
            assert await editor.ask("textDocument/hover", hover) is None
            editor.open(URI, BROKEN, version=1)
            await editor.until(lambda: len(editor.published(URI)) == 3)
            assert editor.published(URI)[-1]["diagnostics"]

    play(scene)


def test_closing_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            slow = Slow(monkeypatch)
            editor.open(URI, BROKEN)
            await begun(slow, 1)
            editor.note("textDocument/didClose", {"textDocument": NAMED})
            await editor.quiet()
            assert (slow.finished, editor.published(URI)) == ([], [])

    play(scene)


def test_a_file_that_is_ours_no_more_loses_its_findings() -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            assert await editor.findings(URI, 1)
            editor.change(URI, 2, whole("kind: Service\n"))
            assert await editor.findings(URI, 2) == []
            editor.change(URI, 3, whole("kind: Servicer\n"))
            editor.change(URI, 4, whole(BROKEN))
            assert await editor.findings(URI, 4)

    play(scene)


BEYOND_RECOGNITION = "&&& providers: [ {\n"


def test_a_file_that_is_ours_stays_ours_while_it_is_broken() -> None:
    """Broken beyond recognition, it has one finding that says so and none of those that it had before."""

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            assert [each["code"] for each in await editor.findings(URI, 1)] == ["dangling-backend"]
            for version, text in enumerate((BEYOND_RECOGNITION, "#\n" + BEYOND_RECOGNITION), start=2):
                editor.change(URI, version, whole(text))
                assert [each["code"] for each in await editor.findings(URI, version)] == ["yaml-syntax"]
            editor.change(URI, 4, whole(BROKEN))
            assert [each["code"] for each in await editor.findings(URI, 4)] == ["dangling-backend"]
            # Opened anew, nothing is known of it.
            editor.note("textDocument/didClose", {"textDocument": NAMED})
            await editor.quiet()
            editor.open(URI, BEYOND_RECOGNITION, 5)
            await editor.quiet()
            assert editor.published(URI)[-1]["diagnostics"] == []

    play(scene)


def test_it_stays_ours_when_a_reading_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            assert await editor.findings(URI, 1)
            with monkeypatch.context() as slowly:
                slow = Slow(slowly)
                editor.change(URI, 2, whole(FIXED))
                await begun(slow, 1)
                editor.change(URI, 3, whole(BEYOND_RECOGNITION))
                await begun(slow, 2)
                slow.gate.set()
                assert [each["code"] for each in await editor.findings(URI, 3)] == ["yaml-syntax"]
            assert slow.finished == [BEYOND_RECOGNITION]

    play(scene)


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_leave_nothing_stale(seed: int) -> None:
    """Bursts of random edits with questions between them: what is shown is always about the newest text."""
    chance = random.Random(seed)

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            text, version = BROKEN, 1
            for _ in range(6):
                for _ in range(chance.randint(1, 8)):
                    version += 1
                    text = _random_change(editor, chance, text, version)
                    await asyncio.sleep(chance.choice((0, 0, 0.001, 0.004)))
                    if chance.random() < 0.3:
                        where = {"textDocument": NAMED, "position": place(chance.randint(0, 30), chance.randint(0, 9))}
                        editor.begin(chance.choice(("textDocument/hover", "textDocument/completion")), where)[
                            1
                        ].add_done_callback(lambda done: done.exception())
                await editor.quiet()
                _assert_fresh(editor, text, version)
            version += 1
            editor.change(URI, version, whole(BROKEN))
            await editor.quiet()
            _assert_fresh(editor, BROKEN, version)
            assert [each["code"] for each in editor.published(URI)[-1]["diagnostics"]] == ["dangling-backend"]
            versions = [each["version"] for each in editor.published(URI)]
            assert versions == sorted(set(versions))

    play(scene)


PIECES = ("", "x", "\n", "  ", "kv_default", ": ", "- ", "${env.", "}", "\u2028", "\U0001f999", "'", "{", "#", "\t")


def _random_change(editor: Editor, chance: random.Random, text: str, version: int) -> str:
    lines = LineIndex(text)
    start = chance.randint(0, len(text))
    end = min(len(text), start + chance.choice((0, 0, 0, 1, 2, 15)))
    first, last = lines.position_in("utf-16", start), lines.position_in("utf-16", end)
    content = chance.choice(PIECES)
    editor.change(URI, version, {"range": extent(first, last), "text": content})
    # A place between CR and LF or inside a pair of surrogates is none; neither is in this text.
    return apply_edits(text, [Edit(Span(start, end), content)])


def _assert_fresh(editor: Editor, text: str, version: int) -> None:
    document = editor.server.documents.get(URI)
    assert document is not None
    assert document.text == text
    shown = editor.published(URI)[-1]
    lines = LineIndex(text)
    # Which versions were read on the way there depends on the time, and whether the last of them was ours on them.
    named = editor.server.analyses.was_ours(URI)
    analysis = Analysis(text, "run.yaml", FileSettings(), named=named, edited_line=document.edited_line)
    expected = [(each.rule, lines.position_in("utf-16", each.span.start)) for each in analysis.report.diagnostics]
    found = [(each["code"], tuple(each["range"]["start"].values())) for each in shown["diagnostics"]]
    assert found == expected
    assert shown["version"] == version or not expected


def test_many_open_files_stay_bounded() -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            for number in range(200):
                editor.open(f"file:///somewhere/{number}.yaml", BROKEN + f"# {number}\n")
            await editor.quiet()
            shown = {each["uri"] for each in editor.told("textDocument/publishDiagnostics")}
            assert len(shown) == 200
            assert len(editor.server.analyses) <= analyses.KEPT
            # One that was let go is read again, and nobody notices.
            position = place_of(BROKEN, "sql_default")
            first = {"textDocument": {"uri": "file:///somewhere/0.yaml"}, "position": position}
            assert await editor.ask("textDocument/hover", first)

    play(scene)


def test_long_files_count_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyses, "KEPT_CHARACTERS", 3 * len(BROKEN))

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            for number in range(8):
                editor.open(f"file:///somewhere/{number}.yaml", BROKEN)
            await editor.quiet()
            assert len(editor.server.analyses) <= 3

    play(scene)


def test_typing_fast_in_a_long_file_waits_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read between two keys; the last one is followed by its findings."""

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await ready(editor)
            read: list[float] = []
            real = Analysis.__init__

            def slowly(analysis: Analysis, *arguments: object, **others: object) -> None:
                read.append(time.monotonic())
                until = time.thread_time() + 0.08
                while time.thread_time() < until:
                    pass
                real(analysis, *arguments, **others)  # type: ignore[arg-type]  # handed on as they came

            monkeypatch.setattr(Analysis, "__init__", slowly)
            editor.open(URI, BROKEN)
            await editor.findings(URI, 1)
            del read[:]
            for version in range(2, 12):
                editor.change(URI, version, whole(BROKEN + "#" * version + "\n"))
                await asyncio.sleep(0.005)
            await editor.findings(URI, 11)
            # The first key after a pause is read at once; all that follow are read together.
            assert len(read) <= 3

    play(scene)


def test_reading_leaves_nothing_for_the_collector() -> None:
    """Half-typed texts, and readings that are given up: what is let go is gone at once, not at some later time."""

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            await editor.quiet()
            gc.collect()
            gc.disable()
            try:
                version = 1
                for line in range(2, BROKEN.count("\n"), 3):
                    for typed in ("x", "'", "{", "\t"):
                        version += 1
                        editor.change(URI, version, {"range": extent((line, 3), (line, 3)), "text": typed})
                        await editor.quiet()
                        version += 1
                        editor.change(URI, version, {"range": extent((line, 3), (line, 4)), "text": ""})
                        await asyncio.sleep(0)
                await editor.quiet()
                gc.set_debug(gc.DEBUG_SAVEALL)
                gc.collect()
                left = Counter(type(each).__module__ for each in gc.garbage)
                trees = {module: count for module, count in left.items() if module.startswith("stacklint.")}
            finally:
                gc.set_debug(0)
                gc.garbage.clear()
                gc.enable()
            assert trees == {}

    play(scene)
