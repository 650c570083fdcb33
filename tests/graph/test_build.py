"""What is drawn of a configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.pictures import BARE, ZOO, edge, lines, node, picture, pictures
from requirements import REPOSITORY
from stacklint.graph import Bystander, Column, Node, State
from stacklint.rules.record import Severity
from stacklint_schemas import load

EXAMPLES = REPOSITORY / "examples"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def test_a_provider_leads_to_the_file_that_holds_its_data() -> None:
    graph = picture(example("dangling-backend.yaml"))
    assert ("builtin-files", "metadata_store") in lines(graph)
    assert ("metadata_store", "sql_default") in lines(graph)
    assert ("sql_default", "sql_store.db") in lines(graph)
    assert node(graph, "sql_store.db").folder == "~/.ogx/distributions/notes"
    assert node(graph, "sql_store.db").hint == "from $SQLITE_STORE_DIR"


def test_the_servers_own_stores_hang_on_their_section() -> None:
    graph = picture(example("dangling-backend.yaml"))
    assert node(graph, "storage.stores").column is Column.USER
    assert ("storage.stores", "metadata") in lines(graph)
    assert node(graph, "metadata").details == ("namespace registry",)
    assert node(graph, "inference").details == ("table inference_store",)


def test_a_store_shows_the_tables_that_are_really_written() -> None:
    store = node(picture(example("dangling-backend.yaml")), "metadata_store")
    assert store.details == ("table openai_files",)
    assert store.hint == "table_name 'files_metadata' is not what this release uses"


@pytest.mark.parametrize(
    ("enabled", "shown"), [("false", "table inference_store, switched off"), ("true", "table inference_store")]
)
def test_a_store_that_is_kept_closed_says_so(enabled: str, shown: str) -> None:
    text = ZOO.replace("table_name: inference_store", f"table_name: inference_store, enabled: {enabled}")
    assert node(picture(text), "inference").details == (shown,)


def test_a_slot_that_this_release_does_not_read_says_so() -> None:
    text = ZOO + "    responses: {backend: sql_pg, table_name: mine}\n"
    assert node(picture(text), "responses").details == ("table mine, which nothing reads",)


def test_every_box_knows_its_line() -> None:
    text = example("dangling-backend.yaml")
    graph = picture(text)
    shown = {each.title: text.split("\n")[each.line].strip() for each in graph.nodes if each.line is not None}
    assert shown["faiss"] == "- provider_id: faiss"
    assert shown["persistence"] == "persistence:"
    assert shown["kv_default"] == "kv_default:"
    assert shown["kv_vectors"] == "backend: kv_vectors"
    assert shown["metadata"] == "metadata:"


def test_a_name_that_nothing_declares_is_a_ghost_with_its_finding_on_the_line() -> None:
    graph = picture(example("dangling-backend.yaml"))
    ghost = node(graph, "kv_vectors")
    assert (ghost.state, ghost.details) == (State.MISSING, ("not declared",))
    line = edge(graph, "persistence", "kv_vectors")
    assert line.state is State.MISSING
    assert [(mark.rule, mark.severity, mark.line) for mark in line.marks] == [("dangling-backend", Severity.ERROR, 23)]


def test_a_backend_of_the_other_family_is_reached_all_the_same() -> None:
    line = edge(picture(ZOO), "conversations", "kv_default")
    assert line.state is State.WRONG_FAMILY
    assert line.note == "needs an SQL backend, this is a key-value backend"
    assert [mark.rule for mark in line.marks] == ["backend-family-mismatch"]


def test_what_is_left_out_is_drawn_as_the_servers_default() -> None:
    graph = picture(BARE)
    assert node(graph, "metadata").state is State.DEFAULT
    assert node(graph, "kv_default").state is State.DEFAULT
    assert node(graph, "persistence").state is State.WRITTEN
    assert edge(graph, "metadata", "kv_default").state is State.DEFAULT
    assert edge(graph, "persistence", "kv_default").state is State.WRITTEN
    defaults = [each for each in graph.nodes if each.column is Column.PLACE]
    assert {each.title for each in defaults} == {"default file"}
    assert all(each.line is None for each in defaults), "what is nowhere in the file has no line"


def test_of_an_inferred_range_the_newest_release_is_drawn() -> None:
    graph = picture(BARE)
    newest = load().catalogue.newest
    assert graph.release == f"{newest.package} {newest.version}"
    assert graph.reason.endswith(f" to {newest.version}, inferred")
    older = picture(BARE, target="llama-stack-0.5.0")
    assert (older.release, older.reason) == ("llama-stack 0.5.0", "pinned")


def test_inline_stores_lead_straight_to_their_own_files() -> None:
    graph = picture(example("legacy.yaml"))
    assert not [each for each in graph.nodes if each.column is Column.BACKEND]
    assert ("kvstore", "faiss_store.db") in lines(graph)
    assert ("metadata_store", "registry.db") in lines(graph)
    assert {node(graph, each).state for each in ("kvstore", "metadata_store", "responses_store")} == {State.INLINE}
    assert ("server", "inference_store") in lines(graph)


def test_a_leftover_inline_store_is_not_read_any_more() -> None:
    graph = picture(example("leftover-inline-store.yaml"))
    leftover = [each for each in graph.nodes if each.state is State.IGNORED]
    assert {(each.title, each.details) for each in leftover} == {
        ("metadata_store", ("inline store, not read any more",)),
        ("inference_store", ("inline store, not read any more",)),
        ("metadata_store", ("inline store where a backend is needed",)),
    }
    assert edge(graph, "inference_store", "localhost:5432/archive").state is State.IGNORED


def test_two_backends_on_one_file_meet_there() -> None:
    graph = picture(ZOO)
    assert edge(graph, "kv_default", "kvstore.db").target == edge(graph, "kv_two", "kvstore.db").target


def test_one_database_written_in_two_ways_is_one_place() -> None:
    graph = picture(ZOO)
    place = "db.example.com:5432/ogx"
    assert edge(graph, "sql_pg", place).target == edge(graph, "kv_pg", place).target
    assert node(graph, "kv_pg").details == ("kv_postgres · table ogx_kvstore",)


@pytest.mark.parametrize("path", ["/data/a.db", "${env.DIR:=/data}/a.db"])
def test_files_that_only_variables_make_equal_stay_apart(path: str) -> None:
    text = BARE + (
        "storage:\n  backends:\n    kv_default: {type: kv_sqlite, db_path: /data/a.db}\n"
        f"    kv_more: {{type: kv_sqlite, db_path: '{path}'}}\n"
    )
    places = [each.title for each in picture(text).nodes if each.column is Column.PLACE]
    assert places == ["a.db"] * (2 if "env" in path else 1)


def test_databases_in_memory_are_nobody_elses() -> None:
    text = BARE + (
        "storage:\n  backends:\n    kv_default: {type: kv_sqlite, db_path: ':memory:'}\n"
        "    kv_more: {type: kv_sqlite, db_path: ':memory:'}\n"
    )
    places = [each.title for each in picture(text).nodes if each.column is Column.PLACE]
    assert places == ["in memory", "in memory"]


def test_a_provider_that_a_variable_switches_on_says_so() -> None:
    assert node(picture(ZOO), "milvus").condition == "if MILVUS_URL is set"
    assert node(picture(ZOO), "faiss").condition == ""


def test_a_name_from_a_variable_without_default_is_unknown() -> None:
    graph = picture(ZOO)
    assert node(graph, "$KV_BACKEND").state is State.UNKNOWN
    assert edge(graph, "persistence", "$KV_BACKEND").state is State.UNKNOWN


def test_a_backend_of_a_type_that_nobody_knows_leads_nowhere() -> None:
    graph = picture(ZOO)
    assert (node(graph, "odd").state, node(graph, "odd").details) == (State.UNKNOWN, ("kv_etcd, unknown type",))
    assert not [line for line in lines(graph) if line[0] == "odd"]
    assert [mark.rule for mark in node(graph, "odd").marks] == ["invalid-value"]


def test_a_slot_without_the_backend_it_needs_is_drawn_as_a_gap() -> None:
    graph = picture(ZOO)
    assert ("files", "metadata_store") in lines(graph)
    gap = node(graph, "metadata_store")
    assert (gap.state, gap.details) == (State.MISSING, ("no backend is named",))
    assert [mark.rule for mark in node(graph, "files").marks] == ["missing-store"]


UNUSED = """\
# stacklint: target=1.5.0
version: 2
distro_name: spare
providers: {}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    kv_spare: {type: kv_sqlite, db_path: /data/spare.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
"""


def test_a_backend_that_nothing_refers_to_is_unused() -> None:
    graph = picture(UNUSED)
    assert node(graph, "kv_spare").state is State.UNUSED
    assert node(graph, "kv_default").state is State.WRITTEN
    assert [mark.rule for mark in node(graph, "kv_spare").marks] == ["unused-backend"]


def test_nothing_is_called_unused_while_there_are_users_that_cannot_be_looked_into() -> None:
    foreign = "providers: {inference: [{provider_id: a, provider_type: 'remote::mine', module: mine}]}"
    assert node(picture(UNUSED.replace("providers: {}", foreign)), "kv_spare").state is State.WRITTEN


def test_providers_that_keep_nothing_are_named_with_the_reason() -> None:
    assert [(each.title, each.reason) for each in picture(ZOO).bystanders] == [
        ("vllm", "without a store"),
        ("mine", "not from upstream"),
        ("__disabled__", "switched off"),
    ]


def test_findings_about_nothing_that_is_drawn_are_kept() -> None:
    text = UNUSED + "models:\n- {model_id: a, provider_id: b}\n"
    assert [mark.rule for mark in picture(text).elsewhere] == ["misplaced-resources"]


BROKEN = {
    "a flow mapping that is not closed": BARE.replace("vector_io::faiss}", "vector_io::faiss"),
    "a line that is no key yet": BARE.replace("    config:", "    confi\n    config:"),
    "a line that is indented too far": BARE.replace("    provider_type", "     provider_type"),
    "a comment that asks for something unknown": BARE.replace(": faiss\n", ": faiss # stacklint: ignore[nonsense]\n"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_finding_without_a_path_is_shown_at_what_is_around_it(text: str) -> None:
    graph = picture(text)
    parts: list[Node | Bystander] = [*graph.nodes, *graph.bystanders]
    assert [each.title for each in parts for _ in each.marks] == ["faiss"]
    assert graph.elsewhere == ()


def test_a_finding_without_a_path_about_a_part_that_is_not_drawn_is_kept_apart() -> None:
    graph = picture(BARE + "server:\n  tls: [\n")
    assert [mark.rule for mark in graph.elsewhere] == ["yaml-syntax"]
    assert not [each for each in graph.nodes if each.marks]


def test_a_broken_file_says_that_it_is_drawn_in_part() -> None:
    graph = picture(example("dangling-backend.yaml") + "server: [\n")
    assert graph.notes == ("only a part of the file could be read",)
    assert ("builtin-files", "metadata_store") in lines(graph)


def test_several_configurations_are_several_pictures_with_places_in_the_file() -> None:
    text = example("kubernetes/configmap.yaml")
    (graph,) = pictures(text, path="configmap.yaml")
    assert graph.name.startswith("configmap.yaml, ConfigMap ")
    faiss = node(graph, "faiss")
    assert faiss.line is not None
    assert text.split("\n")[faiss.line].strip() == "- provider_id: faiss"
    (mark,) = (mark for each in graph.edges for mark in each.marks)
    assert "kv_vectors" in text.split("\n")[mark.line]


def test_documents_of_a_stream_are_drawn_one_by_one_with_their_own_findings() -> None:
    text = example("clean.yaml") + "---\n" + UNUSED
    first, second = pictures(text, path="two.yaml")
    assert (first.name, second.name) == ("two.yaml, document 1", "two.yaml, document 2")
    assert "unused-backend" not in {mark.rule for each in first.nodes for mark in each.marks}
    assert [mark.rule for mark in node(second, "kv_spare").marks] == ["unused-backend"]


def test_somebody_elses_text_has_no_picture() -> None:
    assert pictures("a: 1\n") == ()
    assert pictures("") == ()


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_same_text_gives_the_same_picture_and_its_lines_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    graphs = pictures(text)
    assert graphs == pictures(text)
    for graph in graphs:
        keys = [each.key for each in graph.nodes]
        assert len(set(keys)) == len(keys)
        assert {end for each in graph.edges for end in (each.source, each.target)} <= set(keys)
