"""Where findings go, and whether they are coloured on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from stacklint.cli.options import Options
from stacklint.report import FORMATS, HUMAN_FORMATS, Run, render
from stacklint.report.summary import statistics
from stacklint.text.similar import did_you_mean
from stacklint_schemas.typed import NamedTuple, TextIO


class OutputError(Exception):
    """Flags that cannot be obeyed; the text is for people."""


class Destination(NamedTuple):
    """One format and where it goes."""

    format: str
    file: str | None
    """None is stdout."""


def destinations(options: Options) -> list[Destination]:
    """What to write where; raises OutputError."""
    asked = options.output_format or tuple(filter(None, [os.environ.get("STACKLINT_OUTPUT_FORMAT")]))
    result = []
    for each in asked or (FORMATS[0],):
        name, separator, file = each.partition("=")
        if name not in FORMATS:
            hint = did_you_mean(name, FORMATS) or f"; there are {', '.join(FORMATS)}"
            raise OutputError(f"no format is called '{name}'{hint}")
        if separator and not file:
            raise OutputError(f"no file is named in '{each}'")
        result.append(Destination(name, file or options.output_file))
    files = [each.file for each in result]
    if len(set(files)) < len(files):
        raise OutputError("two formats go to the same place; give each a file: --output-format sarif=FILE")
    if not asked and options.output_file is None and os.environ.get("GITHUB_ACTIONS") == "true":
        result.append(Destination("annotations", None))
    return result


def write(run: Run, targets: list[Destination], options: Options, stream: TextIO | None = None) -> bool:
    """Write the findings everywhere; False when a file could not be written, which has been said.

    *stream* takes what would go to stdout, where that is needed for something else.
    """
    done = True
    for target in targets:
        if target.file is None:
            color = wants_color(options.color, stream or sys.stdout, os.environ)
            text = _text(run, target, options, color=color)
            if stream is None:
                done = to_stdout(text) and done
            else:
                stream.write(text)
            continue
        text = _text(run, target, options, color=options.color == "always")
        try:
            # A lone surrogate has no UTF-8; `\\udc80` is what JSON writes for it.
            with open(target.file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
        except OSError as error:
            write_error(f"{target.file}: {(error.strerror or str(error)).lower()}")
            done = False
    return done


def to_stdout(content: str | bytes) -> bool:
    """Write *content* to stdout, bytes as they are; False when that failed, which has been said."""
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; that changes nothing about what was found.
        give_up_stdout()
    except OSError as error:
        write_error(f"stdout: {(error.strerror or str(error)).lower()}")
        give_up_stdout()
        return False
    return True


def give_up_stdout() -> None:
    """Let what is still buffered go nowhere, so that it does not fail again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _text(run: Run, target: Destination, options: Options, *, color: bool) -> str:
    if target.format == "annotations":
        from stacklint.report.github import only_annotations

        return only_annotations(run)
    if options.statistics and target.format in HUMAN_FORMATS:
        return statistics(run, color=color)
    return render(target.format, run, color=color)


def wants_color(choice: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour what goes to *stream*: the flag, then the environment, then whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def write_error(message: str) -> None:
    """Say on stderr why something was not done, one line for each line of *message*."""
    for line in message.splitlines():
        print(f"error: {line}", file=sys.stderr)
