"""Checks many files: in path order, with more processes where that pays, and never losing one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from stacklint.engine import FileReport, check, check_bytes
from stacklint.files import FoundFile, content_of, printable
from stacklint.settings import Settings
from stacklint_schemas import load as load_knowledge
from stacklint_schemas.typed import NamedTuple, NoReturn

FILES_PER_WORKER = 150
"""Below this many files for each process, starting another one costs more than it saves."""

_HEADER = 8
"""Bytes before each report that say how long it is."""

_FAILED = 70
"""Exit code of a process that could not finish its files."""

_SOURCE = r"(?m)^---[^\S\n]*(?:#[^\n]*)?\r?\n# Source: (\S[^\r\n]*)"
"""How `helm template` begins each document; compiled only when something comes through stdin."""


class _Task(NamedTuple):
    files: Sequence[FoundFile]
    settings: Settings


def check_paths(files: Sequence[FoundFile], settings: Settings, workers: int | None = None) -> Iterator[FileReport]:
    """Check *files* and yield their reports in the same order.

    *workers* is a number of processes; None chooses by the number of files and processors
    (`STACKLINT_WORKERS` overrules).
    """
    count = _worker_count(len(files)) if workers is None else workers
    task = _Task(files, settings)
    if count < 2 or len(files) < 2 or not hasattr(os, "fork"):
        return (_check_file(task, index) for index in range(len(files)))
    return _fan_out(task, min(count, len(files)))


def check_stream(content: bytes, path: str, settings: Settings) -> Iterator[FileReport]:
    """Check what came through stdin, under the name *path*.

    In the output of `helm template` each document carries the name of its template, and each
    template gets its own report; lines are those of the whole stream.
    """
    shown = printable(path)
    parts = _templates(content, shown)
    if not parts:
        yield check_bytes(content, shown, settings.for_file(path), named=True)
        return
    for label, text in parts:
        yield check(text, label, settings.for_file(label), named=False)


def _templates(content: bytes, path: str) -> list[tuple[str, str]]:
    """The templates of a stream with their names, each with empty lines for what stands before it.

    What stands before the first one goes by the name of the stream, *path*.
    """
    if b"# Source: " not in content:
        return []
    text = content.decode("utf-8", "replace")
    starts = [(match[1], match.start()) for match in re.finditer(_SOURCE, text)]
    if not starts:
        return []
    if text[: starts[0][1]].strip():
        starts.insert(0, (path, 0))
    ends = [start for _, start in starts[1:]] + [len(text)]
    return [
        (label, "\n" * text.count("\n", 0, start) + text[start:end])
        for (label, start), end in zip(starts, ends, strict=True)
    ]


def _worker_count(files: int) -> int:
    wanted = os.environ.get("STACKLINT_WORKERS", "")
    if wanted.isdecimal():
        return int(wanted)
    if files < 2 * FILES_PER_WORKER:
        return 1
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, files // FILES_PER_WORKER)


def _check_file(task: _Task, index: int) -> FileReport:
    file = task.files[index]
    shown = printable(file.path)
    try:
        content = content_of(file.path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return FileReport(shown, "", "unreadable", reason, (), (), "", crashed=False)
    report = check_bytes(content, shown, task.settings.for_file(file.path), named=file.named)
    # The text is only needed to show findings; a thousand clean files are not kept in memory.
    return report if report.diagnostics or report.suppressed else report._replace(text="")


def _fan_out(task: _Task, count: int) -> Iterator[FileReport]:
    """Deal the files out to *count* processes and take their reports in turn."""
    # What all of them will need is read once, before they part.
    load_knowledge()
    workers = [_Worker(task, range(number, len(task.files), count)) for number in range(count)]
    try:
        for index in range(len(task.files)):
            turn = index % count
            report = workers[turn].next_report()
            if report is None:
                # One bad file costs neither the run nor the files behind it.
                reason = workers[turn].last_words()
                shown = printable(task.files[index].path)
                report = FileReport(shown, "", "unreadable", reason, (), (), "", crashed=True)
                workers[turn] = _Worker(task, range(index + count, len(task.files), count))
            yield report
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A forked process that checks some of the files; its reports come through a pipe.

    Plain fork and pipe: the multiprocessing module costs more to load than a hundred files to check.
    """

    def __init__(self, task: _Task, indexes: Sequence[int]) -> None:
        reader, writer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(reader)
            _work(task, indexes, writer)
        os.close(writer)
        self._reader = open(reader, "rb")  # noqa: SIM115  # lives as long as the worker
        self._status: int | None = None

    def next_report(self) -> FileReport | None:
        """The next report; None when the process ended before it was ready."""
        import pickle

        header = self._reader.read(_HEADER)
        size = int.from_bytes(header, "big")
        content = self._reader.read(size) if len(header) == _HEADER else b""
        if not content or len(content) < size:
            return None
        report: FileReport = pickle.loads(content)  # noqa: S301  # written by our own child process
        return report

    def last_words(self) -> str:
        """How the process ended, in words."""
        self._reader.close()
        _, self._status = os.waitpid(self._pid, 0)
        code = os.waitstatus_to_exitcode(self._status)
        how = f"was stopped by signal {-code}" if code < 0 else f"ended with code {code}"
        return f"the process that checked it {how}"

    def stop(self) -> None:
        """End the process if it still runs."""
        import signal

        if self._status is None:
            # Its next write fails when nobody reads, but it may be busy with a file for long.
            self._reader.close()
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid == 0:
                os.kill(self._pid, signal.SIGTERM)
                _, status = os.waitpid(self._pid, 0)
            self._status = status


def _work(task: _Task, indexes: Sequence[int], writer: int) -> NoReturn:
    import pickle

    code = _FAILED
    try:
        with open(writer, "wb") as pipe:
            for index in indexes:
                content = pickle.dumps(_check_file(task, index), pickle.HIGHEST_PROTOCOL)
                # One at a time, so that it is known which file a dying process was at.
                pipe.write(len(content).to_bytes(_HEADER, "big") + content)
                pipe.flush()
        code = 0
    finally:
        # Whatever happened, the parent's own clean-up and buffers are not this process's business.
        os._exit(code)
