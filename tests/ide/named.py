"""Small configurations with one name marked in each: ‹declared› and «used». Shared by navigation and rename."""

from ide.marks import unmarked

BACKEND = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: «kv_main», namespace: vector_io::faiss}
  - provider_id: sqlite-vec
    provider_type: inline::sqlite-vec
    config:
      db_path: /data/vec.db
      persistence:
        namespace: vector_io::sqlite_vec
        backend: '«kv_main»'
storage:
  backends:
    ‹kv_main›:
      type: kv_sqlite
      db_path: ${env.DIR:=/data}/kv_main.db
    sql_main:
      type: sql_sqlite
      db_path: /data/sql.db
  stores:
    metadata: {namespace: registry, backend: "«kv_main»"}
    inference: {table_name: inference, backend: sql_main}
    conversations: {table_name: conversations, backend: sql_main}
    prompts: {table_name: prompts, backend: sql_main}
    connectors: {table_name: connectors, backend: sql_main}
"""

DEFAULT = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: "${env.KV:=«kv_main»}", namespace: faiss}
storage:
  backends:
    ‹kv_main›: {type: kv_sqlite, db_path: /data/kv.db}
    sql: {type: sql_sqlite, db_path: /data/sql.db}
  stores:
    metadata: {namespace: registry, backend: '${env.KV:=«kv_main»}'}
    inference: {table_name: inference, backend: sql}
    conversations: {table_name: conversations, backend: sql}
    prompts: {table_name: prompts, backend: sql}
    connectors: {table_name: connectors, backend: sql}
"""

ALIASED = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: &kv «kv_main», namespace: faiss}
  - provider_id: sqlite-vec
    provider_type: inline::sqlite-vec
    config:
      persistence: {backend: *kv, namespace: vec}
storage:
  backends:
    ‹kv_main›: {type: kv_sqlite, db_path: /data/kv.db}
"""

EXTERNAL = """\
version: 2
providers:
  vector_io:
  - provider_id: ours
    provider_type: remote::ours
    module: ours
    config:
      store: {backend: «kv_main», namespace: ours}
  - provider_id: __disabled__
    provider_type: inline::faiss
    config:
      persistence: {backend: «kv_main», namespace: faiss}
storage:
  backends:
    ‹kv_main›: {type: kv_sqlite, db_path: /data/kv.db}
"""

PROVIDER = """\
version: 2
providers:
  inference:
  - provider_id: ${env.VLLM_URL:+‹vllm›}
    provider_type: remote::vllm
    config: {}
  vector_io:
  - provider_id: vllm
    provider_type: inline::faiss
    config: {}
registered_resources:
  models:
  - model_id: llama
    provider_id: «vllm»
  - model_id: nomic
    provider_id: ${env.OTHER:=«vllm»}
    model_type: embedding
  vector_stores:
  - vector_store_id: docs
    provider_id: vllm
    embedding_model: «vllm»/nomic
    embedding_dimension: 768
vector_stores:
  default_provider_id: vllm
  default_embedding_model: {provider_id: «vllm», model_id: nomic}
"""

MODEL = """\
version: 2
providers:
  inference:
  - provider_id: st
    provider_type: inline::sentence-transformers
registered_resources:
  models:
  - model_id: ‹nomic-ai/embed›
    provider_id: st
    model_type: embedding
  vector_stores:
  - vector_store_id: one
    embedding_model: st/«nomic-ai/embed»
    embedding_dimension: 768
  - vector_store_id: two
    embedding_model: «nomic-ai/embed»
    embedding_dimension: 768
vector_stores:
  default_embedding_model: {provider_id: st, model_id: «nomic-ai/embed»}
"""

SHIELD = """\
version: 2
providers:
  safety:
  - {provider_id: guard, provider_type: 'inline::llama-guard', config: {}}
registered_resources:
  shields:
  - {shield_id: ‹no-harm›, provider_id: guard}
safety: {default_shield_id: «no-harm»}
"""

VECTOR_STORE = """\
version: 2
providers:
  responses:
  - provider_id: builtin
    provider_type: inline::builtin
    config:
      memory_config: {default_vector_store_id: «memory»}
registered_resources:
  vector_stores:
  - vector_store_id: ‹memory›
    embedding_model: m
    embedding_dimension: 3
"""

DATASET = """\
version: 2
providers:
  eval:
  - {provider_id: e, provider_type: 'inline::meta-reference'}
datasets:
- dataset_id: ‹simpleqa›
  purpose: eval/messages-answer
benchmarks:
- benchmark_id: b
  dataset_id: «simpleqa»
  scoring_functions: [basic]
"""

SCORING = (
    DATASET.replace("‹", "").replace("›", "").replace("«", "").replace("»", "").replace("[basic]", "[«basic::equal»]")
    + "scoring_fns:\n- scoring_fn_id: ‹basic::equal›\n"
)

VARIABLE = """\
version: 2
providers:
  inference:
  - provider_id: ${env.«VLLM_URL»:+vllm}
    provider_type: remote::vllm
    config:
      base_url: ${env.«VLLM_URL»:=http://localhost/v1}
      api_token: "${env.VLLM_URL_TOKEN:=x}-${env.«VLLM_URL»}"
      note: |
        ${env.OTHER}
        ${env.«VLLM_URL»}
"""

ANCHOR = """\
version: 2
x-common: &‹common› {namespace: a}
x-list: [&common2 1, *common2]
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence:
        <<: *«common»
        backend: kv
  - provider_id: more
    provider_type: inline::faiss
    config: *«common»
"""

API = """\
version: 2
apis:
- «inference»
- vector_io
providers:
  ‹inference›:
  - {provider_id: inference, provider_type: remote::vllm}
"""

MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: stack}
data:
  run.yaml: |
"""


def embedded(marked: str) -> str:
    """The same configuration in a ConfigMap."""
    return MAP + "".join(f"    {line}\n" for line in marked.splitlines())


TWO_MAPS = f"{embedded(VARIABLE)}---\n{embedded(VARIABLE)}"

ALL = {
    "backend": BACKEND,
    "backend in a default": DEFAULT,
    "backend with an alias": ALIASED,
    "backend of unknown providers": EXTERNAL,
    "provider": PROVIDER,
    "model": MODEL,
    "shield": SHIELD,
    "vector store": VECTOR_STORE,
    "dataset": DATASET,
    "scoring function": SCORING,
    "variable": VARIABLE,
    "anchor": ANCHOR,
    "embedded backend": embedded(BACKEND),
    "embedded variable": embedded(VARIABLE),
    "variable of two configurations": TWO_MAPS,
    "backend of one of two": f"{embedded(BACKEND)}---\n{unmarked(embedded(BACKEND)).text}",
    "windows line ends": BACKEND.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + BACKEND,
    "two documents": "a: 1\n---\n" + MODEL,
}
"""Names that can be renamed."""

FIXED = {"API": API}
"""Names that are upstream's."""
