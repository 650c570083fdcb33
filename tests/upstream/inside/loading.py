"""Runs inside a release's environment: does its own code load a configuration, and does every provider accept its part?

Nothing is started. The release parses the text, its own resolver sorts the providers and looks for what they depend
on, and in place of each provider only its configuration class is made, with the values that the release injects.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import importlib
import importlib.util
import io
import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

PACKAGE = "ogx" if importlib.util.find_spec("ogx") else "llama_stack"
CORE = "core" if importlib.util.find_spec(f"{PACKAGE}.core") else "distribution"
VARIABLE = re.compile(r"\$\{env\.([A-Z0-9_]+)(?::?([=+:]|(?=}))([^}]*))?}")
DUMMIES = {"text": "text", "port": "5432", "url": "http://localhost:8000/v1", "flag": "true"}
CURES = {"port": "int_|float_", "flag": "bool_", "url": "url_", "text": "string_|value_error|EnvVarError|missing"}
"""Which errors of the release's classes a value of that kind may cure."""


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    release = _Release()
    kept = dict(os.environ)
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            _, text = question["text"].split("\n", 1)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                # The first line names the release, so that every release has answers of its own.
                answer = _verdict(release, text, kept)
            said = answer.pop("said", None)
            folder = os.environ.get("STACKLINT_UPSTREAM_LOGS")
            if folder and said:
                with open(os.path.join(folder, f"{question['key']}.said"), "w", encoding="utf-8") as log:
                    log.write("\n".join(said) + "\n")
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
    return 0


def _verdict(release: _Release, text: str, kept: dict[str, str]) -> dict[str, Any]:
    yaml = importlib.import_module("yaml")
    try:
        # As the server reads it; the parser in C accepts more.
        configuration = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return {"refused": [f"yaml: {type(error).__name__}"]}
    if not isinstance(configuration, dict):
        return {"refused": ["yaml: no mapping"]}
    needed, optional = _variables(configuration)
    seen = _with_dummies(release, configuration, needed, optional, kept)
    answer = _answer(seen, needed)
    conditions = {name: "text" for name in _conditions(configuration) if name not in needed}
    if conditions and not seen.refused:
        # Once more with every conditional provider on.
        everything = _with_dummies(release, configuration, {**seen.dummies, **conditions}, optional, kept)
        if everything.refused:
            answer["refused when all are on"] = [refusal for refusal, _ in everything.refused]
            answer["said"] = [said for _, said in everything.refused]
        answer["external"] = everything.external
    return {key: value for key, value in answer.items() if value}


def _answer(seen: _Look, needed: dict[str, str]) -> dict[str, Any]:
    return {
        "refused": [refusal for refusal, _ in seen.refused],
        "said": [said for _, said in seen.refused],
        "external": seen.external,
        "dummies": {name: kind for name, kind in seen.dummies.items() if name in needed or kind != "text"},
    }


class _Look:
    """What one look at a configuration brought."""

    def __init__(self, dummies: dict[str, str]) -> None:
        self.dummies = dummies
        self.refused: list[tuple[str, str]] = []
        self.external: list[str] = []

    def refuse(self, stage: str, where: str, error: BaseException) -> None:
        self.refused.extend(
            (f"{stage} {where}: {short}".replace("  ", " "), f"{stage} {where}: {long}")
            for short, long in _described(error)
        )


def _with_dummies(
    release: _Release, configuration: Any, needed: dict[str, str], optional: dict[str, str], kept: dict[str, str]
) -> _Look:
    """Look with every needed variable set; where it is refused, try other kinds of values and keep what helps."""
    best = _look(release, configuration, needed, kept)
    for name in [*needed, *(each for each in optional if each not in needed)]:
        for kind in _promising(best):
            if best.dummies.get(name) == kind:
                continue
            tried = _look(release, configuration, {**best.dummies, name: kind}, kept)
            if len(tried.refused) < len(best.refused):
                best = tried
    return best


def _promising(look: _Look) -> list[str]:
    """Kinds of values that what was refused asks for; nothing where no value can help."""
    said = " ".join(refusal for refusal, _ in look.refused if refusal.startswith(("parse", "provider ")))
    return [kind for kind, word in CURES.items() if re.search(word, said)]


def _look(release: _Release, configuration: Any, dummies: dict[str, str], kept: dict[str, str]) -> _Look:
    os.environ.clear()
    os.environ.update(kept)
    os.environ.update({name: DUMMIES[kind] for name, kind in dummies.items()})
    look = _Look(dummies)
    release.load(copy.deepcopy(configuration), look)
    return look


