"""Rename: every place of a name and nothing else, or a reason why not."""

from __future__ import annotations

import pytest

from ide import named
from ide.cursor import analyse, at
from ide.marks import unmarked
from stacklint.text.edit import apply_edits
from stacklint_lsp.ide.answers import RenameRefused
from stacklint_lsp.ide.rename import prepare, rename


def renamed(marked: str, name: str, *, target: str | None = None) -> str:
    """The text after the name at the cursor has become *name*."""
    analysis, offset = at(marked, target=target)
    return apply_edits(analysis.text, rename(analysis, offset, name))


def refusal(marked: str, name: str, *, target: str | None = None) -> str:
    """Why it has not."""
    analysis, offset = at(marked, target=target)
    with pytest.raises(RenameRefused) as refused:
        rename(analysis, offset, name)
    return str(refused.value)


@pytest.mark.parametrize("marked", named.ALL.values(), ids=list(named.ALL))
def test_every_place_changes_and_nothing_else(marked: str) -> None:
    expected = unmarked(marked)
    analysis = analyse(expected.text)
    pieces = []
    done = 0
    for span in expected.all:
        pieces += [expected.text[done : span.start], "FRESH_1"]
        done = span.end
    wanted = "".join((*pieces, expected.text[done:]))
    for span in expected.all:
        assert apply_edits(expected.text, rename(analysis, span.end, "FRESH_1")) == wanted


@pytest.mark.parametrize("marked", named.ALL.values(), ids=list(named.ALL))
def test_renaming_back_gives_the_same_bytes(marked: str) -> None:
    expected = unmarked(marked)
    place = expected.all[0]
    there = apply_edits(expected.text, rename(analyse(expected.text), place.start, "FRESH_1"))
    back = apply_edits(there, rename(analyse(there), place.start, place.of(expected.text)))
    assert back == expected.text


@pytest.mark.parametrize("marked", named.ALL.values(), ids=list(named.ALL))
def test_what_can_be_renamed_is_the_name_alone(marked: str) -> None:
    expected = unmarked(marked)
    analysis = analyse(expected.text)
    for span in expected.all:
        found = prepare(analysis, span.start)
        assert found is not None
        assert (found.span, found.name) == (span, span.of(expected.text))


@pytest.mark.parametrize("marked", named.FIXED.values(), ids=list(named.FIXED))
def test_upstreams_names_cannot_be_renamed(marked: str) -> None:
    expected = unmarked(marked)
    analysis = analyse(expected.text)
    for span in expected.all:
        assert prepare(analysis, span.start) is None
        with pytest.raises(RenameRefused):
            rename(analysis, span.start, "other")


STORAGE = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv, namespace: v}
storage:
  backends:
    kv<|>: {type: kv_sqlite, db_path: a}
    'sql': {type: sql_sqlite, db_path: b}
  stores:
    metadata: {backend: "kv", namespace: r}
    inference: {backend: sql, table_name: i}
    conversations: {backend: sql, table_name: c}
    prompts: {backend: sql, table_name: p}
    connectors: {backend: sql, table_name: c}
