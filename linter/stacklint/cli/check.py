"""`stacklint check` and `stacklint fix`."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence

from stacklint.cli import COMMANDS, FAILED
from stacklint.cli.options import Options, parse
from stacklint.cli.output import Destination, OutputError, destinations, write, write_error
from stacklint.engine import FileReport
from stacklint.files import Found, find, printable
from stacklint.report import Run, exit_code
from stacklint.report.summary import advice_lines, offer_lines, summary_line
from stacklint.rules.record import Safety, Severity
from stacklint.settings import Overrides, Settings, SettingsError, load
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint.workspace import check_paths, check_stream


def check(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    return _run(parse(arguments))


def fix(arguments: Sequence[str]) -> int:
    """Run `stacklint fix`, which is `stacklint check --fix`; returns the exit code."""
    options = parse(arguments, "stacklint fix")
    options.fix = True
    return _run(options)


def _run(options: Options) -> int:
    if options.fix or options.diff or options.fix_only:
        from stacklint.cli.fixes import check_and_fix

        run = check_and_fix
    else:
        run = _check
    try:
        targets = destinations(options)
        settings = settings_of(options)
        if options.show_files or options.show_settings:
            return _show_only(options, settings)
        return run(options, settings, targets)
    except (SettingsError, OutputError) as error:
        write_error(str(error))
        return FAILED


def _check(options: Options, settings: Settings, targets: list[Destination]) -> int:
    found = found_files(options, settings)
    reports = tuple(observed(_reports(options, settings, found), len(found.files), options))
    run = run_of(reports, found, options, settings)
    code = exit_code(run, fail_level(options, settings))
    tell_problems(run)
    written = write(run, targets, options)
    if not options.quiet:
        last_words(run, (Safety.SAFE, Safety.UNSAFE))
    return code if written else FAILED


def _show_only(options: Options, settings: Settings) -> int:
    found = found_files(options, settings)
    if options.show_files:
        sys.stdout.writelines(f"{printable(file.path)}\n" for file in found.files)
    if options.show_settings:
        from stacklint.cli.config import describe

        paths = [file.path for file in found.files] or ["."]
        sys.stdout.write(describe(settings, paths[0]))
    for problem in found.problems:
        write_error(problem)
    return FAILED if found.problems else 0


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


def _reports(options: Options, settings: Settings, found: Found) -> Iterable[FileReport]:
    if "-" in options.paths:
        return check_stream(sys.stdin.buffer.read(MAXIMUM_BYTES + 1), options.stdin_filename or "stdin", settings)
    return reports_on(found, settings)


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
