"""The command line: words and flags in, text and an exit code out; all printing happens here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from stacklint import __version__
from stacklint.text.similar import nearest
from stacklint_schemas.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from stacklint.cli.server import Address

__all__ = ["COMMANDS", "main"]

Serve: TypeAlias = "Callable[[Address | None], int]"
"""Runs the language server over stdin and stdout, or at an address; returns the exit code."""

COMMANDS = {
    "check": "find what the server would ignore, refuse or lose",
    "fix": "the same, and mend what has one possible meaning",
    "migrate": "turn a configuration into one for another release, and say what becomes of its data",
    "graph": "draw who keeps what in which backend, and where that lies",
    "rule": "explain a rule, or list all",
    "releases": "list the upstream releases that are known",
    "schema": "print a JSON Schema",
    "config": "show the settings in force",
    "server": "answer an editor, as a language server",
}
"""The commands of this version, each with its line of help."""

RESERVED = ("env", "explain")
"""Words that will be commands; they must not come to mean anything else meanwhile."""

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None, serve: Serve | None = None) -> int:
    """Run one command; returns the exit code: 0 clean, 1 findings, 2 could not run, 130 interrupted.

    *serve* runs the language server, which stands above this package and is not known here.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(arguments, serve)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as stop:
        # argparse leaves this way, after having said why.
        return stop.code if isinstance(stop.code, int) else FAILED
    except BrokenPipeError:
        # Whoever reads has seen enough.
        from stacklint.cli.output import give_up_stdout

        give_up_stdout()
        return CLEAN
    except Exception as error:  # noqa: BLE001  # a mistake of ours must not look like findings, which is code 1
        from stacklint.cli.output import write_error

        write_error(own_failure(error))
        return FAILED


def own_failure(error: Exception) -> str:
    """What to say of a mistake of ours."""
    from traceback import extract_tb

    place = extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    return f"stacklint itself failed: {type(error).__name__}: {error} ({where})"


def _dispatch(arguments: list[str], serve: Serve | None) -> int:
    match arguments:
        case []:
            print(_help(), file=sys.stderr)
            return FAILED
        case ["-h" | "--help" | "help", *_]:
            print(_help())
            return CLEAN
        case ["-V" | "--version", *_]:
            print(f"stacklint {__version__}")
            return CLEAN
        case ["check", *rest]:
            from stacklint.cli.check import check

            return check(rest)
        case ["fix", *rest]:
            from stacklint.cli.check import fix

            return fix(rest)
        case ["migrate", *rest]:
            from stacklint.cli.migrate import migrate

            return migrate(rest)
        case ["graph", *rest]:
            from stacklint.cli.graph import graph

            return graph(rest)
        case ["rule", *rest]:
            from stacklint.cli.rule import rule

            return rule(rest)
        case ["releases", *rest]:
            from stacklint.cli.releases import releases

            return releases(rest)
        case ["schema", *rest]:
            from stacklint.cli.schema import schema

            return schema(rest)
        case ["config", *rest]:
            from stacklint.cli.config import config

            return config(rest)
        case ["server", *rest]:
            from stacklint.cli.server import server

            return server(rest, serve)
    return _unknown(arguments)


def _unknown(arguments: list[str]) -> int:
    word = arguments[0]
    check = " ".join(["stacklint check", *arguments])
    if word in RESERVED:
        message = f"`stacklint {word}` is not part of version {__version__}"
    elif word.startswith("-"):
        message = f"a command comes first; did you mean `{check}`?"
    else:
        near = nearest(word, COMMANDS, 0.6)
        is_path = os.path.exists(word) or not word.isalpha()
        if near and not is_path:
            message = f"there is no command '{word}'; did you mean `stacklint {near}`?"
        else:
            message = f"there is no command '{word}'; did you mean `{check}`?"
    print(f"error: {message}", file=sys.stderr)
    return FAILED


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {line}" for name, line in COMMANDS.items()]
    return "\n".join(
        [
            "Finds what Llama Stack and OGX servers silently ignore in their configuration.",
            "",
            "usage: stacklint COMMAND ...",
            "",
            *lines,
            "",
            "`stacklint COMMAND --help` lists the flags of a command.",
        ]
    )