class _Release:
    """The parts of a release that turn a text into running providers."""

    def __init__(self) -> None:
        self._configure = importlib.import_module(f"{PACKAGE}.{CORE}.configure")
        self._stack = importlib.import_module(f"{PACKAGE}.{CORE}.stack")
        self._resolver: Any = importlib.import_module(f"{PACKAGE}.{CORE}.resolver")
        self._distribution = importlib.import_module(f"{PACKAGE}.{CORE}.distribution")
        self._dynamic = importlib.import_module(f"{PACKAGE}.{CORE}.utils.dynamic")
        self._registry = self._distribution.get_provider_registry()
        self._api = type(next(iter(self._registry)))
        apis = {name.value for name in self._api}
        internal = {"inspect", "providers", "admin", "prompts", "conversations", "connectors"}
        self._internal = [self._api(name) for name in sorted(internal & apis)]
        version = importlib.import_module("importlib.metadata").version("ogx" if PACKAGE == "ogx" else "llama-stack")
        self._strict = tuple(map(int, version.split(".")[:2])) < (1, 5)

    def load(self, configuration: Any, look: _Look) -> None:
        try:
            # Before 0.2.15 the server replaced variables itself; afterwards a second time changes nothing.
            if CORE == "distribution":
                configuration = self._stack.replace_env_vars(configuration)
            parsed = self._configure.parse_and_maybe_upgrade_config(configuration)
        except Exception as error:  # noqa: BLE001 - whatever stops the load is the answer
            look.refuse("parse", "", error)
            return
        self._leave_out_unknown(parsed, look)
        try:
            self._resolve(parsed, look)
        except Exception as error:  # noqa: BLE001 - see above
            look.refuse("resolve", "", error)

    def _leave_out_unknown(self, parsed: Any, look: _Look) -> None:
        """Take out what the resolver would stop at first, so that one look tells everything.

        Providers that are not in the release cannot be looked at; what they offer is taken to be there.
        """
        elsewhere = bool(getattr(parsed, "external_providers_dir", None))
        apis = {api.value: api for api in self._registry}
        for name, entries in list(parsed.providers.items()):
            if name not in apis:
                if getattr(parsed, "external_apis_dir", None):
                    look.external.append(name)
                else:
                    look.refuse("providers", name, ValueError("no such API"))
                del parsed.providers[name]
                continue
            for entry in [entry for entry in entries if entry.provider_id and entry.provider_id != "__disabled__"]:
                if getattr(entry, "module", None) or (
                    elsewhere and entry.provider_type not in self._registry[apis[name]]
                ):
                    look.external.append(f"{name} {entry.provider_type}")
                elif entry.provider_type not in self._registry[apis[name]]:
                    look.refuse("providers", f"{name} {entry.provider_type}", ValueError("no such type"))
                    entries.remove(entry)

    def _resolve(self, parsed: Any, look: _Look) -> None:
        registry = {api: dict(specs) for api, specs in self._registry.items()}
        for named in look.external:
            name, _, provider_type = named.partition(" ")
            if provider_type:
                api = self._api(name)
                registry[api][provider_type] = self._stand_in(api, provider_type)
        seen: set[str] = set()

        async def instead(provider: Any, *_: Any) -> Any:
            if f"{provider.spec.api} {provider.provider_id}" not in seen:
                seen.add(f"{provider.spec.api} {provider.provider_id}")
                self._configuration_of(provider, parsed, look)
            return object()

        self._resolver.instantiate_provider = instead
        there: dict[Any, Any] = {api: object() for api in self._internal}
        while True:
            try:
                implementations = self._resolved(parsed, registry, there)
            except RuntimeError as error:
                missing = error.__cause__.args[0] if isinstance(error.__cause__, KeyError) else None
                if missing is None or missing in there:
                    raise
                names = re.findall(r"provider '([^']*)' of type '([^']*)'", str(error))
                where = " ".join(names[0]) if names else ""
                look.refuse("dependency", where, ValueError(f"no '{missing.value}'"))
                there[missing] = object()
            else:
                self._served(parsed, {**there, **implementations}, look)
                return

    def _resolved(self, parsed: Any, registry: Any, there: dict[Any, Any]) -> dict[Any, Any]:
        resolve = self._resolver.resolve_impls
        if "internal_impls" in resolve.__code__.co_varnames:
            return dict(asyncio.run(resolve(parsed, registry, None, [], dict(there))))
        # Up to 0.2.24 the internal services came later and nothing could depend on them.
        original = self._resolver.instantiate_providers

        async def with_others(ordered: Any, *rest: Any) -> Any:
            for _, provider in ordered:
                wanted = [api for api in provider.spec.api_dependencies if api not in there]
                # The registry's own must not change.
                provider.spec = provider.spec.model_copy(update={"api_dependencies": wanted})
            return await original(ordered, *rest)

        self._resolver.instantiate_providers = with_others
        try:
            return dict(asyncio.run(resolve(parsed, registry, None, [])))
        finally:
            self._resolver.instantiate_providers = original

    def _served(self, parsed: Any, implementations: dict[Any, Any], look: _Look) -> None:
        """The server's own loop over `apis:`, which from 1.5.0 passes over what has no implementation."""
        known = {api.value: api for api in self._api}
        for name in parsed.apis or []:
            if name not in known:
                if name not in look.external:
                    look.refuse("apis", name, ValueError("no such API"))
            elif self._strict and known[name] not in implementations:
                look.refuse("apis", name, ValueError("no implementation"))

    def _stand_in(self, api: Any, provider_type: str) -> Any:
        some = next(iter(self._registry[api].values()), None) or next(
            spec for specs in self._registry.values() for spec in specs.values()
        )
        changes = {"api": api, "provider_type": provider_type, "config_class": "", "api_dependencies": []}
        return some.model_copy(update={**changes, "optional_api_dependencies": [], "deprecation_error": None})

    def _configuration_of(self, provider: Any, parsed: Any, look: _Look) -> None:
        name = getattr(provider.spec, "config_class", "")
        if not name:
            return
        where = f"{provider.spec.api.value} {provider.spec.provider_type}"
        try:
            config_class = self._dynamic.instantiate_class_type(name)
            made = config_class(**self._injected(config_class, provider.config.copy(), parsed))
        except Exception as error:  # noqa: BLE001 - see above
            look.refuse("provider", where, error)
            return
        backends = getattr(getattr(parsed, "storage", None), "backends", None)
        for path, reference in _references(made, ()):
            given = None if backends is None else backends.get(reference.backend)
            family = "kv_" if hasattr(reference, "namespace") else "sql_"
            if backends is not None and not str(getattr(getattr(given, "type", ""), "value", "")).startswith(family):
                look.refuse("reference", f"{where} {path}", KeyError(reference.backend))

    def _injected(self, config_class: Any, config: dict[str, Any], parsed: Any) -> dict[str, Any]:
        """As `instantiate_provider` of 0.4.0 and later does it; the fields do not exist before."""
        fields = getattr(config_class, "model_fields", {})
        if "vector_stores_config" in fields and getattr(parsed, "vector_stores", None) is not None:
            config["vector_stores_config"] = parsed.vector_stores
        shared = getattr(getattr(getattr(parsed, "storage", None), "stores", None), "vector_stores", None)
        if "metadata_store" in fields and config.get("metadata_store") is None and shared is not None:
            config["metadata_store"] = shared.model_dump()
        return config


