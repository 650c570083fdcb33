"""The index of names: kinds and scopes, how a place stands for a name, and what is no name."""

from __future__ import annotations

import cProfile

import pytest

from ide.cursor import analyse
from stacklint.model.document import Document
from stacklint.model.names import Name, NameKind, Names, Role


def document(text: str, *, target: str | None = None) -> Document:
    return analyse(text, target=target).views[0].document


def written(text: str, *, target: str | None = None) -> list[str]:
    """Every name that is written somewhere, with how its places stand for it; a declaration has an exclamation mark."""
    found = []
    for name in document(text, target=target).names:
        if not name.mentions:
            continue
        places = [("!" if each.declares else "") + each.role.value for each in name.mentions]
        scope = f":{name.scope}" if name.scope and name.kind is not NameKind.ANCHOR else ""
        found.append(f"{name.kind.value}{scope} {name.text}: {', '.join(places)}")
    return found


PROVIDERS = "providers:\n  inference:\n  - {provider_id: vllm, provider_type: 'remote::vllm'}\n"
MODELS = "registered_resources:\n  models:\n  - {model_id: m, provider_id: vllm, provider_model_id: org/m}\n"


def test_kinds_and_scopes() -> None:
    assert written(PROVIDERS + MODELS) == [
        "API inference: !spelt",
        "provider:inference vllm: !spelt, spelt",
        "resource:model m: !spelt",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("vllm", ["provider:inference vllm: !spelt, spelt"]),
        ("'vllm'", ["provider:inference vllm: !spelt, spelt"]),
        ("${env.A:=vllm}", ["provider:inference vllm: !spelt, spelt"]),
        ("${env.A:+vllm}", ["provider:inference vllm: !spelt, spelt"]),
        ("${env.A:vllm}", ["provider:inference vllm: !spelt, spelt"]),
        ("${env.A:=v}llm", ["provider:inference vllm: !spelt, mixed"]),
        ("v${env.A:+llm}", ["provider:inference vllm: !spelt", "provider:inference v: mixed"]),
        ("${env.A}", ["provider:inference vllm: !spelt"]),
        ("${env.A:=}", ["provider:inference vllm: !spelt"]),
        ("__disabled__", ["provider:inference vllm: !spelt"]),
        ("", ["provider:inference vllm: !spelt"]),
        ("[a]", ["provider:inference vllm: !spelt"]),
        ("other", ["provider:inference vllm: !spelt", "provider:inference other: spelt"]),
    ],
)
def test_how_a_value_spells_a_name(value: str, expected: list[str]) -> None:
    text = PROVIDERS + f"registered_resources:\n  models:\n  - model_id: m\n    provider_id: {value}\n"
    assert [line for line in written(text) if line.startswith("provider:")] == expected


ALL = PROVIDERS + "registered_resources:\n  models:\n  - {model_id: m, provider_id: ALL}\n"


@pytest.mark.parametrize("value", ["all", "'${env.A:=all}'"])
@pytest.mark.parametrize(("target", "is_name"), [("llama-stack-0.7.3", True), ("ogx-0.8.0", False), (None, False)])
def test_the_word_for_the_first_provider_is_no_name(value: str, target: str | None, is_name: bool) -> None:
    found = written(ALL.replace("ALL", value), target=target)
    assert ("provider:inference all: spelt" in found) == is_name


def test_the_word_for_the_first_provider_is_a_name_elsewhere() -> None:
    text = PROVIDERS + "vector_stores: {default_embedding_model: {provider_id: all, model_id: m}}\n"
    assert "provider:inference all: spelt" in written(text, target="ogx-1.5.0")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("m", ["provider:inference vllm: !spelt, spelt", "resource:model m: !spelt, spelt"]),
        ("vllm/m", ["provider:inference vllm: !spelt, spelt, spelt", "resource:model m: !spelt, spelt"]),
        ("org/m", ["provider:inference vllm: !spelt, spelt", "resource:model m: !spelt, otherwise"]),
        ("vllm/org/m", ["provider:inference vllm: !spelt, spelt, spelt", "resource:model m: !spelt, otherwise"]),
        (
            "vllm/other",
            [
                "provider:inference vllm: !spelt, spelt, spelt",
                "resource:model m: !spelt",
                "resource:model other: spelt",
            ],
        ),
        (
            "a/other",
            [
                "provider:inference vllm: !spelt, spelt",
                "resource:model m: !spelt",
                "resource:model a/other: spelt",
            ],
        ),
    ],
)
def test_how_a_value_means_a_model(value: str, expected: list[str]) -> None:
    text = PROVIDERS + MODELS + f"  vector_stores:\n  - {{vector_store_id: s, embedding_model: {value}}}\n"
    found = [line for line in written(text) if line.startswith(("provider:", "resource:model"))]
    assert found == expected


STORAGE = """\
version: 2
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: a}
    sql_default: {type: sql_sqlite, db_path: b}
  stores:
    metadata: {backend: kv_default, namespace: r}
    prompts: {backend: kv_default, namespace: p}
"""


def _backend(text: str, name: str, target: str) -> Name:
    found = document(text, target=target).names.find(NameKind.BACKEND, "", name)
    assert found is not None
    return found


