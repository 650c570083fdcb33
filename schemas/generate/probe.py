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
            [plain(pair.routing_table_api), plain(pair.router_api)]
            for pair in registry.builtin_automatically_routed_apis()
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
    """The schema of a class, and what a JSON Schema leaves out about it and the classes inside it."""
    computed_defaults: dict[str, Any] = {}
    other_names: dict[str, Any] = {}
    early_validators: dict[str, list[str]] = {}
    for model in sorted(all_models(config_class, set()), key=lambda model: model.__name__):
        for name, field in model.model_fields.items():
            key = field.alias or name
            names = accepted_names(model, name, field) - {key}
            if names:
                other_names.setdefault(model.__name__, {})[key] = sorted(names)
            if field.default_factory is not None:
                add_computed_default(computed_defaults.setdefault(model.__name__, {}), key, field)
        found = early_fields(model)
        if found:
            early_validators[model.__name__] = found
    return {
        "schema": config_class.model_json_schema(),
        "extra": config_class.model_config.get("extra"),
        "computed_defaults": computed_defaults,
        "other_names": other_names,
        "early_validators": early_validators,
    }


def accepted_names(model: Any, name: str, field: Any) -> set[str]:
    """Every key that a field is read from."""
    alias = field.validation_alias or field.alias
    if alias is None:
        return {name}
    names = {choice for choice in getattr(alias, "choices", [alias]) if isinstance(choice, str)}
    by_name = model.model_config.get("populate_by_name") or model.model_config.get("validate_by_name")
    return names | ({name} if by_name else set())


def early_fields(model: Any) -> list[str]:
    """Fields whose written value a function may change before its type is checked; `*` for the whole class."""
    decorators = model.__pydantic_decorators__
    fields = {
        field
        for decorator in decorators.field_validators.values()
        if decorator.info.mode in ("before", "wrap", "plain")
        for field in decorator.info.fields
    }
    if any(decorator.info.mode in ("before", "wrap") for decorator in decorators.model_validators.values()):
        fields.add("*")
    return sorted(fields)


def add_computed_default(defaults: dict[str, Any], key: str, field: Any) -> None:
    try:
        value = field.get_default(call_default_factory=True, validated_data={})
        defaults[key] = json.loads(json.dumps(value, default=as_data))
    except Exception:  # a default that cannot be made or written down is not a fact
        pass


def as_data(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else plain(value)


def all_models(model: Any, seen: set[Any]) -> set[Any]:
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for inner in model_classes(field.annotation):
                all_models(inner, seen)
    return seen


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
