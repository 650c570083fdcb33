"""`stacklint check` and `stacklint fix`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from stacklint.cli import FAILED
from stacklint.cli.options import Options, parse
from stacklint.cli.output import Destination, OutputError, destinations, write, write_error
from stacklint.cli.running import (
    fail_level,
    found_files,
    last_words,
    observed,
    reports_on,
    run_of,
    settings_of,
    tell_problems,
)
from stacklint.engine import FileReport
from stacklint.files import Found, printable
from stacklint.report import exit_code
from stacklint.rules.record import Safety
from stacklint.settings import Settings, SettingsError
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint.workspace import check_stream


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


def _reports(options: Options, settings: Settings, found: Found) -> Iterable[FileReport]:
    if "-" in options.paths:
        return check_stream(sys.stdin.buffer.read(MAXIMUM_BYTES + 1), options.stdin_filename or "stdin", settings)
    return reports_on(found, settings)
