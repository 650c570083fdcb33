"""Where a process starts: hands the arguments on, and leaves without tidying up what the system frees anyway."""

from __future__ import annotations

import gc
import os
import sys

from stacklint_schemas.typed import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from stacklint.cli.server import Address


def run() -> NoReturn:
    """Run the command line for the arguments of this process."""
    # A run is over before a collection could pay: with it, large files take several times as long.
    gc.disable()
    _prepare_streams()
    try:
        from stacklint.cli import main

        code = main(sys.argv[1:], _serve)
    except KeyboardInterrupt:
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # The reader has gone; `main` has said what there was to say about it.
            continue
    os._exit(code)


def _serve(address: Address | None) -> int:
    from stacklint_lsp import protocol

    if address is not None:
        return protocol.serve_connection(address.host, address.port)
    return protocol.serve_streams(sys.stdin.buffer, sys.stdout.buffer)


def _prepare_streams() -> None:
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by whoever started us (`>&-`): what goes there is not wanted.
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # as long as the process
        elif name != "stdin":
            # A name that the terminal's encoding lacks must not cost the finding.
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    run()
