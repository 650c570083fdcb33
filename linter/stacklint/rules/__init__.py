"""All rules, in the order people read them."""

from __future__ import annotations

from stacklint.rules import (
    backend_family_mismatch,
    dangling_backend,
    duplicate_key,
    duplicate_namespace,
    duplicate_table,
    env_always_empty,
    env_default_as_id,
    env_syntax,
    ephemeral_storage,
    internal_error,
    invalid_encoding,
    invalid_suppression,
    invalid_value,
    legacy_inline_store,
    legacy_server_store,
    misplaced_resources,
    missing_key,
    missing_storage,
    missing_store,
    multiple_documents,
    reserved_table,
    shared_physical_store,
    unexpanded_home,
    unused_backend,
    unused_suppression,
    yaml_limits,
    yaml_syntax,
    yaml_type_surprise,
)
from stacklint.rules.record import Rule

RULES: tuple[Rule, ...] = (
    yaml_syntax.rule,
    duplicate_key.rule,
    invalid_encoding.rule,
    yaml_limits.rule,
    multiple_documents.rule,
    yaml_type_surprise.rule,
    dangling_backend.rule,
    backend_family_mismatch.rule,
    duplicate_namespace.rule,
    duplicate_table.rule,
    reserved_table.rule,
    shared_physical_store.rule,
    legacy_inline_store.rule,
    legacy_server_store.rule,
    missing_storage.rule,
    missing_store.rule,
    unused_backend.rule,
    unexpanded_home.rule,
    ephemeral_storage.rule,
    missing_key.rule,
    invalid_value.rule,
    misplaced_resources.rule,
    env_syntax.rule,
    env_always_empty.rule,
    env_default_as_id.rule,
    unused_suppression.rule,
    invalid_suppression.rule,
    internal_error.rule,
)

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
GROUPS: dict[str, frozenset[str]] = {
    group: frozenset(rule.name for rule in RULES if rule.group == group)
    for group in dict.fromkeys(rule.group for rule in RULES)
}

__all__ = ["BY_NAME", "GROUPS", "RULES", "Rule"]
