"""Runs inside a release's environment: what its own `replace_env_vars` makes of each value."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
from typing import Any

MODULES = ("ogx.core.stack", "llama_stack.core.stack", "llama_stack.distribution.stack")


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    stack = _stack()
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            answer = _substitute(stack, json.loads(question["text"]))
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
    return 0


def _substitute(stack: Any, question: dict[str, Any]) -> dict[str, Any]:
    os.environ.clear()
    os.environ.update(question["variables"])
    try:
        return {"value": stack.replace_env_vars(question["value"])}
    except stack.EnvVarError as error:
        return {"error": error.var_name, "path": error.path}


def _stack() -> Any:
    for name in MODULES:
        if importlib.util.find_spec(name.split(".")[0]) is None:
            continue
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name is None or not name.startswith(error.name):
                raise
    raise SystemExit("no upstream release here")


if __name__ == "__main__":
    raise SystemExit(main())
