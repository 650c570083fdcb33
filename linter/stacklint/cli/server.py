"""`stacklint server`: a language server, for editors to start."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from stacklint.cli import FAILED, Serve
from stacklint_schemas.typed import NamedTuple

LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""A server answers whoever connects, so it listens to nobody outside of this machine."""


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int
    """0 for any that is free."""


def server(arguments: Sequence[str], serve: Serve | None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="stacklint server",
        description="Answer one editor over stdin and stdout, in the Language Server Protocol.",
        allow_abbrev=False,
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="over stdin and stdout (what it does anyway)")
    how.add_argument(
        "--tcp",
        metavar="[HOST:]PORT",
        type=_address,
        help="listen on this machine instead, for one editor; to look for mistakes in the server",
    )
    options = parser.parse_args(list(arguments))
    if serve is None:
        return _fail("the language server is started only by the command itself")
    try:
        return serve(options.tcp)
    except OSError as error:
        return _fail((error.strerror or str(error)).lower())


def _fail(message: str) -> int:
    from stacklint.cli.output import write_error

    write_error(message)
    return FAILED


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or LOOPBACK[0]
    if host not in LOOPBACK:
        raise argparse.ArgumentTypeError(f"only this machine ({', '.join(LOOPBACK)}) is listened to, not '{host}'")
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"'{port}' is no port")
    return Address(host, int(port))