"""
PLAIN = STORAGE.replace("<|>", "")


@pytest.mark.parametrize(
    ("name", "key", "flow", "quoted"),
    [
        ("kv_2", "kv_2", "kv_2", '"kv_2"'),
        ("123", "'123'", "'123'", '"123"'),
        ("yes", "'yes'", "'yes'", '"yes"'),
        ("a: b", "'a: b'", "'a: b'", '"a: b"'),
        ("a b", "a b", "a b", '"a b"'),
        ("a, b", "a, b", "'a, b'", '"a, b"'),
        ("it's", "it's", "it's", '"it\'s"'),
        ('a"b', 'a"b', 'a"b', '"a\\"b"'),
        ("# a", "'# a'", "'# a'", '"# a"'),
        ("kv:x", "kv:x", "kv:x", '"kv:x"'),
        ("*kv", "'*kv'", "'*kv'", '"*kv"'),
        ("<<", "'<<'", "'<<'", '"<<"'),
        ("größe", "größe", "größe", '"größe"'),
    ],
)
def test_quotes_are_kept_and_added_where_a_name_needs_them(name: str, key: str, flow: str, quoted: str) -> None:
    expected = PLAIN.replace("backend: kv,", f"backend: {flow},").replace("    kv:", f"    {key}:")
    assert renamed(STORAGE, name) == expected.replace('"kv"', quoted)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "empty"),
        (" kv", "blank"),
        ("kv ", "blank"),
        ("${env.X:=kv}", "variable"),
        ("a\nb", "line ends"),
        ("a\x00b", "control characters"),
        ("sql", "There is a backend 'sql' already"),
    ],
)
def test_a_bad_name_is_refused(name: str, why: str) -> None:
    assert why in refusal(STORAGE, name)


def test_the_same_name_changes_nothing() -> None:
    assert renamed(STORAGE, "kv") == PLAIN


@pytest.mark.parametrize(
    ("name", "why"), [("12", "text"), ("true", "text"), ("a}b", "would end"), ("~/kv", "text"), ("None", "")]
)
def test_a_name_in_an_expression_must_stay_a_text(name: str, why: str) -> None:
    text = STORAGE.replace("backend: kv,", "backend: '${env.KV:=kv}',")
    if name == "None":
        assert "'${env.KV:=None}'" in renamed(text, name)
    else:
        assert why in refusal(text, name)


@pytest.mark.parametrize(
    ("marked", "name", "why"),
    [
        (named.VARIABLE, "vllm_url", "capital letters"),
        (named.VARIABLE, "A-B", "capital letters"),
        (named.VARIABLE, "123", "begins with a letter or an underscore"),
        (named.VARIABLE, "OTHER", "already"),
        (named.ANCHOR, "a b", "letters"),
        (named.ANCHOR, "a]", "letters"),
        (named.ANCHOR, "common2", "already"),
        (named.PROVIDER, "__disabled__", "off"),
        (named.PROVIDER, "", "empty"),
    ],
)
def test_each_kind_has_rules_of_its_own(marked: str, name: str, why: str) -> None:
    expected = unmarked(marked)
    with pytest.raises(RenameRefused, match=why):
        rename(analyse(expected.text), expected.all[0].start, name)


def test_providers_of_two_apis_may_have_one_id() -> None:
    files = "  files: [{provider_id: a, provider_type: x}]\n"
    text = f"providers:\n{files}  inference: [{{provider_id: <|>b, provider_type: y}}]\n"
    assert "provider_id: a, provider_type: y" in renamed(text, "a")


def test_providers_of_one_api_may_not() -> None:
    text = "providers:\n  files: [{provider_id: a, provider_type: x}, {provider_id: <|>b, provider_type: y}]\n"
    assert refusal(text, "a") == "There is a provider 'a' of files already"


def test_uses_that_are_declared_nowhere_may_join_a_declared_name() -> None:
    text = PLAIN.replace("backend: kv,", "backend: k<|>x,")
    assert renamed(text, "kv") == PLAIN


def test_a_declaration_may_take_the_name_that_is_used() -> None:
    text = STORAGE.replace("    kv<|>:", "    kx<|>:")
    assert renamed(text, "kv") == PLAIN


def test_a_name_put_together_from_variables_is_refused() -> None:
    text = STORAGE.replace("backend: kv,", "backend: '${env.P:=k}v',")
    assert refusal(text, "other") == "'kv' is put together from variables in line 7"


def test_a_folded_text_is_edited_only_where_that_is_possible() -> None:
    text = STORAGE.replace("{backend: kv, namespace: v}", "\n        namespace: v\n        backend: >-\n          kv\n")
    assert "backend: >-\n          other\n" in renamed(text, "other")


def test_a_value_that_an_alias_uses_for_something_else_is_refused() -> None:
    text = STORAGE.replace("backend: kv, namespace: v", "backend: &kv kv, namespace: *kv")
    assert "*kv stands for is more" in refusal(text, "other")


def test_a_shared_configuration_changes_once() -> None:
    text = """\
providers:
  vector_io:
  - {provider_id: a, provider_type: 'inline::faiss', config: &c {persistence: {backend: kv, namespace: v}}}
  - {provider_id: b, provider_type: 'inline::faiss', config: *c}
