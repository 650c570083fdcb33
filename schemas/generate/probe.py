"""Dumps what one installed upstream release says about itself, as JSON on standard output.

Runs inside a throw-away environment of upstream's own Python with one release first on the path,
so it uses nothing of this project. All judgement is left to the merge; this file only copies.
"""

from __future__ import annotations

import contextlib
import enum
import importlib
import json
import sys
import typing
from typing import Any

# `Any` stands for upstream's own objects, which have a different class in every release.


def main() -> int:
    with contextlib.redirect_stdout(sys.stderr):  # some releases print while they are imported
        top = import_first("ogx", "llama_stack")
        core = f"{top}.core" if has_module(f"{top}.core.datatypes") else f"{top}.distribution"
        facts = release_facts(core)
    json.dump(facts, sys.stdout, sort_keys=True, ensure_ascii=True, default=plain)
    return 0


def release_facts(core: str) -> dict[str, Any]:
    datatypes = importlib.import_module(f"{core}.datatypes")
    registry = importlib.import_module(f"{core}.distribution")
    stack_class = getattr(datatypes, "StackConfig", None) or datatypes.StackRunConfig
    providers = registry.get_provider_registry()
    api_names = type(next(iter(providers)))
    return {
        "core": core,
        "config_version": getattr(datatypes, "LLAMA_STACK_RUN_CONFIG_VERSION", None),
        "stack": {"class": stack_class.__name__, **class_facts(stack_class)},
        "apis": [plain(api) for api in api_names],
        "providable": [plain(api) for api in registry.providable_apis()],
        "routed": [
            [plain(pair.routing_table_api), plain(pair.router_api)] for pair in registry.builtin_automatically_routed_apis()
        ],
        "providers": {
            f"{plain(api)} {provider_type}": provider_facts(core, spec)
            for api, specs in providers.items()
            for provider_type, spec in specs.items()
        },
    }


def provider_facts(core: str, spec: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "config_class": getattr(spec, "config_class", None),
        "required": [plain(api) for api in getattr(spec, "api_dependencies", None) or ()],
        "optional": [plain(api) for api in getattr(spec, "optional_api_dependencies", None) or ()],
        "deprecation_warning": getattr(spec, "deprecation_warning", None),
        "deprecation_error": getattr(spec, "deprecation_error", None),
        "toolgroup": getattr(spec, "toolgroup_id", None),
    }
    dynamic = importlib.import_module(f"{core}.utils.dynamic")
    try:
        config_class = dynamic.instantiate_class_type(spec.config_class)
        facts |= class_facts(config_class)
    except Exception as error:  # a release may be broken in any way; the merge decides what to do
        facts["failure"] = f"{type(error).__name__}: {error}"
        return facts
    try:
        facts["sample"] = config_class.sample_run_config(__distro_dir__="__distro_dir__")
    except Exception as error:
        facts["sample_failure"] = f"{type(error).__name__}: {error}"
    return facts


def class_facts(config_class: Any) -> dict[str, Any]:
    facts = {"schema": config_class.model_json_schema(), "extra": config_class.model_config.get("extra")}
    computed: dict[str, Any] = {}
    collect_computed_defaults(config_class, computed, set())
    return facts | {"computed_defaults": computed}


def collect_computed_defaults(model: Any, found: dict[str, Any], seen: set[Any]) -> None:
    """Adds the defaults that a JSON Schema leaves out because a function makes them, by class and key."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        if field.default_factory is not None:
            try:
                value = field.get_default(call_default_factory=True, validated_data={})
                value = value.model_dump(mode="json") if hasattr(value, "model_dump") else value
                found.setdefault(model.__name__, {})[field.alias or name] = json.loads(json.dumps(value, default=plain))
            except Exception:  # a default that cannot be made or written down is not a fact
                pass
        for inner in model_classes(field.annotation):
            collect_computed_defaults(inner, found, seen)


def model_classes(annotation: Any) -> list[Any]:
    if hasattr(annotation, "model_fields"):
        return [annotation]
    return [found for part in typing.get_args(annotation) for found in model_classes(part)]


def import_first(*names: str) -> str:
    for name in names:
        if has_module(name):
            return name
    raise SystemExit(f"none of {names} is importable")


def has_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            return False
        raise
    return True


def plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return str(value)


if __name__ == "__main__":
    raise SystemExit(main())
