"""What every command that reads configurations has in common: settings, files, the outcome and the last words."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator

from stacklint.cli import COMMANDS
from stacklint.cli.options import Options
from stacklint.cli.output import OutputError, write_error
from stacklint.engine import FileReport
from stacklint.files import Found, find
from stacklint.report import Run
from stacklint.report.summary import advice_lines, offer_lines, summary_line
from stacklint.rules.record import Safety, Severity
from stacklint.settings import Overrides, Settings, load
from stacklint.workspace import check_paths


def settings_of(options: Options) -> Settings:
    """The settings that *options* ask for; raises SettingsError."""
    explicit = options.config or (os.environ.get("STACKLINT_CONFIG") or None)
    overrides = Overrides(options.target, options.select, options.ignore, options.extend_select)
    return load(os.getcwd(), explicit, options.isolated, overrides)


def found_files(options: Options, settings: Settings) -> Found:
    """The files to read; none when everything comes through stdin."""
    if "-" not in options.paths:
        return find(options.paths, settings, options.exclude, force_exclude=options.force_exclude)
    if len(options.paths) > 1:
        raise OutputError("- stands for stdin and cannot be mixed with files")
    return Found((), ())


def reports_on(found: Found, settings: Settings) -> Iterator[FileReport]:
    """The reports on the files, in their order; raises SettingsError before the first one."""
    # All settings are read before the first finding is shown, so that a mistake in them is not buried.
    for path in {os.path.dirname(file.path): file.path for file in found.files}.values():
        settings.for_file(path)
    return check_paths(found.files, settings)


def observed(reports: Iterable[FileReport], total: int, options: Options) -> Iterator[FileReport]:
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


def run_of(reports: tuple[FileReport, ...], found: Found, options: Options, settings: Settings, fixed: int = 0) -> Run:
    """The outcome of a run, of which *fixed* findings are gone."""
    show = _show(options, _fail_on(options, settings))
    return Run(reports, show, found.problems, frozenset(COMMANDS), fixed)


def fail_level(options: Options, settings: Settings) -> Severity | None:
    """The least severity that makes the exit code 1; None for none."""
    return None if options.exit_zero else _fail_on(options, settings)


def _fail_on(options: Options, settings: Settings) -> Severity | None:
    own = settings.own
    level = options.fail_on or (own.fail_on if own else None) or Severity.WARNING.value
    return None if level == "never" else Severity(level)


def _show(options: Options, fail_on: Severity | None) -> Severity:
    if options.show is not None:
        return Severity.HINT if options.show == "all" else Severity(options.show)
    # What makes the run fail is shown, or nobody would know why it did.
    return fail_on if fail_on is not None and Severity.WARNING.at_least(fail_on) else Severity.WARNING


def tell_problems(run: Run) -> None:
    """Say what could not be read."""
    for problem in run.problems:
        write_error(problem)
    for report in run.files:
        if report.status == "unreadable":
            write_error(f"{report.path}: {report.reason}")


def last_words(run: Run, offered: Collection[Safety]) -> None:
    """The summary, with the kinds of fixes that a next run could make."""
    for line in (*advice_lines(run), *offer_lines(run, offered)):
        print(line, file=sys.stderr)
    nothing = "" if run.files or run.problems else " (no YAML file was found)"
    print(summary_line(run) + nothing, file=sys.stderr)
