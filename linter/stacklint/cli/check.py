"""`stacklint check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from stacklint.cli import COMMANDS, FAILED
from stacklint.cli.options import Options, parse
from stacklint.cli.output import Destination, OutputError, destinations, write, write_error
from stacklint.engine import FileReport
from stacklint.files import Found, find, printable
from stacklint.report import Run, exit_code
from stacklint.report.summary import advice_lines, summary_line
from stacklint.rules.record import Severity
from stacklint.settings import Overrides, Settings, SettingsError, load
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint.workspace import check_paths, check_stream


def check(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    options = parse(arguments)
    try:
        targets = destinations(options)
        settings = _settings(options)
        return _check(options, settings, targets)
    except (SettingsError, OutputError) as error:
        write_error(str(error))
        return FAILED


def _check(options: Options, settings: Settings, targets: list[Destination]) -> int:
    found = _found(options, settings)
    if options.show_files:
        sys.stdout.writelines(f"{printable(file.path)}\n" for file in found.files)
    if options.show_settings:
        from stacklint.cli.config import describe

        paths = [file.path for file in found.files] or ["."]
        sys.stdout.write(describe(settings, paths[0]))
    if options.show_files or options.show_settings:
        for problem in found.problems:
            write_error(problem)
        return FAILED if found.problems else 0

    fail_on = _fail_on(options, settings)
    reports = tuple(_observed(_reports(options, settings, found), len(found.files), options))
    run = Run(reports, _show(options, fail_on), found.problems, frozenset(COMMANDS))
    code = exit_code(run, None if options.exit_zero else fail_on)
    for problem in run.problems:
        write_error(problem)
    for report in reports:
        if report.status == "unreadable":
            write_error(f"{report.path}: {report.reason}")
    written = write(run, targets, options)
    if not options.quiet:
        _last_words(run)
    return code if written else FAILED


def _settings(options: Options) -> Settings:
    explicit = options.config or (os.environ.get("STACKLINT_CONFIG") or None)
    overrides = Overrides(options.target, options.select, options.ignore, options.extend_select)
    return load(os.getcwd(), explicit, options.isolated, overrides)


def _found(options: Options, settings: Settings) -> Found:
    if "-" not in options.paths:
        return find(options.paths, settings, options.exclude, force_exclude=options.force_exclude)
    if len(options.paths) > 1:
        raise OutputError("- stands for stdin and cannot be mixed with files")
    return Found((), ())


def _reports(options: Options, settings: Settings, found: Found) -> Iterable[FileReport]:
    # All settings are read before the first finding is shown, so that a mistake in them is not buried.
    for file in found.files:
        settings.for_file(file.path)
    if "-" in options.paths:
        return check_stream(sys.stdin.buffer.read(MAXIMUM_BYTES + 1), options.stdin_filename or "stdin", settings)
    return check_paths(found.files, settings)


def _observed(reports: Iterable[FileReport], total: int, options: Options) -> Iterator[FileReport]:
    """The same *reports*, with what happens said on stderr where somebody looks."""
    if options.verbose:
        for report in reports:
            words = [report.status, *filter(None, [report.reason])]
            if report.diagnostics:
                words.append(f"{len(report.diagnostics)} found")
            if report.suppressed:
                words.append(f"{len(report.suppressed)} suppressed")
            print(f"{report.path}: {', '.join(words)}", file=sys.stderr)
            yield report
    elif options.quiet or total < 2 or not sys.stderr.isatty():
        yield from reports
    else:
        from stacklint.cli.progress import with_progress

        yield from with_progress(reports, total)


def _fail_on(options: Options, settings: Settings) -> Severity | None:
    own = settings.own
    level = options.fail_on or (own.fail_on if own else None) or Severity.WARNING.value
    return None if level == "never" else Severity(level)


def _show(options: Options, fail_on: Severity | None) -> Severity:
    if options.show is not None:
        return Severity.HINT if options.show == "all" else Severity(options.show)
    # What makes the run fail is shown, or nobody would know why it did.
    return fail_on if fail_on is not None and Severity.WARNING.at_least(fail_on) else Severity.WARNING


def _last_words(run: Run) -> None:
    for line in advice_lines(run):
        print(line, file=sys.stderr)
    nothing = "" if run.files or run.problems else " (no YAML file was found)"
    print(summary_line(run) + nothing, file=sys.stderr)
