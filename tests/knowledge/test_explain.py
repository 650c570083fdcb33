"""What is said of each sort of place, and where nothing is."""

from __future__ import annotations

import pytest

from ide.cursor import at
from stacklint.knowledge import Explanation, explain, explain_path, offset_on_line, to_markdown, to_text
from stacklint.text.span import Span

STACK = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence:
        namespace: vector_io::faiss
        backend: kv_default
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: ${env.SQLITE_STORE_DIR:=/data}/kvstore.db
    sql_default:
      type: sql_postgres
      host: db
      user: me
      password: correct-horse
  stores:
    metadata:
      namespace: registry
      backend: kv_default
    inference:
      table_name: inference_store
      backend: sql_default
registered_resources:
  models:
  - model_id: llama
    provider_id: vllm
    provider_model_id: meta/llama
"""


def explained(marked: str, target: str | None = "ogx-1.5.0") -> Explanation:
    """The explanation at the mark; there must be one."""
    found = maybe_explained(marked, target)
    assert found is not None
    return found


def maybe_explained(marked: str, target: str | None = "ogx-1.5.0") -> Explanation | None:
    analysis, offset = at(marked, target=target)
    return explain(analysis.views[0].document, offset)


def facts(marked: str, target: str | None = "ogx-1.5.0") -> dict[str, str]:
    return {fact.name: fact.text for fact in explained(marked, target).facts}


def marked(old: str, new: str, text: str = STACK) -> str:
    """*text* with *new*, which has the mark, for the first *old*."""
    assert old in text
    return text.replace(old, new, 1)


def inference(config: str, kind: str = "remote::vllm", api: str = "inference") -> str:
    lines = f"providers:\n  {api}:\n  - provider_id: one\n    provider_type: {kind}\n    config:\n"
    return lines + "".join(f"      {line}\n" for line in config.splitlines())


def test_a_key_of_the_stack() -> None:
    found = explained("version: 2\nproviders: {}\nserver:\n  po<|>rt: 8321\napis: []\nimage_name: x\n" + STACK[11:])
    assert to_markdown(found) == (
        "**`server.port`** \u2014 key\n\nPort to listen on\n\n"
        "- Type: integer from 1024 to 65535\n- Default: `8321`\n\n*ogx 1.5.0, pinned*"
    )
    assert to_text(found) == (
        "server.port: key (ogx 1.5.0, pinned)\n  Port to listen on\n"
        "  Type     integer from 1024 to 65535\n  Default  8321"
    )


def test_a_key_that_only_some_releases_have() -> None:
    text = inference("x: 1").replace("providers", "server:\n  tenancy: {mo<|>de: multi}\nproviders")
    assert facts(text, None)["Known"] == "since 1.2.0"
    assert facts(text, "llama-stack-0.3.5")["Not in these releases"] == (
        "known since 1.2.0; upstream drops it without a word"
    )


def test_what_differs_between_the_releases_of_a_range() -> None:
    found = facts("image_na<|>me: x\n" + inference("x: 1"), None)
    assert found["Type"] == "string or null (from 0.5.0 on)"
    assert found["Required"] == "until 0.4.7"
    assert found["Deprecated"] == "since 0.5.0"


def test_a_key_of_a_provider() -> None:
    assert facts(inference("base_<|>url: http://x/v1"))["Type"] == "URL or null"
    assert facts(inference("base_<|>url: http://x/v1"))["Known"] == "since 0.4.0"
    assert facts(inference("base_<|>url: http://x/v1"))["Before"] == "`url` until 0.3.5"
    assert facts(inference("max_to<|>kens: 1"))["Default"] == "`4096`"
    assert facts(inference("api_to<|>ken: x")) == {"Type": "secret or null"}


def test_a_renamed_key_says_its_new_name_and_why() -> None:
    found = facts(inference("u<|>rl: http://x"))
    assert found["Not in these releases"] == "known until 0.3.5; upstream drops it without a word"
    assert found["Renamed"] == "`base_url` since 0.4.0"
    assert "base_url" in found["In 0.4.0"]


def test_an_old_name_is_not_one_again_when_the_new_one_went() -> None:
    text = inference("otel_exporter_otlp<|>_endpoint: x", kind="inline::meta-reference", api="telemetry")
    assert facts(text, "llama-stack-0.2.16")["Before"].endswith(" until 0.2.14")


def test_an_unknown_key_says_what_becomes_of_it() -> None:
    assert facts(inference("base_ur<|>: x")) == {
        "Effect": "upstream drops it without a word",
        "Nearest": "`base_url`",
    }
    assert explained(inference("base_ur<|>: x")).kind == "unknown key of remote::vllm"


def test_a_key_that_decides_about_others() -> None:
    text = "server:\n  auth:\n    provider_config:\n      type: kuber<|>netes\n" + inference("x: 1")
    assert facts(text)["Type"].startswith("one of `custom`, `github_token`, `kubernetes`")
    assert facts(text)["`kubernetes`"] == "since 0.2.21"


def test_a_provider_type() -> None:
    found = explained(inference("x: 1", kind="inline::<|>faiss", api="vector_io"))
    assert found.name == "inline::faiss"
    assert next(fact for fact in found.facts if fact.name == "Store").text == (
        "`persistence`: key-value, required, usually namespace `vector_io::faiss`"
    )
    said = {fact.name: fact.text for fact in found.facts}
    assert said["Known"] == "in every release"
    assert said["Needs"] == "`inference`"
    assert said["Uses if there"] == "`file_processors`, `files`, `models`"


def test_a_provider_type_that_went() -> None:
    found = facts(inference("x: 1", kind="inline::meta-refe<|>rence", api="agents"), "ogx-1.5.0")
    assert found["Not in these releases"] == "known until 0.6.1"
    assert found["Replaced by"] == "`inline::builtin` of API `responses`, since 0.7.0"


def test_an_unknown_and_a_foreign_provider_type() -> None:
    assert facts(inference("x: 1", kind="inline::fai<|>s", api="vector_io")) == {"Nearest": "`inline::faiss`"}
    foreign = inference("x: 1", kind="remote::m<|>ine").replace("    config", "    module: mine\n    config")
    assert "outside upstream" in explained(foreign).summary


def test_an_api() -> None:
    found = explained(marked("vector_io:", "vector<|>_io:"))
    said = {fact.name: fact.text for fact in found.facts}
    assert said["Routes"] == "`vector_stores`"
    assert said["Providers"] == "`faiss`"
    assert (
        facts(inference("x: 1", kind="inline::llama-guard", api="saf<|>ety"))["Not in these releases"] == "until 0.8.0"
    )


def test_a_backend_says_its_place_and_its_users() -> None:
    found = explained(marked("kv_default:", "kv_<|>default:"))
    assert to_markdown(found) == (
        "**`kv_default`** \u2014 storage backend\n\n"
        "- Type: `kv_sqlite` (key-value)\n"
        "- Place: db_path `${env.SQLITE_STORE_DIR:=/data}/kvstore.db`\n"
        "- Used by: `storage.stores.metadata` (namespace `registry`),"
        " `vector_io/faiss` (namespace `vector_io::faiss`)\n\n"
        "*ogx 1.5.0, pinned*"
    )
    assert [related.text for related in found.related] == [
        "used by 'storage.stores.metadata'",
        "used by provider 'faiss'",
    ]


def test_users_by_slots_left_out_are_users() -> None:
    assert (
        "`storage.stores.prompts` (table_name `prompts`, left out)"
        in (facts(marked("sql_default:", "sql_<|>default:"))["Used by"])
    )


def test_a_backend_that_nobody_uses() -> None:
    text = marked("    sql_default:", "    ot<|>her: {type: kv_redis}\n    sql_default:")
    assert facts(text) == {
        "Type": "`kv_redis` (key-value)",
        "Place": "host `localhost` by default, port `6379` by default",
        "Used by": "nothing",
    }


def test_a_reference_says_what_it_leads_to() -> None:
    found = explained(marked("backend: kv_default", "backend: kv_<|>default"))
    assert found.kind == "storage backend for provider 'faiss'"
    assert {fact.name: fact.text for fact in found.facts} == {
        "Type": "`kv_sqlite` (key-value)",
        "Place": "db_path `${env.SQLITE_STORE_DIR:=/data}/kvstore.db`",
        "Namespace": "`vector_io::faiss`",
    }
    assert [related.text for related in found.related] == ["declared here"]


def test_a_reference_to_the_wrong_family_and_to_nothing() -> None:
    wrong = facts(marked("backend: kv_default", "backend: sql_<|>default"))
    assert wrong["Wrong family"] == "`sql_default` is a SQL backend, and this is for a key-value one"
    nowhere = facts(marked("backend: kv_default", "backend: kv_defau<|>t"))
    assert nowhere["Unresolved"] == "no backend is called `kv_defaut`; nearest is `kv_default`"
    assert nowhere["Declared"] == "`kv_default`, `sql_default`"


def test_a_reference_by_a_variable() -> None:
    found = facts(marked("backend: kv_default", "backend: ${env.KV:=kv_<|>default}"))
    assert found["While unset"] == "`kv_default`"
    assert found["Type"] == "`kv_sqlite` (key-value)"
    unknown = facts(marked("backend: kv_default", "backend: ${env.K<|>V}"))
    assert unknown["While unset"] == "the server does not start"
    assert unknown["Backend"] == "the backend's name comes from a variable without default"


def test_upstreams_own_backends() -> None:
    text = inference("persistence: {namespace: a, backend: kv_de<|>fault}", kind="inline::faiss", api="vector_io")
    assert facts(text)["Backend"] == "`kv_default`, upstream's own `kv_sqlite`"


def test_slots_left_out_are_told_at_the_key_around_them() -> None:
    found = facts(marked("  stores:", "  sto<|>res:"), "llama-stack-0.7.3")
    assert found["`prompts` left out"] == "`kv_default`, namespace `prompts`"
    assert facts(marked("  stores:", "  sto<|>res:"), "ogx-1.5.0")["`prompts` left out"] == (
        "`sql_default`, table_name `prompts`"
    )
    between = facts(marked("  stores:", "  sto<|>res:"), None)["`prompts` left out"]
    assert between.startswith(
        "`kv_default`, namespace `prompts` in 0.4.0 to 0.8.0; `sql_default`, table_name `prompts`"
    )


def test_names_that_are_ignored() -> None:
    assert facts(marked("namespace: registry", "name<|>space: registry"), "llama-stack-0.7.3")["Effect"] == (
        "none: `kv_sqlite` ignores it"
    )
    conversations = marked(
        "    inference:", "    conversations:\n      table<|>_name: a\n      backend: sql_default\n    inference:"
    )
    assert facts(conversations)["Effect"] == "none: upstream chooses its tables itself"
    assert "Effect" not in facts(marked("table_name: inference_store", "table_<|>name: inference_store"))


@pytest.mark.parametrize(
    ("value", "unset"),
    [
        ("${env.A<|>:=8321}", "`8321`, the number"),
        ("${env.A<|>:=true}", "`true`, the boolean"),
        ("${env.A<|>:=}", "null"),
        ("${env.A<|>:=/x}/y", "`/x/y`"),
        ("${env.A<|>}", "the server does not start"),
        ("${env.A<|>:+on}", "null"),
    ],
)
def test_an_expression_while_its_variable_is_unset(value: str, unset: str) -> None:
    assert facts(f"server: {{host: '{value}'}}\n" + inference("x: 1"))["While unset"] == unset


def test_an_expression_in_each_grammar() -> None:
    modern = "server: {host: '${env.A<|>:=x}'}\n" + inference("x: 1")
    assert facts(modern, "llama-stack-0.2.12")["While unset"] == "`=x`"
    old = "server: {host: '${env.A<|>:x}'}\n" + inference("x: 1")
    assert facts(old, "llama-stack-0.2.12")["While unset"] == "`x`"
    assert explained(old, "ogx-1.5.0").kind == "text that looks like a variable"
    assert facts(old, "ogx-1.5.0") == {"Meant": "`${env.A:=x}`"}


def test_the_first_release_with_the_grammar_refuses_an_empty_default() -> None:
    text = "server: {host: '${env.A<|>:=}'}\n" + inference("x: 1")
    assert facts(text, "llama-stack-0.2.13")["While unset"] == "the server does not start"


def test_a_conditional_id_says_when_its_provider_is_on() -> None:
    text = marked("provider_id: faiss", "provider_id: ${env.FA<|>ISS:+faiss}")
    assert facts(text)["On"] == "only while `FAISS` is set"
    assert facts(text)["While set"] == "`faiss`"


def test_an_inline_store_of_the_old_form() -> None:
    store = "kv<|>store: {type: sqlite, db_path: /x.db}"
    text = inference(store, kind="inline::faiss", api="vector_io")
    assert facts(text, "llama-stack-0.2.24") == {
        "Used": "until 0.2.24",
        "Now": "`persistence`, a reference to a key-value backend, since 0.3.0",
    }
    effect = "upstream drops it without a word, and does not start without `persistence`"
    assert facts(text, "ogx-1.5.0")["Effect"] == effect
    with_both = text.replace("    config:\n", "    config:\n      persistence: {namespace: a, backend: kv_default}\n")
    assert facts(with_both, "ogx-1.5.0")["Effect"] == "upstream drops it without a word"


def test_an_inline_store_where_a_reference_belongs() -> None:
    store = "metadata<|>_store: {type: sqlite, db_path: /x.db}"
    text = inference(store, kind="inline::localfs", api="files")
    refused = "the server does not start, as this must be a reference to a backend"
    assert facts(text, "ogx-1.5.0")["Effect"] == refused
    assert "Effect" not in facts(text, "llama-stack-0.2.24")


def test_a_key_of_an_inline_store_says_that_nobody_reads_it() -> None:
    for store in ("{type: sql<|>ite, db_path: /x.db}", "{type: sqlite, db<|>_path: /x.db}"):
        text = inference(f"metadata_store: {store}", kind="inline::localfs", api="files")
        assert facts(text, "ogx-1.5.0")["Read"].startswith("by none of these releases; `metadata_store` is")
        assert "Read" not in {fact.name for fact in getattr(maybe_explained(text, "llama-stack-0.2.24"), "facts", ())}


def test_dependencies_that_differ_between_the_releases_of_a_range() -> None:
    text = inference("x: 1", kind="inline::meta-refe<|>rence", api="agents") + "storage: {}\n"
    said = facts(text, None)
    assert "`safety` (until 0.3.5)" in said["Needs"]
    assert said["Uses if there"] == "`safety` (from 0.4.0 on)"


def test_the_keys_of_a_providers_reference_are_those_of_every_reference() -> None:
    backend = explained(marked("        backend: kv_default", "        back<|>end: kv_default"))
    assert backend.summary == "Name of a backend under storage.backends"
    assert [fact.text for fact in backend.facts if fact.name == "Type"] == ["`kv_sqlite` (key-value)"]
    namespace = explained(marked("namespace: vector_io::faiss", "name<|>space: vector_io::faiss"))
    assert namespace.summary.startswith("Beginning of every key")
    table = inference("metadata_store: {table<|>_name: x, backend: y}", kind="inline::localfs", api="files")
    assert "fixed table" in explained(table).summary
    assert not explained(inference("max_<|>tokens: 1")).summary


@pytest.mark.parametrize(("name", "said"), [("all", "the first provider"), ("__disabled__", "none: the entry")])
def test_a_word_in_the_place_of_a_providers_id(name: str, said: str) -> None:
    text = marked("    provider_id: vllm", f"    provider_id: <|>{name}")
    assert facts(text)["Provider"].startswith(said)
    assert "Unresolved" not in facts(text)


def test_a_key_of_another_type_of_backend() -> None:
    text = "providers: {}\nstorage:\n  backends:\n    kv: {type: kv_redis, pass<|>word: x}\n"
    found = explained(text)
    assert (found.kind, found.summary) == ("unknown key of kv_redis", "")


def test_a_type_of_a_backend_that_no_release_has() -> None:
    text = marked("type: kv_sqlite", "type: sql<|>ite")
    assert facts(text)["Now"] == "`kv_sqlite` or `sql_sqlite`"
    found = explained(text.replace("<|>ite", "<|>lite"))
    assert (found.kind, found.name) == ("unknown backend type", "sqllite")


def test_a_default_that_cannot_be_seen() -> None:
    text = inference("service_<|>name: x", kind="inline::meta-reference", api="telemetry")
    assert facts(text, "llama-stack-0.2.14")["Default"] == "an invisible text"


def test_the_place_of_a_backend_with_a_connection_string_is_that_alone() -> None:
    text = (
        "providers: {}\nstorage:\n  backends:\n"
        "    k<|>v: {type: kv_postgres, connection_string: 'postgresql://me:horse@db:5432/x?password=stable'}\n"
    )
    assert facts(text)["Place"] == (
        "table_name `ogx_kvstore` by default, connection_string `postgresql://***@db:5432/x?password=***`"
    )


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("kv_sqlite", "ogx-1.5.0", "another backend with equal `db_path`"),
        ("sql_postgres", "ogx-1.4.0", "another backend with equal `host`, `port` and `db`"),
        (
            "sql_postgres",
            "ogx-1.5.0",
            "another backend with equal `host`, `port` and `db`, or equal `connection_string`",
        ),
        (
            "kv_postgres",
            "ogx-1.5.0",
            "another backend with equal `host`, `port` and `db`, or equal `connection_string`, and equal `table_name`",
        ),
    ],
)
def test_what_makes_two_backends_one_store(kind: str, target: str, said: str) -> None:
    text = f"providers: {{}}\nstorage:\n  backends:\n    one: {{type: {kind[:4]}<|>{kind[4:]}}}\n"
    assert facts(text, target)["Same store as"] == said
    # Only what holds the data counts: there are certificates, too.
    assert ("A leading ~ in `db_path`" in facts(text, target)) == (kind == "kv_sqlite")


def test_resources_and_who_serves_them() -> None:
    text = marked("model_id: llama", "model_id: lla<|>ma")
    assert facts(text)["Unresolved"] == "no provider of `inference` is called `vllm`"
    served = text.replace(
        "  vector_io:\n", "  inference:\n  - provider_id: vllm\n    provider_type: remote::vllm\n  vector_io:\n"
    )
    assert facts(served) == {"Served by": "`vllm`, `remote::vllm`", "provider_model_id": "`meta/llama`"}


def test_references_to_providers_and_models() -> None:
    text = STACK + "vector_stores:\n  default_provider_id: fai<|>ss\n"
    assert facts(text)["Provider"] == "`faiss`, `inline::faiss`"
    text = STACK + "vector_stores:\n  default_embedding_model: {provider_id: x, model_id: lla<|>ma}\n"
    assert facts(text)["provider_model_id"] == "`meta/llama`"
    text = STACK + "vector_stores:\n  default_embedding_model: {provider_id: x, model_id: oth<|>er}\n"
    assert facts(text) == {"Registered": "not in this file; a provider may offer it by itself"}


def test_the_release_and_why() -> None:
    text = "ver<|>sion: 2\n" + STACK[11:]
    found = facts(text, None)
    assert explained(text, None).label.endswith("inferred")
    assert found["Because of"] == "`storage` (since 0.3.0)"
    assert found["To decide"] == "write `# stacklint: target=ogx-1.5.0`"
    pinned = explained("# stacklint: tar<|>get=ogx-1.4.0\n" + STACK, None)
    assert (pinned.name, pinned.kind) == ("ogx 1.4.0, pinned", "release")
    assert facts("# stacklint: tar<|>get=ogx-1.4.0\n" + STACK, None)["Its samples are"] == "`config.yaml`"


def test_a_suppression() -> None:
    found = explained("version: 2 # stacklint: ignore[unused-<|>backend] kept for later\n" + STACK[11:])
    assert found.name == "unused-backend"
    assert found.summary == "Switches `unused-backend` off on this line."
    assert {fact.name: fact.text for fact in found.facts}["Reason"] == "`kept for later`"


@pytest.mark.parametrize(
    "text",
    [
        "# just a com<|>ment about stacklint\n" + STACK,
        STACK + "<|>\n",
        STACK.replace("  vector_io:", "<|>  vector_io:"),
        STACK + "    metadata: {any: thi<|>ng}\n",
        STACK.replace("version: 2", "version: <|> 2"),
        "<|>",
    ],
)
def test_nothing_is_said_of_what_is_nothing(text: str) -> None:
    analysis, offset = at(text)
    assert all(explain(view.document, offset) is None for view in analysis.views)


@pytest.mark.parametrize("place", ["pass<|>word: correct-horse", "password: correct<|>-horse", "host<|>: db"])
def test_a_secret_is_never_shown(place: str) -> None:
    found = explained(STACK.replace(place.replace("<|>", ""), place))
    assert "correct-horse" not in to_markdown(found) + to_text(found)


def test_defaults_of_secrets_and_passwords_in_addresses_are_not_shown() -> None:
    token = facts(inference("api_token: ${env.TOK<|>EN:=correct-horse}"))
    assert token["While unset"] == "hidden, as it is a secret"
    address = facts(inference("base_url: ${env.URL<|>:=http://me:correct-horse@host/v1}"))
    assert address["While unset"] == "`http://***@host/v1`"
    written = facts(marked("db_path: ${env.SQLITE_STORE_DIR:=/data}/kvstore.db", "db_pa<|>th: sk-0123456789abcdefgh"))
    assert "0123456789" not in str(written)


def test_markdown_of_the_file_stays_text() -> None:
    text = marked("model_id: llama", "model_id: 'a`b**[x](y)<|>\u2028'")
    assert "`a'b**[x](y)`" in to_markdown(explained(text))


def test_a_namespace_that_becomes_a_table_name() -> None:
    text = marked(
        "    inference:", "    prompts:\n      name<|>space: prompts\n      backend: kv_default\n    inference:"
    )
    assert facts(text)["Read as"] == "`table_name` since 1.0.0"
    assert "Not in these releases" not in facts(text)
    assert (
        facts(
            text.replace("name<|>space", "namespace").replace(
                "backend: kv_default\n    inf", "backend: kv_<|>default\n    inf"
            )
        )["Rewritten"]
        == "upstream reads `kv_default` as `sql_default`"
    )


def test_lists_of_resources_say_where_they_are_read() -> None:
    text = inference("max_tokens: 1") + "mod<|>els: []\n"
    assert "Read here" not in facts(text, "ogx-1.5.0")  # as this says the same:
    assert facts(text, "ogx-1.5.0")["Not in these releases"].startswith("known until 0.2.24")
    assert facts(text, "ogx-1.5.0")["Now"] == "`registered_resources.models`"
    text = inference("max_tokens: 1") + "registered_resources: {vector_d<|>bs: []}\n"
    assert facts(text, "ogx-1.5.0")["Now"] == "`registered_resources.vector_stores`"


def test_a_key_where_every_key_is_taken() -> None:
    found = explained(inference("any<|>thing: 1", kind="remote::milvus", api="vector_io"))
    assert found.kind == "key of remote::milvus that is handed on"


def test_a_backend_in_the_configuration_of_a_foreign_provider() -> None:
    text = STACK.replace("provider_type: inline::faiss", "provider_type: remote::mine\n    module: mine")
    assert facts(text.replace("backend: kv_default", "backend: kv_<|>default", 1))["Type"] == "`kv_sqlite` (key-value)"


def test_places_by_path_and_by_line() -> None:
    analysis, _ = at(STACK + "<|>", target="ogx-1.5.0")
    document = analysis.views[0].document
    port = explain_path(document, ("server", "port"))
    assert port is not None
    assert {fact.name: fact.text for fact in port.facts} == {
        "Type": "integer from 1024 to 65535",
        "Default": "`8321`",
        "In this file": "left out",
    }
    provider = explain_path(document, ("providers", "vector_io", 0))
    assert provider is not None
    assert (provider.name, provider.kind) == ("faiss", "provider")
    assert explain_path(document, ("storage", "stores", "prompts")) is not None
    assert explain_path(document, ("providers", "vector_io", 7)) is None
    assert explain_path(document, ()) is None
    line = STACK.index("      db_path")
    assert offset_on_line(document, Span(line, STACK.index("\n", line))) == line + 6
    assert offset_on_line(document, Span(len(STACK), len(STACK))) is None


def test_a_key_that_is_a_section_today_is_no_list_of_resources() -> None:
    assert "Read here" not in facts(STACK + "vector_sto<|>res: {default_provider_id: faiss}\n")


def test_a_model_by_its_other_names() -> None:
    for name in ("lla<|>ma", "vllm/lla<|>ma", "meta/lla<|>ma", "vllm/meta/lla<|>ma"):
        text = STACK + f"vector_stores:\n  default_embedding_model: {{provider_id: vllm, model_id: {name}}}\n"
        assert facts(text)["provider_model_id"] == "`meta/llama`", name


def test_what_a_secret_of_the_old_grammar_meant_is_shown_without_it() -> None:
    text = inference("api_token: '${env.TOK<|>EN:correct-horse}'")
    assert facts(text) == {"Meant": "`${env.TOKEN:=***}`"}


def test_a_deprecated_key_says_since_when() -> None:
    assert facts("image_na<|>me: x\n" + inference("x: 1"), "llama-stack-0.6.1")["Deprecated"] == "since 0.5.0"


def test_names_that_only_the_environment_knows_are_not_called_unknown() -> None:
    found = explained(inference("x: 1", kind="${env.KI<|>ND}"))
    assert (found.kind, [fact.name for fact in found.facts]) == ("environment variable", ["While unset", "While set"])
    found = explained("apis: ['${env.A<|>PI}']\n" + inference("x: 1"))
    assert found.kind == "environment variable"


def test_a_store_that_is_null() -> None:
    assert facts(marked("  stores:", "  stores:\n    conver<|>sations: null"))["Null"] == "the server does not start"
    assert facts(marked("  stores:", "  stores:\n    vector<|>_stores: null"))["Null"] == "no store"


def test_an_alias_is_what_it_stands_for() -> None:
    text = STACK.replace("    kv_default:\n", "    kv_default: &kv\n").replace(
        "type: kv_sqlite", "type: &kind kv_sqlite"
    )
    again = text.replace("    sql_default:\n", "    spare: *k<|>v\n    sql_default:\n")
    found = explained(again)
    assert (found.name, found.kind) == ("spare", "storage backend")
    assert found.span.of(again.replace("<|>", "")) == "*kv"
    again = text.replace("    sql_default:\n", "    spare: {type: *ki<|>nd, db_path: /y.db}\n    sql_default:\n")
    assert explained(again).kind == "backend type"


def test_a_provider_type_says_where_its_sources_are() -> None:
    found = explained(inference("x: 1", kind="remote::v<|>llm"))
    address = "https://github.com/ogx-ai/ogx/tree/v1.5.0/src/ogx/providers/remote/inference/vllm"
    assert to_markdown(found).endswith(f"*ogx 1.5.0, pinned* \u00b7 [Sources in ogx 1.5.0]({address})")
    assert to_text(found).endswith(f"Sources in ogx 1.5.0  {address}")
