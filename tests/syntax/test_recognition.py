"""What is ours is decided by content: real files of every kind, and look-alikes."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from requirements import require_corpus
from stacklint.syntax import recovery
from stacklint.syntax.embedded import embedded_in
from stacklint.syntax.parse import parse
from stacklint.syntax.recognition import helm_template, looks_like_stack_config, may_be_ours, source_label
from stacklint.text import decode

OURS = [
    "providers:\n  inference:\n  - provider_id: a\n    provider_type: remote::b\n",
    "providers: {inference: [{provider_type: a}]}",
    '{"providers": {"inference": [{"provider_id": "a"}]}}',
    "providers: {}\nstorage:\n  backends:\n    kv_default: {type: kv_sqlite}\n  stores: {}\n",
    "storage: {stores: {metadata: {backend: a, namespace: b}}}",
    "metadata_store:\n  type: sqlite\n  db_path: a\n",
    "conversations_store: {type: postgres}",
    "image_name: a\napis: [inference]\n",
    "version: '2'\nbuilt_at: 2024-10-08\nrouting_table:\n  memory: []\nprovider_map: {}\n",
    "x: &p\n- provider_type: a\nproviders:\n  inference: *p\n",
]

NOT_OURS = [
    "",
    "providers: []\n",
    "providers:\n  aws: {region: x}\n",
    "providers:\n  inference: [remote::ollama]\n",
    "version: 2\ndistribution_spec:\n  providers:\n    inference:\n    - provider_type: remote::ollama\n",
    "apiVersion: ogx.io/v1beta1\nkind: OGXServer\nproviders: {inference: [{provider_type: a}]}\n",
    "replicaCount: 1\nservice: {port: 1}\nproviders: {inference: [{provider_type: a}]}\n",
    "image: {repository: a}\nproviders: {inference: [{provider_type: a}]}\n",
    "name: lightspeed\nllama_stack:\n  use_as_library_client: true\n  library_client_config_path: run.yaml\n",
    "services:\n  web: {image: x}\n",
    "storage: {backends: {s3: {type: s3}}}\n",
    "terraform: {backend: s3}\n",
    "metadata_store: sqlite\n",
    "inference_store: {type: hdf5}\n",
    "- providers: {inference: [{provider_type: a}]}\n",
    "just text",
]


@pytest.mark.parametrize("text", OURS)
def test_ours(text: str) -> None:
    assert may_be_ours(text)
    assert looks_like_stack_config(parse(text).root)


@pytest.mark.parametrize("text", NOT_OURS)
def test_not_ours(text: str) -> None:
    assert not looks_like_stack_config(parse(text).root)


@pytest.mark.parametrize("text", ["", "on: push\njobs: {}\n", "services:\n  web:\n    image: x\n", "a: [\n"])
def test_foreign_text_need_not_be_parsed(text: str) -> None:
    assert not may_be_ours(text)


HELM = [
    "{{- if .Values.enabled }}\na: 1\n{{- end }}\n",
    "a: {{ .Values.a }}\n",
    'a: "{{ .Values.a }}"\n',
    'a: {{ include "chart.name" . }}\n',
    "a: {{ $model.url }}\n",
    "a: {{ .name | quote }}\n",
    "{{/* a comment */}}\na: 1\n",
    "data:\n  run.yaml: |\n    {{- range $key, $model := .Values.models }}\n    - {{ $key }}\n    {{- end }}\n",
    "data: |\n  {{ toYaml .Values.config | nindent 4 }}\n",
]

NOT_HELM = [
    "",
    "a: ${{P}}\n",
    "a: ${{ P }}\n",
    "a: ${{ secrets.TOKEN }}\n",
    "a: '{{ .name }}'\n",
    'a: "{{ $x }} {{ .y }}"\n',
    "a: {{b: c}: d}\n",
    "prompt: |\n  Answer {{question}} with {{ context }}.\n",
    "prompt: |\n  {{ question }}\n",
    "a: [{b: {c: {}}}]\n",
    "# {{ .name }}\na: 1\n",
]


@pytest.mark.parametrize("text", HELM)
def test_helm(text: str) -> None:
    assert helm_template(text)


@pytest.mark.parametrize("text", NOT_HELM)
def test_not_helm(text: str) -> None:
    assert not helm_template(text)


def test_source_labels_of_rendered_charts() -> None:
    text = "---\n# Source: c/templates/a.yaml\nkind: A\n---\n# Source: c/templates/b.yaml\r\nkind: B\n---\nkind: C\n"
    labels = [source_label(text, tree.span) for tree in parse(text).documents]
    assert labels == ["c/templates/a.yaml", "c/templates/b.yaml", ""]


EXPECTED = {
    "plain": "ours",
    "configmap": "embedded",
    "configmap:cm+cr": "embedded",
    "build": "foreign",
    "other:cr": "foreign",
    "other:helm-values": "foreign",
    "helm": "helm",
}


def test_the_corpus() -> None:
    corpus = require_corpus()
    seen: Counter[str] = Counter()
    wrong = []
    with open(corpus / "INDEX.tsv", encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            kind = _kind(decode((corpus / row["path"]).read_bytes()).text)
            seen[row["kind"]] += 1
            if kind != EXPECTED[row["kind"]]:
                wrong.append(f"{row['path']} is {row['kind']}, taken for {kind}")
    assert wrong == []
    assert set(seen) == set(EXPECTED)


def _kind(text: str) -> str:
    if helm_template(text):
        return "helm"
    if not may_be_ours(text):
        return "foreign"
    trees = recovery.read(text).documents
    if any(looks_like_stack_config(tree.root) for tree in trees):
        return "ours"
    return "embedded" if any(embedded_in(text, tree.root) for tree in trees) else "foreign"
