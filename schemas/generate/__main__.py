"""`python -m generate build` writes the data anew; `python -m generate check` names releases it lacks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from generate import build
from generate.wheels import Wheels


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("command", choices=["build", "check"])
    arguments = parser.parse_args(argv)
    if arguments.command == "build":
        build.write(build.build(Wheels()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
