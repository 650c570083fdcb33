"""Runs inside a release's environment: do its own classes accept a value in a field?"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

PACKAGE = "ogx" if importlib.util.find_spec("ogx") else "llama_stack"


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    warnings.simplefilter("ignore")
    classes = _Classes()
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            asked = json.loads(question["text"])
            assert classes.accept(copy.deepcopy(asked["configuration"])), "the unchanged configuration is refused"
            answer = "".join("+" if classes.accept(each) else "-" for each in _documents(asked))
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
    return 0


def _documents(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    *way, last = asked["steps"]
    for value in asked["values"]:
        configuration = copy.deepcopy(asked["configuration"])
        place = configuration
        for step in way:
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        place[last] = value
        yield configuration


class _Classes:
    def __init__(self) -> None:
        datatypes = importlib.import_module(f"{PACKAGE}.core.datatypes")
        self._stack = getattr(datatypes, "StackConfig", None) or datatypes.StackRunConfig
        stack = importlib.import_module(f"{PACKAGE}.core.stack")
        self._cast = getattr(stack, "cast_distro_name_to_string", None) or stack.cast_image_name_to_string
        self._registry = importlib.import_module(f"{PACKAGE}.core.distribution").get_provider_registry()
        self._dynamic = importlib.import_module(f"{PACKAGE}.core.utils.dynamic")

    def accept(self, configuration: dict[str, Any]) -> bool:
        try:
            stack = self._stack(**self._cast(configuration))
            for api, entries in stack.providers.items():
                for entry in entries:
                    self._provider(api, entry)
        except (ValueError, AttributeError):
            return False
        return True

    def _provider(self, api: str, entry: Any) -> None:
        known = next(specs for key, specs in self._registry.items() if key.value == api)
        self._dynamic.instantiate_class_type(known[entry.provider_type].config_class)(**entry.config)


if __name__ == "__main__":
    raise SystemExit(main())
