"""Telling a stack configuration from everything else that is written in YAML: by content, never by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final


def may_be_ours(text: str) -> bool:
    """Whether a text may hold a stack configuration, itself or embedded; so cheap that foreign YAML is never parsed.

    Works on broken text; says yes to some files that `looks_like_stack_config` then refuses.
    """
    return any(word in text for word in _WORDS)


# One of them stands in everything that is recognised below.
_WORDS: Final = (
    "provider_type",
    "provider_id",
    "kv_",
    "sql_",
    "metadata_store",
    "inference_store",
    "conversations_store",
    "responses_store",
    "image_name",
    "distro_name",
    "routing_table",
    "backend",
)


def looks_like_stack_config(root: Node | None) -> bool:
    """Whether the root of a document is a run configuration of any release.

    Not: Kubernetes objects (look inside them instead), build configurations, values of Helm charts.
    """
    if not isinstance(root, Mapping) or _belongs_to_somebody_else(root):
        return False
    return _has_providers(root) or _has_storage(root) or _has_legacy_parts(root)


def _belongs_to_somebody_else(root: Mapping) -> bool:
    keys = root.effective().keys()
    if "distribution_spec" in keys or ("kind" in keys and "apiVersion" in keys):
        return True
    if isinstance(image := root.get("image"), Mapping) and image.entry("repository") is not None:
        return True
    # Charts name their values alike; a run configuration has none of these.
    return len(keys & _CHART_KEYS) >= 2


_CHART_KEYS: Final = frozenset(
    (
        "affinity",
        "autoscaling",
        "env",
        "extraEnv",
        "fullnameOverride",
        "global",
        "imagePullSecrets",
        "ingress",
        "nameOverride",
        "nodeSelector",
        "persistence",
        "podAnnotations",
        "podLabels",
        "podSecurityContext",
        "replicaCount",
        "resources",
        "route",
        "securityContext",
        "service",
        "serviceAccount",
        "tolerations",
        "volumeMounts",
        "volumes",
    )
)


def _has_providers(root: Mapping) -> bool:
    providers = root.get("providers")
    if not isinstance(providers, Mapping):
        return False
    for entry in providers.entries:
        listed = target(entry.value)
        if isinstance(listed, Sequence):
            for item in listed.items:
                found = target(item)
                if isinstance(found, Mapping) and found.effective().keys() & {"provider_type", "provider_id"}:
                    return True
    return False


def _has_storage(root: Mapping) -> bool:
    storage = root.get("storage")
    if not isinstance(storage, Mapping):
        return False
    kinds = (_text(backend.get("type")) for backend in _mappings_in(storage.get("backends")))
    if any(kind.startswith(("kv_", "sql_")) for kind in kinds):
        return True
    return any(store.entry("backend") is not None for store in _mappings_in(storage.get("stores")))


_LEGACY_STORES: Final = ("metadata_store", "inference_store", "conversations_store", "responses_store")
_LEGACY_TYPES: Final = frozenset(("sqlite", "postgres", "redis", "mongodb"))


def _has_legacy_parts(root: Mapping) -> bool:
    for name in _LEGACY_STORES:
        store = root.get(name)
        if isinstance(store, Mapping) and _text(store.get("type")) in _LEGACY_TYPES:
            return True
    keys = root.effective().keys()
    if "routing_table" in keys and keys & {"provider_map", "api_providers", "apis_to_serve", "providers"}:
        return True
    return isinstance(root.get("apis"), Sequence) and bool(keys & {"image_name", "distro_name"})


def _mappings_in(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            found = target(entry.value)
            if isinstance(found, Mapping):
                yield found


def _text(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


# Helm ----------------------------------------------------------------------------------------------------------------


def helm_template(text: str) -> bool:
    """Whether the text is YAML only after Helm has rendered it.

    OpenShift's `${{P}}`, a prompt with `{{question}}` and braces in quotes do not make a text a template, unless they
    hold what only a chart has (`.Values`, control lines).
    """
    if "{{" not in text:
        return False
    if _CHART.search(text) is not None:
        return True
    return any(not _is_quoted(text, match.start()) for match in _ACTION.finditer(text))


_CHART: Final = lazy_pattern(
    r"""(?<!\$)\{\{-?\s*(?:/\*|[^{}\n]*\.(?:Values|Release|Chart|Capabilities|Files|Template)\b)
    |^[ \t]*\{\{-?\s*(?:if|else|end|range|with|define|include|template|block)\b""",
    re.MULTILINE | re.VERBOSE,
)
_ACTION: Final = lazy_pattern(
    r"(?<!\$)\{\{-?\s*(?:\.[A-Za-z]|\$[A-Za-z]|(?:include|template|toYaml|tpl|quote|default|required|printf|lookup)\b)"
)


def _is_quoted(text: str, offset: int) -> bool:
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1 or before.lstrip().startswith("#")


def source_label(text: str, document: Span) -> str:
    """What `helm template` says a document comes from (`# Source: chart/templates/x.yaml`), or the empty string."""
    match = _SOURCE.match(text, document.start, document.end)
    return match[1].strip() if match is not None else ""


_SOURCE: Final = lazy_pattern(r"\ufeff?(?:---[^\n]*\n|[ \t]*\r?\n)*# Source: ([^\r\n]+)")
