"""Says which configurations the real classes of a release accept; runs inside an environment of upstream's.

`grow` adds to each start whatever upstream accepts of the additions; `judge` says of each value whether it is accepted.
Owners are `stack` or `api provider_type`. Questions come as JSON on standard input, answers go to standard output.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import json
import sys
from typing import Any


def main() -> int:
    command, core = sys.argv[1:]
    questions = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        classes = Classes(core)
        answers = [getattr(classes, command)(*question) for question in questions]
    json.dump(answers, sys.stdout)
    return 0


class Classes:
    """The configuration classes of the release on the import path; *core* is its package."""

    def __init__(self, core: str) -> None:
        datatypes = importlib.import_module(f"{core}.datatypes")
        registry = importlib.import_module(f"{core}.distribution").get_provider_registry()
        self.specs = {f"{api.value} {name}": spec for api, specs in registry.items() for name, spec in specs.items()}
        self.instantiate = importlib.import_module(f"{core}.utils.dynamic").instantiate_class_type
        self.known: dict[str, Any] = {"stack": getattr(datatypes, "StackConfig", None) or datatypes.StackRunConfig}

    def judge(self, owner: str, value: Any) -> bool:
        if owner not in self.known:
            self.known[owner] = self.instantiate(self.specs[owner].config_class)
        try:
            self.known[owner].model_validate(copy.deepcopy(value))
        except Exception:  # noqa: BLE001  # a validator of upstream's may raise anything; it ends the start
            return False
        return True

    def grow(self, owner: str, start: Any, additions: list[tuple[list[str], Any]]) -> Any:
        """The start with all additions that keep it acceptable; null when it is not so from the beginning."""
        if not self.judge(owner, start):
            return None
        for path, value in additions:
            grown = copy.deepcopy(start)
            if put(grown, path, value) and self.judge(owner, grown):
                start = grown
        return start


def put(document: Any, path: list[str], value: Any) -> bool:
    """Put a value at a path of keys and indexes; False where the way to it was not taken."""
    for step in path[:-1]:
        document = at(document, step)
    if not isinstance(document, dict):
        return False
    document[path[-1]] = value
    return True


def at(document: Any, step: str) -> Any:
    if isinstance(document, list):
        return document[int(step)] if int(step) < len(document) else None
    return document.get(step) if isinstance(document, dict) else None


if __name__ == "__main__":
    raise SystemExit(main())
