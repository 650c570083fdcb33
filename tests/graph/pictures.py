"""Pictures of texts, and texts with everything that a picture can show."""

from __future__ import annotations

from stacklint.engine import examine
from stacklint.graph import Column, Edge, Graph, Node, graphs_of
from stacklint.settings import FileSettings

ZOO = """\
# stacklint: target=1.5.0
version: 2
distro_name: zoo
apis: [inference, vector_io, files, responses]
providers:
  inference:
  - provider_id: ${env.VLLM_URL:+vllm}
    provider_type: remote::vllm
    config: {base_url: "${env.VLLM_URL:=}"}
  - provider_id: mine
    provider_type: remote::mine
    module: my_company.provider
  - provider_id: __disabled__
    provider_type: remote::openai
  vector_io:
  - provider_id: ${env.MILVUS_URL:+milvus}
    provider_type: inline::milvus
    config:
      db_path: ${env.MILVUS_URL}
      persistence: {backend: sql_default, namespace: vector_io::milvus}
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: "${env.KV_BACKEND}", namespace: vector_io::faiss}
  - provider_id: 'chroma <"quoted"> & ünïcödé\\n 向量数据库 [a](b) #quot; `c` %% --> end'
    provider_type: remote::chromadb
    config:
      persistence: {backend: kv_redsi, namespace: "${env.NS:=vector_io::chroma}"}
  - provider_id: a-provider-with-an-extraordinarily-long-name-that-nobody-would-really-give-it-but-who-knows
    provider_type: inline::sqlite-vec
    config:
      persistence: {backend: kv_two, namespace: vector_io::sqlite_vec::with::a::very::long::namespace::indeed}
  files:
  - provider_id: files
    provider_type: inline::localfs
    config: {storage_dir: /srv/files}
  responses:
  - provider_id: builtin
    provider_type: inline::builtin
    config:
      persistence:
        responses: {backend: sql_pg, table_name: responses}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: "${env.SQLITE_STORE_DIR:=~/.ogx/distributions/zoo}/kvstore.db"}
    kv_two: {type: kv_sqlite, db_path: "${env.SQLITE_STORE_DIR:=~/.ogx/distributions/zoo}/kvstore.db"}
    kv_redis: {type: kv_redis, host: "${env.REDIS_HOST}", port: 6379}
    sql_default: {type: sql_sqlite, db_path: ":memory:"}
    sql_pg: {type: sql_postgres, connection_string: "postgresql://ogx:hunter2@db.example.com:5432/ogx?sslmode=require"}
    kv_pg: {type: kv_postgres, host: db.example.com, user: ogx, password: hunter2}
    odd: {type: kv_etcd}
  stores:
    metadata: {backend: kv_default, namespace: registry}
    inference: {backend: sql_default, table_name: inference_store}
    conversations: {backend: kv_default, table_name: conv}
"""
"""Every state there is, names that no syntax expects, and a password that nobody may see."""

BARE = """\
version: 2
distro_name: bare
apis: [vector_io]
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: vector_io::faiss}
"""
"""Everything left out that can be."""

HEAD = """\
# stacklint: target=1.5.0
version: 2
distro_name: large
apis: [vector_io]
providers:
  vector_io:
"""


def with_providers(count: int, backends: int = 4) -> str:
    """A configuration with *count* providers that have stores, in *backends* backends, one of them not declared."""
    providers = "".join(
        f"  - provider_id: {f'store-{number:02d}' if number % 6 else f'${{env.P{number}:+store-{number:02d}}}'}\n"
        f"    provider_type: {('inline::faiss', 'remote::chromadb', 'inline::sqlite-vec')[number % 3]}\n"
        "    config:\n"
        f"      persistence: {{backend: kv_{number * 7 % backends}, namespace: 'vector_io::{number}'}}\n"
        for number in range(count)
    )
    declared = "".join(
        f"    kv_{number}: {{type: kv_sqlite, db_path: /data/{number // 2}.db}}\n" for number in range(1, backends)
    )
    others = "    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}\n"
    stores = "  stores:\n    metadata: {backend: kv_1, namespace: registry}\n"
    return f"{HEAD}{providers}storage:\n  backends:\n{declared}{others}{stores}"


def pictures(text: str, *, target: str | None = None, path: str = "run.yaml") -> tuple[Graph, ...]:
    """The pictures of a file's text; *target* is the release that `--target` names."""
    return graphs_of(examine(text, path, FileSettings(forced_target=target)))


def picture(text: str, *, target: str | None = None) -> Graph:
    """The picture of a text with one configuration."""
    (graph,) = pictures(text, target=target)
    return graph


def node(graph: Graph, title: str, column: Column | None = None) -> Node:
    """The one box of this title."""
    (found,) = (each for each in graph.nodes if each.title == title and column in (None, each.column))
    return found


def lines(graph: Graph) -> list[tuple[str, str]]:
    """The titles at both ends of every line."""
    titles = {each.key: each.title for each in graph.nodes}
    return [(titles[edge.source], titles[edge.target]) for edge in graph.edges]


def edge(graph: Graph, source: str, target: str) -> Edge:
    """The one line between two titles."""
    titles = {each.key: each.title for each in graph.nodes}
    (found,) = (each for each in graph.edges if (titles[each.source], titles[each.target]) == (source, target))
    return found