storage: {backends: {kv<|>: {type: kv_sqlite, db_path: a}}}
"""
    assert renamed(text, "kx", target="llama-stack-0.3.5") == text.replace("<|>", "").replace("kv,", "kx,").replace(
        "kv:", "kx:"
    )


def test_a_text_that_was_not_read_to_its_end_is_refused() -> None:
    broken = STORAGE + "  x: [\n"
    line = PLAIN.count("\n") + 1
    expected = f"Line {line} has to be mended first: a value is missing here"
    assert refusal(broken, "other").startswith(expected)


def test_a_refusal_names_the_line_of_the_file_that_the_configuration_stands_in() -> None:
    mixed = STORAGE.replace("backend: kv,", "backend: '${env.P:=k}v',")
    line = mixed[: mixed.index("${env.P")].count("\n") + 1
    assert refusal(mixed, "other").endswith(f"in line {line}")
    assert refusal(named.embedded(mixed), "other").endswith(f"in line {line + named.MAP.count(chr(10))}")


def test_upstreams_own_backend_is_refused() -> None:
    text = PLAIN.partition("storage:")[0].replace("kv,", "kv_default<|>,")
    assert "upstream's own" in refusal(text, "other", target="ogx-1.5.0")


LEFT_OUT = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config: {persistence: {backend: kv_default, namespace: v}}
storage:
  backends:
    kv_default<|>: {type: kv_sqlite, db_path: a}
    sql_default: {type: sql_sqlite, db_path: b}
"""


def test_slots_that_are_left_out_are_written_out() -> None:
    after = renamed(LEFT_OUT, "kv", target="ogx-1.5.0")
    assert after == LEFT_OUT.replace("kv_default<|>", "kv").replace("kv_default", "kv") + (
        "  stores:\n    metadata:\n      namespace: registry\n      backend: kv\n"
    )


def test_slots_of_providers_that_are_left_out_are_written_out() -> None:
    text = (
        LEFT_OUT.replace("<|>", "")
        .replace("sql_default", "sql_<|>default")
        .replace(
            "providers:\n", "providers:\n  interactions:\n  - provider_id: i\n    provider_type: inline::builtin\n"
        )
    )
    after = renamed(text, "sql", target="ogx-1.5.0")
    assert "    config:\n      store:\n        table_name: interactions\n        backend: sql\n" in after
    assert after.count("backend: sql\n") == 5
    assert "sql_default" not in after


def test_a_slot_whose_form_depends_on_the_release_is_refused_without_one() -> None:
    text = LEFT_OUT.replace("<|>", "").replace("sql_default", "sql_<|>default")
    slot = "'storage.stores.connectors' is left out and then means 'sql_default'"
    assert refusal(text, "sql") == f"{slot}: write it out first, or set a target, as its form depends on the release"


def test_a_refusal_names_the_slot_of_a_provider_that_is_left_out() -> None:
    interactions = "providers:\n  interactions:\n  - {provider_id: i, provider_type: 'inline::builtin', config: {}}\n"
    stores = "".join(
        f"    {slot}: {{backend: sql_other, table_name: {slot}}}\n"
        for slot in ("inference", "conversations", "prompts", "connectors", "vector_stores")
    )
    text = (
        f"{interactions}storage:\n  backends:\n    sql_<|>other: {{type: sql_sqlite, db_path: b}}\n  stores:\n{stores}"
    )
    expected = "'store' of provider 'i' is left out and would then mean this backend"
    assert refusal(text, "sql_default", target="ogx-1.5.0") == expected


def test_a_name_that_upstream_assumes_is_taken() -> None:
    text = LEFT_OUT.replace("<|>", "").replace("    kv_default", "    kv_<|>other").replace("kv_default,", "kv_other,")
    expected = "'storage.stores.metadata' is left out and would then mean this backend"
    assert refusal(text, "kv_default", target="ogx-1.5.0") == expected


OLD_FORM = (
    STORAGE.replace("sql, table_name: p", "kv_default, namespace: p")
    .replace("'sql'", "sql_default")
    .replace("backend: sql,", "backend: sql_default,")
    .replace("kv<|>", "kv")
)


def test_a_reference_of_the_old_form_is_written_in_todays() -> None:
    after = renamed(OLD_FORM.replace("sql_default:", "sql_<|>default:"), "other", target="ogx-1.5.0")
    assert after == OLD_FORM.replace("kv_default, namespace: p", "other, table_name: p").replace("sql_default", "other")