def _references(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every reference to a backend in a configuration object."""
    if type(node).__name__.endswith("StoreReference"):
        yield ".".join(path), node
    elif hasattr(type(node), "model_fields"):
        for name in type(node).model_fields:
            yield from _references(getattr(node, name, None), (*path, name))


def _variables(configuration: Any) -> tuple[dict[str, str], dict[str, str]]:
    """The variables that must be set, and those that only could be, with the kind of value that their name suggests."""
    needed: dict[str, str] = {}
    optional: dict[str, str] = {}
    for key, value in _strings(configuration, ""):
        for match in VARIABLE.finditer(value):
            name, operator = match[1], match[2]
            (needed if not operator else optional).setdefault(name, _kind(f"{key} {name}".lower()))
    return needed, optional


def _kind(words: str) -> str:
    if "port" in words.replace("support", "").replace("export", "").replace("report", ""):
        return "port"
    return "url" if re.search(r"ur[il]|endpoint|api_base|base_url", words) else "text"


def _conditions(configuration: Any) -> list[str]:
    """The variables that switch a provider on."""
    return [
        match[1]
        for key, value in _strings(configuration, "")
        if key == "provider_id"
        for match in VARIABLE.finditer(value)
        if match[2] == "+"
    ]


def _strings(node: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _strings(value, str(name))
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value, key)
    elif isinstance(node, str):
        yield key, node


def _described(error: BaseException) -> list[tuple[str, str]]:
    """What is wrong, once without upstream's prose and once with the first line of it."""
    if hasattr(error, "errors") and callable(error.errors):
        return [
            (f"{_place(each['loc'])} {each['type']}", f"{_place(each['loc'])}: {each['msg']}")
            for each in error.errors()[:6]
        ]
    if isinstance(error, ValueError) and str(error).startswith("no "):
        return [(str(error), str(error))]
    names = re.findall(r"\b(?:storage|server|registered_resources)(?:\.\w+)+|[`'][\w:.\- ]{1,60}[`']", str(error))
    quoted = " ".join(dict.fromkeys(name.strip("'`") for name in names[:4]))
    first = (str(error).splitlines() or [""])[0]
    return [(f"{type(error).__name__} {quoted}".strip(), f"{type(error).__name__}: {first}")]


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(map(str, location)) or "whole"


if __name__ == "__main__":
    raise SystemExit(main())
