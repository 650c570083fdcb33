"""The flags of `stacklint check` and `stacklint fix`."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint_schemas.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse


class Options:
    """What the user asked for; the defaults are those of a run without flags.

    A plain class, as a record with so many fields takes longer to make than a file to check.
    """

    paths: tuple[str, ...] = (".",)
    target: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    output_format: tuple[str, ...] = ()
    output_file: str | None = None
    stdin_filename: str | None = None
    show: str | None = None
    fail_on: str | None = None
    exit_zero: bool = False
    statistics: bool = False
    config: str | None = None
    isolated: bool = False
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    show_files: bool = False
    show_settings: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    fix_only: bool = False
    exit_non_zero_on_fix: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


SWITCHES = {"--" + name.replace("_", "-"): name for name, default in vars(Options).items() if default is False}
"""Flags without a value, by name."""


def parse(arguments: Sequence[str], program: str = "stacklint check") -> Options:
    """The options that *arguments* say to *program*; exits by SystemExit for `--help` and for nonsense."""
    # Hooks hand over paths and a switch or two, and making a parser costs them more than a file to check.
    paths = [each for each in arguments if not each.startswith("-") or each == "-"]
    switches = {SWITCHES.get(each, "") for each in arguments if each.startswith("-") and each != "-"}
    if "" not in switches:
        return Options(**dict.fromkeys(switches, True), **({"paths": tuple(paths)} if paths else {}))
    found = vars(_parser(program).parse_args(list(arguments)))
    given: dict[str, Any] = {
        name: _flattened(value) if isinstance(value, list) else value for name, value in found.items()
    }
    return Options(**given)


def _flattened(values: list[str] | list[list[str]]) -> tuple[str, ...]:
    return tuple(item for value in values for item in (value if isinstance(value, list) else [value]))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _parser(program: str) -> argparse.ArgumentParser:
    import argparse

    levels = ("error", "warning", "info", "hint")
    parser = argparse.ArgumentParser(
        prog=program,
        description="Check configurations of Llama Stack and OGX servers; other YAML is passed over."
        if program.endswith("check")
        else "Check configurations of Llama Stack and OGX servers, and mend what has one possible meaning.",
        epilog="exit codes: 0 nothing found, 1 findings, 2 something could not be checked",
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,  # what is not given keeps the default of `Options`
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files and folders, or - for stdin (default: this folder)")

    rules = parser.add_argument_group("what to look for")
    add = rules.add_argument
    add("--target", "--target-version", metavar="RELEASE", help="the upstream release the files are for: ogx-1.5.0")
    add("--select", type=_names, action="append", metavar="NAMES", help="run these rules and groups only")
    add("--ignore", type=_names, action="append", metavar="NAMES", help="do not run these rules and groups")
    add("--extend-select", type=_names, action="append", metavar="NAMES", help="run these rules and groups, too")
    add("--config", metavar="FILE", help="use this settings file for all files")
    add("--isolated", action="store_true", help="use no settings file")

    files = parser.add_argument_group("which files")
    add = files.add_argument
    add("--exclude", action="append", metavar="PATTERN", help="leave these files and folders out, too")
    add("--force-exclude", action="store_true", help="exclude named files, too (for hooks)")
    add("--stdin-filename", metavar="NAME", help="the name of what comes through stdin")
    add("--show-files", action="store_true", help="list the files that would be read, and stop")
    add("--show-settings", action="store_true", help="show the settings in force, and stop")

    fixes = parser.add_argument_group("what to change")
    add = fixes.add_argument
    add("--fix", action="store_true", help="mend what has one possible meaning, and show what is left")
    add("--unsafe-fixes", action="store_true", help="with --fix: mend also what a person should look at")
    add("--diff", action="store_true", help="show what --fix would change, and change nothing")
    add("--fix-only", action="store_true", help="fix, and show nothing of what is left")

    output = parser.add_argument_group("what to show")
    add = output.add_argument
    add(
        "--output-format", "--format", "-f", action="append", metavar="FORMAT[=FILE]",
        help="full, concise, json, github, gitlab or sarif; may be repeated with files",
    )  # fmt: skip
    add("--output-file", "-o", metavar="FILE", help="write there instead of to stdout")
    add("--show", choices=(*levels, "all"), help="the least severity to show (default: warning)")
    add("--statistics", action="store_true", help="show numbers by rule instead of the findings")
    add("--quiet", "-q", action="store_true", help="no summary")
    add("--verbose", "-v", action="store_true", help="say what happens to each file")
    add("--color", choices=("auto", "always", "never"))

    ending = parser.add_argument_group("exit code")
    add = ending.add_argument
    add("--fail-on", choices=(*levels, "never"), help="the least severity that makes it 1 (default: warning)")
    add("--exit-zero", action="store_true", help="0 even with findings; what could not be checked still gives 2")
    add("--exit-non-zero-on-fix", action="store_true", help="1 when something was fixed, even if nothing is left")
    return parser
