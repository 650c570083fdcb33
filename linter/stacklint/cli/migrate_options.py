"""The flags of `stacklint migrate`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from stacklint.cli.options import Options
from stacklint.migrate.record import Layout
from stacklint.report.plan import FORMS


class MigrateOptions(Options):
    """What the user asked for; of `Options` it has those that say which files, where to and how loud."""

    paths: tuple[str, ...] = ()
    origin: str | None = None
    to: str | None = None
    layout: str = Layout.KEEP.value
    in_place: bool = False
    check: bool = False
    plan: str | None = None
    """None is text, and with `check` a line only."""


def parse(arguments: Sequence[str]) -> MigrateOptions:
    """The options that *arguments* say; exits by SystemExit for `--help` and for nonsense."""
    parser = _parser()
    given = vars(parser.parse_args(list(arguments)))
    options = MigrateOptions(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    )
    if contradiction := _contradiction(options):
        parser.error(contradiction)
    return options


def _contradiction(options: MigrateOptions) -> str:
    """What cannot be obeyed; empty for nothing."""
    if not options.paths:
        return "name the files or folders to migrate, or - for stdin"
    writing = [
        flag for flag, on in (("--in-place", options.in_place), ("--output", options.output_file is not None)) if on
    ]
    showing = [flag for flag, on in (("--diff", options.diff), ("--check", options.check)) if on]
    if writing and (len(writing) > 1 or showing):
        return f"{' and '.join([*writing, *showing][:2])} exclude each other: only one of them writes"
    if options.in_place and "-" in options.paths:
        return "--in-place needs files; the text of stdin goes to stdout"
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stacklint migrate",
        usage="stacklint migrate [--from RELEASE] [--to RELEASE] [--diff | --check | --in-place | -o FILE] PATH ...",
        description="Turn configurations of one release into those of another: comments, expressions and order stay. "
        "Without --in-place or --output it shows what it would do and writes nothing.",
        epilog="exit codes: 0 done, 1 with --check: text or data is affected, or something is left to you,"
        " 2 something could not be migrated",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,  # what is not given keeps the default of `MigrateOptions`
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders, or - for stdin (its text goes to stdout)")

    goal = parser.add_argument_group("from where to where")
    add = goal.add_argument
    add("--from", dest="origin", metavar="RELEASE", help="the release the files are from (default: as they say)")
    add("--to", metavar="RELEASE", help="the release they are for (default: the one they pin, else the newest)")
    add(
        "--layout", choices=[layout.value for layout in Layout],
        help="keep: stores stay where their data is (default); upstream: as in its samples, without old data",
    )  # fmt: skip

    doing = parser.add_argument_group("what to do")
    add = doing.add_argument
    add("--in-place", "-i", action="store_true", help="write the files, each wholly or not at all")
    add("--output", "-o", dest="output_file", metavar="FILE", help="write the text of the one file there")
    add("--diff", action="store_true", help="show the difference only; the plan goes to stderr")
    add("--check", action="store_true", help="say what is affected, and exit with 1 if anything is")

    output = parser.add_argument_group("what to show")
    add = output.add_argument
    add("--plan", choices=FORMS, help="the form of the plan: what changes, why, and what becomes of the data")
    add("--quiet", "-q", action="store_true", help="no summary, and no plan on stderr")
    add("--color", choices=("auto", "always", "never"))

    files = parser.add_argument_group("which files")
    add = files.add_argument
    add("--exclude", action="append", metavar="PATTERN", help="leave these files and folders out, too")
    add("--force-exclude", action="store_true", help="exclude named files, too (for hooks)")
    add("--stdin-filename", metavar="NAME", help="the name of what comes through stdin")
    add("--config", metavar="FILE", help="use this settings file for all files")
    add("--isolated", action="store_true", help="use no settings file")
    return parser
