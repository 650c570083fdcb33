"""Runs inside a release's environment: does it load a configuration, and which settings does it pass over?"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

# It stands beside this file, where no type checker looks.
loading: Any = importlib.import_module("loading")


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    release, kept = loading._Release(), dict(os.environ)
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            _, text = question["text"].split("\n", 1)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                answer = loading._verdict(release, text, kept)
                answer.pop("said", None)
                passed_over = sorted(set(_passed_over(release, text)))
            if passed_over:
                answer["ignored"] = passed_over
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
    return 0


def _passed_over(release: Any, text: str) -> Iterator[str]:
    """Every setting with a value that no class of the release has a field for: `inference remote::vllm url`."""
    yaml = importlib.import_module("yaml")
    try:
        configuration = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    datatypes = importlib.import_module(f"{loading.PACKAGE}.{loading.CORE}.datatypes")
    whole = getattr(datatypes, "StackConfig", None) or datatypes.StackRunConfig
    # The server reads this one beside the class.
    yield from _unknown("", configuration, {*whole.model_fields, "logging_config"})
    resources = getattr(datatypes, "RegisteredResources", None)
    if resources is not None:
        yield from _unknown("registered_resources", configuration.get("registered_resources"), resources.model_fields)
    apis = {api.value: specs for api, specs in release._registry.items()}
    for api, entries in (configuration.get("providers") or {}).items():
        for entry in entries or []:
            spec = apis.get(api, {}).get(entry.get("provider_type"))
            name = getattr(spec, "config_class", "")
            if not name:
                continue
            config_class = release._dynamic.instantiate_class_type(name)
            fields = getattr(config_class, "model_fields", None)
            if fields is None or config_class.model_config.get("extra") == "allow":
                continue
            aliases = {field.alias for field in fields.values() if field.alias}
            yield from _unknown(f"{api} {entry['provider_type']}", entry.get("config"), {*fields, *aliases})


def _unknown(where: str, given: Any, known: Any) -> Iterator[str]:
    for key, value in (given or {}).items():
        if key not in known and value not in (None, [], {}, ""):
            yield f"{where} {key}".strip()


if __name__ == "__main__":
    raise SystemExit(main())
