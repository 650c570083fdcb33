"""`stacklint graph`: a picture of the storage of one file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from stacklint.cli import FAILED
from stacklint.cli.options import Options
from stacklint.cli.output import OutputError, to_stdout, write_error
from stacklint.cli.running import settings_of
from stacklint.engine import FileReport, examine
from stacklint.files import content_of, printable, shown_path
from stacklint.files.writing import NotWritten, write
from stacklint.graph import Graph, graphs_of
from stacklint.settings import Settings, SettingsError
from stacklint.text.decode import MAXIMUM_BYTES, EncodingProblem, decode

FORMATS = ("text", "dot", "mermaid", "svg")
ENDINGS = {
    ".txt": "text",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".svg": "svg",
}
"""What the name of the file to write says of its format."""


def graph(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code: 0 drawn, 2 not, whatever was found in the file."""
    parser = _parser()
    asked = parser.parse_args(list(arguments))
    if asked.path is None:
        parser.error("name the file to draw, or - for stdin")
    options = Options(paths=(asked.path,), target=asked.target, config=asked.config, isolated=asked.isolated)
    try:
        form = _format(asked.output_format, asked.output_file)
        graphs = _graphs(asked.path, asked.stdin_filename or "stdin", settings_of(options))
    except (SettingsError, OutputError) as error:
        write_error(str(error))
        return FAILED
    drawn = _drawn(form, graphs)
    if asked.output_file is None:
        return 0 if to_stdout(drawn.encode("utf-8") if form != "text" else drawn) else FAILED
    try:
        write(asked.output_file, drawn.encode("utf-8"))
    except NotWritten as error:
        write_error(f"{printable(asked.output_file)} was not written: {error}")
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stacklint graph",
        description="Draw the storage of a configuration: providers and the server, the stores they have, the backends "
        "these are in, and the files and databases behind them. What is found in the file is shown where it is.",
        epilog="exit codes: 0 drawn, whatever was found, 2 the file could not be read or is no configuration",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("path", nargs="?", metavar="FILE", help="the configuration, or - for stdin")
    add(
        "--output-format", "--format", "-f", choices=FORMATS,
        help="text (default), dot for Graphviz, mermaid for Markdown, or svg, which nothing else is needed for",
    )  # fmt: skip
    add("--output-file", "-o", metavar="FILE", help="write there instead of to stdout; its ending may say the format")
    add("--target", "--target-version", metavar="RELEASE", help="the upstream release the file is for: ogx-1.5.0")
    add("--stdin-filename", metavar="NAME", help="the name of what comes through stdin")
    add("--config", metavar="FILE", help="use this settings file")
    add("--isolated", action="store_true", help="use no settings file")
    return parser


def _format(asked: str | None, file: str | None) -> str:
    if asked is not None:
        return asked
    return ENDINGS.get(os.path.splitext(file or "")[1].lower(), FORMATS[0])


def _graphs(path: str, stdin_name: str, settings: Settings) -> tuple[Graph, ...]:
    """The pictures of a file; raises OutputError with the reason where there is nothing to draw."""
    if path == "-":
        path, content = stdin_name, sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
    else:
        try:
            content = content_of(path)
        except OSError as error:
            raise OutputError(f"{printable(path)}: {(error.strerror or str(error)).lower()}") from None
    shown = printable(shown_path(path))
    if len(content) > MAXIMUM_BYTES:
        raise OutputError(f"{shown}: the file is larger than {MAXIMUM_BYTES // 1024 // 1024} MB")
    decoded = decode(content)
    examined = examine(decoded.text, shown, settings.for_file(path))
    if examined.report.status == "skipped":
        raise OutputError(f"{shown}: {examined.report.reason}")
    if not examined.documents:
        raise OutputError(f"{shown}: {_reason(examined.report, decoded.problem)}")
    return graphs_of(examined)


def _reason(report: FileReport, problem: EncodingProblem | None) -> str:
    """Why there is nothing to draw."""
    if report.crashed and report.diagnostics:
        return report.diagnostics[0].message
    return problem.message if problem else "it is no configuration of Llama Stack or OGX"


def _drawn(form: str, graphs: Sequence[Graph]) -> str:
    from stacklint.graph import render

    match form:
        case "dot":
            return render.dot(graphs)
        case "mermaid":
            return render.mermaid(graphs)
        case "svg":
            return render.svg(graphs)
    return render.text(graphs)
