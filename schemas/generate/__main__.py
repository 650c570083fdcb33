"""`python -m generate build` writes the data anew; `python -m generate check` names releases it lacks."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence

from generate import build, news
from generate.wheels import Wheels


def main(argv: Sequence[str] | None = None) -> int:
    """Give 0 when all is well, 1 when releases are missing, 2 when the package index could not be asked."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("command", choices=["build", "check"])
    arguments = parser.parse_args(argv)
    if arguments.command == "build":
        build.write(build.build(Wheels()))
        return 0
    return check()


def check() -> int:
    """Print the releases to add, one a line."""
    try:
        missing = news.missing(news.published)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"the package index could not be asked: {error}", file=sys.stderr)
        return 2
    for requirement in missing:
        print(requirement)
    if not missing:
        print("the catalogue has every release", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