def test_a_reference_of_the_old_form_stays_where_its_words_are_renamed() -> None:
    text = OLD_FORM.replace("kv:", "kv_<|>default:").replace("backend: kv,", "backend: kv_default,")
    after = renamed(text.replace('"kv"', "kv_default"), "other", target="ogx-1.5.0")
    assert after.count("kv_default") == 1
    assert "prompts: {backend: kv_default, namespace: p}" in after


@pytest.mark.parametrize("name", ["kv_default", "sql_default"])
def test_a_reference_that_means_two_backends_is_refused(name: str) -> None:
    text = OLD_FORM.replace("kv:", "kv_default:").replace("backend: kv,", "backend: kv_default,")
    text = text.replace('"kv"', "kv_default").replace(f"    {name}:", f"    {name}<|>:").partition("    connectors")[0]
    assert "Line 16 means" in refusal(text, "other")


def test_what_upstream_keeps_in_a_backend_by_its_name_stays_there() -> None:
    text = STORAGE.replace("kv<|>", "kv").replace("'sql'", "sql_<|>default").replace(": sql,", ": sql_default,")
    more = text.replace("    sql_<|>default:", "    sql_a: {type: sql_sqlite, db_path: c}\n    sql_<|>default:")
    assert "the job queue" in refusal(more, "sql_z", target="ogx-1.5.0")
    assert "sql_z" in renamed(text, "sql_z", target="ogx-1.5.0")


def test_a_name_that_would_be_read_as_another_is_refused() -> None:
    text = STORAGE.replace("backend: sql, table_name: p", "backend: kv, namespace: p")
    assert "would not mean the same" in refusal(text, "kv_2", target="ogx-1.5.0")
    assert "prompts: {backend: my_kv, namespace: p}" in renamed(text, "my_kv", target="ogx-0.8.0")


def test_a_name_that_takes_a_part_of_another_one_is_refused() -> None:
    text = """\
providers:
  inference: [{provider_id: <|>x, provider_type: 'remote::vllm'}]
registered_resources:
  vector_stores: [{vector_store_id: v, embedding_model: org/model, embedding_dimension: 3}]
"""
    assert "would not mean the same" in refusal(text, "org")
    assert "provider_id: y" in renamed(text, "y")


MARKER = """\
providers:
  inference: [{provider_id: <|>vllm, provider_type: 'remote::vllm'}]
registered_resources:
  models: [{model_id: m, provider_id: all}]
"""
MARKED = MARKER.replace("<|>", "").replace("provider_id: all", "provider_id: <|>all")


def test_the_word_for_the_first_provider_cannot_be_renamed() -> None:
    analysis, offset = at(MARKED, target="ogx-1.5.0")
    assert prepare(analysis, offset) is None
    assert refusal(MARKED, "other", target="ogx-1.5.0") == "There is no name here that can be changed"


def test_before_upstream_knew_the_word_it_is_a_name() -> None:
    assert "provider_id: other" in renamed(MARKED, "other", target="llama-stack-0.7.3")
    assert renamed(MARKER, "all", target="llama-stack-0.7.3") == MARKER.replace("<|>vllm", "all")


def test_no_provider_is_given_the_word_as_its_name() -> None:
    expected = "'all' stands for the first active provider, so it cannot be a name"
    assert refusal(MARKER, "all", target="ogx-1.5.0") == expected


def test_a_provider_with_the_word_as_its_name_keeps_its_registered_models_only_before() -> None:
    text = MARKER.replace("<|>vllm", "<|>all")
    assert "in some releases only; set a target" in refusal(text, "vllm")
    assert renamed(text, "vllm", target="ogx-1.5.0") == MARKER.replace("<|>", "")
    assert renamed(text, "vllm", target="llama-stack-0.7.3") == MARKER.replace("<|>", "").replace("id: all", "id: vllm")


def test_nothing_in_foreign_text() -> None:
    analysis = analyse("services:\n  web: {image: x, backend: kv_default, namespace: a}\n")
    for offset in range(0, len(analysis.text), 3):
        assert prepare(analysis, offset) is None


def test_a_folded_configuration_is_refused() -> None:
    folded = "".join(f"    {line}\n\n" for line in PLAIN.splitlines())
    analysis = analyse(named.MAP.replace("|", ">") + folded)
    assert analysis.views, "the text must be one of ours"
    with pytest.raises(RenameRefused, match="folded"):
        rename(analysis, analysis.text.index("kv:"), "other")