def test_a_reference_of_the_old_form_means_what_upstream_makes_of_it() -> None:
    found = _backend(STORAGE, "sql_default", "ogx-1.5.0")
    assert [each.role for each in found.uses] == [Role.REWRITTEN]
    assert len(_backend(STORAGE, "kv_default", "ogx-1.5.0").uses) == 1
    assert len(_backend(STORAGE, "kv_default", "ogx-0.8.0").uses) == 2


def test_slots_that_are_left_out_are_uses_without_a_place() -> None:
    found = _backend(STORAGE, "sql_default", "ogx-1.5.0")
    assert [each.slot.path[-1] for each in found.assumed] == ["conversations", "inference", "connectors"]
    assert _backend(STORAGE, "kv_default", "ogx-1.5.0").assumed == []


def test_upstreams_own_backends_are_names_without_a_place() -> None:
    found = _backend(PROVIDERS + "storage: {}\n", "kv_default", "ogx-1.5.0")
    assert (found.mentions, [each.slot.path[-1] for each in found.assumed]) == ([], ["metadata"])


def test_a_slot_of_another_release_is_a_use_all_the_same() -> None:
    text = STORAGE + "server: {quota: {kvstore: {backend: kv_default, namespace: q}}}\n"
    assert len(_backend(text, "kv_default", "ogx-1.5.0").uses) == 2


def test_what_a_repeated_key_drops_is_declared_too() -> None:
    text = STORAGE.replace("  stores:", "    kv_default: {type: kv_sqlite, db_path: c}\n  stores:")
    assert len(_backend(text, "kv_default", "ogx-1.5.0").declarations) == 2


def test_a_variable_is_one_name_wherever_it_stands() -> None:
    text = "providers:\n  files:\n  - {provider_id: '${env.A:+f}', provider_type: t}\nnote: |\n  ${env.A} ${env.B:=x}\n"
    assert written(text)[-2:] == ["variable A: spelt, spelt", "variable B: spelt"]


def test_no_variable_in_keys_and_comments() -> None:
    text = "providers:\n  files:\n  - {provider_id: f, provider_type: t} # ${env.A}\n${env.B}: 1\n"
    assert not [line for line in written(text) if line.startswith("variable")]


@pytest.mark.parametrize(
    "node",
    [
        "&a 1",
        "&a 'x'",
        "&a",
        "&a {b: 1}",
        "&a [1]",
        "&a |\n  text",
        "!!str &a 1",
        "&a !!str 1",
        "\n  &a\n  b: 1",
        "# &a\n  &a 1",
        "&a # &a\n  b: 1",
        "&a\n  &b c: 1",
        "&a\n  - &b 1",
        "&ab 1\nw: &a 2",
    ],
)
def test_where_an_anchor_stands(node: str) -> None:
    text = f"{PROVIDERS}x: {node}\ny: *a\n"
    read = document(text)
    (name,) = (each for each in read.names.of(NameKind.ANCHOR) if each.text == "a")
    assert [each.span.of(text) for each in name.mentions] == ["a", "a"]
    assert [text[each.span.start - 1] for each in name.mentions] == ["&", "*"]
    line = text[text.rfind("\n", 0, name.mentions[0].span.start) + 1 : name.mentions[0].span.start]
    assert "#" not in line


@pytest.mark.parametrize(
    "text",
    [
        "providers:\n",
        "providers: []\n",
        "providers: {inference: {a: 1}}\n",
        "providers:\n  inference: [a, {provider_id: }, {provider_id: [x], provider_type: t}]\n",
        "storage: {backends: [a], stores: {metadata: {backend: {a: 1}}}}\nproviders: {files: [{provider_type: t}]}\n",
        "registered_resources: {models: {model_id: x}, shields: [a]}\nproviders: {files: [{provider_type: t}]}\n",
        "vector_stores: [a]\napis: inference\nproviders: {files: [{provider_type: t}]}\n",
    ],
)
def test_any_shape_is_read(text: str) -> None:
    for view in analyse("# stacklint: target=ogx-1.5.0\n" + text).views:
        assert all(name.text for name in view.document.names)


def test_a_check_makes_no_index() -> None:
    assert document(STORAGE)._names is None


def test_work_grows_with_the_length() -> None:
    """Counted in calls, as a busy machine cannot change those: ten times the text, ten times the work."""
    few, many = (_calls(number) for number in (100, 1000))
    assert 9 * few < many < 11 * few


def _calls(providers: int) -> int:
    items = "".join(
        f"  - {{provider_id: p{number}, provider_type: 'inline::faiss', config: {{persistence: {{backend: kv{number},"
        f" namespace: '${{env.A{number}:=x}}'}}}}}}\n"
        for number in range(providers)
    )
    backends = "".join(f"    kv{number}: {{type: kv_sqlite, db_path: f{number}}}\n" for number in range(providers))
    read = document(f"providers:\n  vector_io:\n{items}storage:\n  backends:\n{backends}", target="ogx-1.5.0")
    profile = cProfile.Profile()
    assert (
        len(list(profile.runcall(Names, read.text, read.stack, read.references, read.reading.releases)))
        >= 3 * providers
    )
    return sum(entry.callcount for entry in profile.getstats())
