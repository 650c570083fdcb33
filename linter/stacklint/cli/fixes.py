"""What `--fix`, `--diff` and `--fix-only` do: files are changed one by one, and one that cannot be is named."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from stacklint.cli import FAILED
from stacklint.cli.options import Options
from stacklint.cli.output import Destination, OutputError, to_stdout, wants_color, write, write_error
from stacklint.cli.running import fail_level, found_files, last_words, observed, reports_on, run_of, tell_problems
from stacklint.engine import FileReport
from stacklint.files import Found, FoundFile, content_of, printable
from stacklint.files.writing import NotWritten, replace
from stacklint.fixing import Fixed, fix
from stacklint.report import Run, exit_code
from stacklint.report.difference import difference
from stacklint.report.words import one_line
from stacklint.rules.record import Safety
from stacklint.settings import Settings
from stacklint.text.decode import MAXIMUM_BYTES, decode
from stacklint.text.phrases import counted
from stacklint.workspace import check_stream


def check_and_fix(options: Options, settings: Settings, targets: list[Destination]) -> int:
    """Fix what can be fixed and show the rest; returns the exit code."""
    if (options.diff or options.fix_only) and (options.output_format or options.output_file):
        raise OutputError("--diff and --fix-only show no findings; leave out --output-format and --output-file")
    fixing = Fixing(options, settings)
    if "-" in options.paths:
        return _stdin(fixing, targets)
    found = found_files(options, settings)
    reports = tuple(observed(fixing.files(found), len(found.files), options))
    return _ending(fixing, run_of(reports, found, options, settings, fixing.fixed), targets, through_stdin=False)


class Fixing:
    """The fixes of one run."""

    def __init__(self, options: Options, settings: Settings) -> None:
        self.options = options
        self.settings = settings
        self.safety = Safety.UNSAFE if options.unsafe_fixes else Safety.SAFE
        self.fixed = 0
        """How many findings were answered."""
        self.differences: list[str] = []
        """One for each text that is changed."""
        self.failures: list[str] = []
        """What was to be changed and could not be."""
        self.remarks: list[str] = []
        """What was left on purpose."""

    def files(self, found: Found) -> Iterator[FileReport]:
        """The reports on the files as they are after their fixes."""
        for file, report in zip(found.files, reports_on(found, self.settings), strict=True):
            if any(each.fixes for each in report.diagnostics):
                yield self._file(file, report)
            else:
                yield report

    def text(self, content: bytes, path: str, *, named: bool) -> Fixed | None:
        """What becomes of *content*; None when nothing does, which has been noted if there is a reason."""
        decoded = decode(content)
        shown = printable(path)
        if decoded.problem is not None or len(content) > MAXIMUM_BYTES:
            self.remarks.append(f"{shown} was left as it is: the server could not read it")
            return None
        result = fix(decoded.text, shown, self.settings.for_file(path), self.safety, named=named)
        self.remarks += dict.fromkeys(
            f"{shown}: not done: {one_line(left.title)} ({left.reason})" for left in result.left
        )
        if not result.settled:
            self.failures.append(f"{shown} was not changed: {result.reason}")
        elif result.reason:
            self.remarks.append(f"{shown} was left as it is: {result.reason}")
        return result if result.applied else None

    def made(self, before: bytes, result: Fixed) -> None:
        """Remember a change that was made, or is only to be shown."""
        self.fixed += sum(each.times for each in result.applied)
        if self.options.diff:
            color = wants_color(self.options.color, sys.stdout, os.environ)
            path = result.report.path
            self.differences.append(difference(path, before.decode("utf-8"), result.text, color=color))

    def _file(self, file: FoundFile, report: FileReport) -> FileReport:
        try:
            content = content_of(file.path)
            result = self.text(content, file.path, named=file.named)
            if result is None:
                return report
            if not self.options.diff:
                replace(file.path, content, result.text.encode("utf-8"))
        except (NotWritten, OSError) as error:
            self.failures.append(f"{report.path} was not changed: {error}")
            return report
        self.made(content, result)
        return result.report


def _stdin(fixing: Fixing, targets: list[Destination]) -> int:
    """The text goes to stdout, changed or not, and what is found to stderr."""
    options, settings = fixing.options, fixing.settings
    found = found_files(options, settings)  # It refuses files beside stdin.
    path = options.stdin_filename or "stdin"
    content = sys.stdin.buffer.read()
    reports: Sequence[FileReport] = tuple(check_stream(content[: MAXIMUM_BYTES + 1], path, settings))
    result = None
    if any(each.fixes for report in reports for each in report.diagnostics):
        if [report.path for report in reports] == [printable(path)]:
            result = fixing.text(content, path, named=True)
        else:
            fixing.remarks.append(f"{printable(path)} was left as it is: it is rendered from templates; change those")
    if result is not None:
        fixing.made(content, result)
        reports = (result.report,)
    written = options.diff or to_stdout(result.text.encode("utf-8") if result else content)
    run = run_of(tuple(reports), found, options, settings, fixing.fixed)
    code = _ending(fixing, run, targets, through_stdin=True)
    return code if written else FAILED


def _ending(fixing: Fixing, run: Run, targets: list[Destination], *, through_stdin: bool) -> int:
    """Show what there is to show, and find the exit code."""
    options = fixing.options
    silent = options.diff or options.fix_only
    code = exit_code(run, None if silent else fail_level(options, fixing.settings))
    if fixing.fixed and not code and (options.exit_non_zero_on_fix or (options.diff and not options.exit_zero)):
        code = 1
    tell_problems(run)
    for failure in fixing.failures:
        write_error(failure)
    written = True
    if options.diff:
        written = to_stdout("".join(fixing.differences))
    elif not silent:
        written = write(run, targets, options, sys.stderr if through_stdin else None)
    if not options.quiet:
        _last_words(fixing, run)
    return code if written and not fixing.failures else FAILED


def _last_words(fixing: Fixing, run: Run) -> None:
    for remark in fixing.remarks:
        print(remark, file=sys.stderr)
    if fixing.options.diff:
        words = f"{fixing.fixed} would be fixed in {counted(len(fixing.differences), 'file')}"
        print(words if fixing.fixed else "nothing would be changed", file=sys.stderr)
        return
    last_words(run, () if fixing.safety is Safety.UNSAFE else (Safety.UNSAFE,))
