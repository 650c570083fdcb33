"""Upstream's `replace_env_vars`, release by release, as a pure function of the environment.

Proved against real releases in `tests/upstream`. What differs between releases comes in as a `Behaviour`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from stacklint.syntax.env.expressions import MODERN, OLD, Grammar
from stacklint_schemas.typed import Final, Literal, NamedTuple

DISABLED: Final = "__disabled__"


class Behaviour(NamedTuple):
    """How a release substitutes; the defaults are those of the newest releases."""

    grammar: Grammar = "modern"
    conversion: Literal["never", "always", "when-changed"] = "when-changed"
    """Whether a text becomes a number, a boolean or None. `always`: also texts without an expression."""
    empty_default: Literal["empty", "error"] = "empty"
    """What `${env.X:=}` is while X is not set."""
    disabled_items: Literal["expanded", "kept", "dropped"] = "dropped"
    """A list item whose provider_id is `__disabled__`: like any other, kept without being expanded, or left out."""
    id_keys: tuple[str, ...] = ("vector_store_id", "model_id")
    """A list item is left out when one of these keys of it is empty."""
    auth_can_be_off: bool = True
    """Whether an empty `server.auth.provider_config.type` makes the whole `provider_config` null."""


class UnsetVariable(Exception):
    """A variable without a default is not set or empty; upstream does not start."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(f"{name} is not set ({path})")
        self.name = name
        self.path = path
        """Where, in upstream's notation: `providers.inference[0].config.url`."""


def substitute(value: object, environment: Mapping[str, str], behaviour: Behaviour, path: str = "") -> object:
    """*value* (mappings, lists and scalars as loaded) with all expressions replaced. Raises UnsetVariable.

    A leading `~` of a replaced piece becomes the environment's HOME.
    """
    if isinstance(value, dict):
        return _mapping(value, environment, behaviour, path)
    if isinstance(value, list):
        return _list(value, environment, behaviour, path)
    if isinstance(value, str):
        return _text(value, environment, behaviour, path)
    return value


def _mapping(
    mapping: dict[object, object], environment: Mapping[str, str], behaviour: Behaviour, path: str
) -> dict[object, object]:
    without_auth = behaviour.auth_can_be_off and _auth_is_off(mapping, environment, behaviour, path)
    result = {
        key: substitute(value, environment, behaviour, f"{path}.{key}" if path else str(key))
        for key, value in mapping.items()
        if not (without_auth and key == "provider_config")
    }
    if without_auth:
        result["provider_config"] = None
    return result


def _auth_is_off(
    mapping: dict[object, object], environment: Mapping[str, str], behaviour: Behaviour, path: str
) -> bool:
    provider = mapping.get("provider_config")
    if path != "server.auth" or not isinstance(provider, dict) or "type" not in provider:
        return False
    try:
        kind = substitute(provider["type"], environment, behaviour, f"{path}.provider_config.type")
    except UnsetVariable:
        return False
    return kind is None or kind == ""


def _list(items: list[object], environment: Mapping[str, str], behaviour: Behaviour, path: str) -> list[object]:
    result: list[object] = []
    for index, item in enumerate(items):
        place = f"{path}[{index}]"
        if isinstance(item, dict):
            if behaviour.disabled_items != "expanded" and _is_disabled(item, environment, behaviour, place):
                if behaviour.disabled_items == "kept":
                    result.append({**item, "provider_id": DISABLED})
                continue
            if any(_is_empty(item, key, environment, behaviour, place) for key in behaviour.id_keys):
                continue
        result.append(substitute(item, environment, behaviour, place))
    return result


def _is_disabled(item: dict[object, object], environment: Mapping[str, str], behaviour: Behaviour, place: str) -> bool:
    if "provider_id" not in item:
        return False
    try:
        return substitute(item["provider_id"], environment, behaviour, f"{place}.provider_id") == DISABLED
    except UnsetVariable:
        return False


def _is_empty(
    item: dict[object, object], key: str, environment: Mapping[str, str], behaviour: Behaviour, place: str
) -> bool:
    if key not in item:
        return False
    try:
        found = substitute(item[key], environment, behaviour, f"{place}.{key}")
    except UnsetVariable:
        return False
    return found is None or found == ""


def _text(text: str, environment: Mapping[str, str], behaviour: Behaviour, path: str) -> object:
    changed = text
    if "${env." in text:
        pattern = OLD if behaviour.grammar == "old" else MODERN
        changed = pattern.sub(lambda match: _piece(match, environment, behaviour, path), text)
    if behaviour.conversion == "always" or (behaviour.conversion == "when-changed" and changed != text):
        return convert(changed)
    return changed


def _piece(match: re.Match[str], environment: Mapping[str, str], behaviour: Behaviour, path: str) -> str:
    name, operator, operand = match.groups()
    value = environment.get(name)
    if operator == "+":
        value = operand if value else ""
    elif not value:
        if operator is None or (not operand and behaviour.empty_default == "error"):
            raise UnsetVariable(name, path)
        value = operand
    return expand_home(value, environment)


def expand_home(value: str, environment: Mapping[str, str]) -> str:
    """*value* with a leading `~` replaced by HOME; unchanged without one, and for another user's home."""
    if value != "~" and not value.startswith("~/"):
        return value
    home = environment.get("HOME")
    if home is None:
        return value
    return home.rstrip("/") + value[1:] or "/"


def convert(text: str) -> str | int | float | bool | None:
    """What upstream makes of a replaced text: empty is None, then booleans and numbers as Python reads them."""
    if not text:
        return None
    lowered = text.lower()
    if lowered in {"true", "false"}:
        return lowered == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
