"""What each step of a migration does to a text.

Every function finds the old form in a document, which it reads for the release of its step, and yields what turns it
into the new one, or what a person has to decide. It is asked again after each change, so it must not find what it has
done already; all of its knowledge comes from the generated data.
"""

from __future__ import annotations

from collections.abc import Mapping

from stacklint.migrate.steps import (
    apis,
    defaults,
    dependencies,
    environment,
    home_folder,
    identifiers,
    inference,
    inline_stores,
    keys,
    models,
    provider_types,
    required,
    resources,
    server,
    slots,
    sql_form,
    stored_names,
    telemetry,
    transport,
)
from stacklint.migrate.steps.common import Changes

CHANGES: Mapping[str, tuple[Changes, ...]] = {
    "older-apis": (apis.unknown,),
    "quantized-inference": (provider_types.renamed("quantized-inference"),),
    "code-interpreter": (provider_types.removed("code-interpreter"),),
    "server-host": (server.host,),
    "env-grammar": (environment.changes,),
    "milvus-token": (required.of("milvus-token"),),
    "auth-provider-config": (server.auth,),
    "telemetry-exporter": (keys.renamed("telemetry-exporter"),),
    "ollama-connection": (keys.removed("ollama-connection"),),
    "openai-compat": (provider_types.renamed("openai-compat"),),
    "inline-vllm": (provider_types.renamed("inline-vllm"),),
    "model-provider": (models.changes,),
    "training-output": (required.of("training-output"),),
    "training-hardware": (provider_types.renamed("training-hardware"), required.of("training-output")),
    "named-backends": (inline_stores.changes, slots.changes, inline_stores.changes),
    "registered-resources": (resources.moved,),
    "vector-databases": (apis.tables,),
    "telemetry": (telemetry.switched_on, apis.of("telemetry")),
    "prefixed-models": (identifiers.changes, identifiers.renamed),
    "base-url": (keys.renamed("base-url"), keys.completed, keys.removed("base-url")),
    "bedrock-openai": (keys.renamed("bedrock-openai"), keys.left("bedrock-openai")),
    "telemetry-section": (keys.removed("telemetry-section"),),
    "honoured-inference-table": (stored_names.tables,),
    "server-slots": (dependencies.changes, slots.changes),
    "distro-name": (server.name,),
    "connector-list": (resources.lifted("connector-list"), slots.changes),
    "vertexai-location": (defaults.of("vertexai-location"),),
    "inline-inference": (provider_types.left("inline-inference"),),
    "honoured-responses-table": (stored_names.tables,),
    "responses-api": (
        provider_types.renamed("responses-api"),
        apis.of("responses-api"),
        server.search_templates,
        # Stores that were not recognised under the old name of the API.
        inline_stores.changes,
        dependencies.changes,
        slots.changes,
    ),
    "tool-groups": (resources.automatic,),
    "trust-remote-code": (inference.remote_code,),
    "post-training": (apis.of("post-training"),),
    "hosted-inference": (provider_types.left("hosted-inference"),),
    "ogx": (defaults.changes,),
    "home-folder": (home_folder.changes,),
    "removed-apis": (apis.of("removed-apis"), apis.tables, resources.gone),
    "deprecated-types": (provider_types.renamed("deprecated-types"),),
    "model-identifiers": (identifiers.changes, identifiers.renamed),
    "file-size": (keys.removed("file-size"),),
    "safety": (apis.of("safety"), apis.tables, resources.gone, keys.removed("safety")),
    "sql-stores": (sql_form.to_sql, slots.changes),
    "kv-namespaces": (stored_names.namespaces,),
    "agent-state": (sql_form.unread,),
    "pgvector-password": (defaults.of("pgvector-password"),),
    "vector-store-metadata": (slots.changes,),
    "message-batches": (slots.changes,),
    "server-limits": (keys.removed("server-limits"),),
    "tls": (transport.changes,),
    "inline-transformers": (provider_types.renamed("inline-transformers"),),
    "left-out": (provider_types.left("left-out"),),
    "empty-apis": (apis.empty,),
}
"""By the name of the step in the generated data; a step that changes no text, only where data is found, has none."""
