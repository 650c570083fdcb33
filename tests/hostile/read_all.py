"""Runs in a process of its own: reads a file with everything the reading core has, and says what that cost."""

from __future__ import annotations

import json
import resource
import sys

from stacklint.syntax import recovery
from stacklint.syntax.comments import comments
from stacklint.syntax.embedded import embedded_in
from stacklint.syntax.recognition import helm_template, looks_like_stack_config, may_be_ours
from stacklint.text import decode


def main(path: str) -> None:
    """Print one line of JSON."""
    with open(path, "rb") as file:
        decoded = decode(file.read())
    text = decoded.text
    helm_template(text)
    may_be_ours(text)
    # Everybody's worst case: the text is read although nothing speaks for it.
    parsed = recovery.read(text)
    recovery.read(text, edited_line=3)
    for tree in parsed.documents:
        looks_like_stack_config(tree.root)
        embedded_in(text, tree.root)
    comments(text, [tree.root for tree in parsed.documents])
    usage = resource.getrusage(resource.RUSAGE_SELF)
    answer = {
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": peak_kilobytes() / 1024,
        "problems": [problem.kind for problem in parsed.problems],
        "encoding": decoded.problem is not None,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def peak_kilobytes() -> int:
    """The most memory this process ever had; on Linux ru_maxrss counts in the parent's before the start."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1])
