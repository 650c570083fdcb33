"""The extension starts Python only for what looks like ours: one expression, made from the server's own detection."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import suppress
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

from process import run
from requirements import REPOSITORY, require_corpus, require_program
from stacklint import configurations
from stacklint.text.decode import decode

EXTENSION = REPOSITORY / "vscode-extension"
SCRIPT = EXTENSION / "scripts" / "generate_detection.py"
GENERATED = EXTENSION / "src" / "generated" / "detection.ts"

OURS = {
    "providers": "version: 2\nproviders:\n  inference:\n  - provider_id: vllm\n    provider_type: remote::vllm\n",
    "half typed": "version: 2\nproviders:\n  inference:\n  - provider_id: v\n    provider_\nstorage:\n  back",
    "windows": "version: 2\r\nproviders:\r\n  inference:\r\n  - provider_id: vllm\r\n",
    "storage alone": "# only a part\nstorage:\n  backends:\n    kv: {type: kv_sqlite, db_path: /a}\n",
    "stores alone": "storage:\n  stores:\n    metadata:\n      backend: kv_default\n",
    "flow": "{version: 2, providers: {inference: [{provider_id: a, provider_type: b}]}}\n",
    "json": '{"version": 2, "providers": {"inference": [{"provider_id": "a"}]}}\n',
    "legacy store": "version: 2\nmetadata_store:\n  namespace: null\n  type: sqlite\n",
    "legacy routing": "built_at: x\nrouting_table:\n  inference: []\nprovider_map: {}\n",
    "apis": "image_name: x\napis:\n- inference\n",
    "second document": "a: 1\n---\nversion: 2\nproviders:\n  safety:\n  - provider_id: a\n",
    "pinned": "# stacklint: target=ogx-1.5.0\nserver:\n  port: 1\n",
    "in a config map": (
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n    version: 2\n    providers:\n"
        "      inference:\n      - provider_id: a\n        provider_type: remote::vllm\n"
    ),
    "a helm template of ours": "providers:\n  inference:\n  - provider_id: {{ .Values.name }}\n",
}
FOREIGN = {
    "empty": "",
    "a comment": "# provider_type and backend: words alone\n",
    "ingress": (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec:\n  defaultBackend:\n"
        "    service: {name: a}\n  rules:\n  - http:\n      paths:\n      - path: /\n        backend:\n"
        "          service: {name: web, port: {number: 80}}\n"
    ),
    "compose": (
        "services:\n  web:\n    image: a\n    networks: [backend]\n    storage_opt: {size: 1G}\n"
        "networks:\n  backend: {}\n"
    ),
    "workflow": (
        "name: test\non: push\njobs:\n  backend:\n    runs-on: ubuntu-latest\n    steps:\n    - run: |\n"
        "        echo providers:\n        make backend\n"
    ),
    "helm values": (
        "replicaCount: 1\nimage:\n  repository: web\nproviders:\n  inference:\n  - provider_id: a\n"
        "storage:\n  backends:\n    a: {type: kv_x}\n"
    ),
    "values by their keys": "resources: {}\ntolerations: []\nproviders:\n  inference:\n  - provider_id: a\n",
    "a custom resource": (
        "apiVersion: ogx.io/v1\nkind: OGXServer\nspec:\n  providers:\n    inference:\n    - provider_id: a\n"
        "      provider_type: b\n"
    ),
    "build": "version: 2\ndistribution_spec:\n  providers:\n    inference:\n    - provider_type: remote::vllm\n",
    "terraform-like": "provider:\n  backend: s3\nproviders:\n- provider_id: a\n- name: aws\n",
    "traefik": "providers:\n  file: {directory: /a}\n  docker: {}\nstorage: acme.json\n",
    "loki": "storage:\n  type: s3\n  backend: memcached\nstorage_config:\n  backends: {type: kv_x}\n",
}


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    specification = util.spec_from_file_location("generate_detection", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def expression(generator: ModuleType) -> re.Pattern[str]:
    return re.compile(generator.pattern())


def verdict(text: str) -> bool:
    """What the server says."""
    found = configurations.find(text, named=False)
    return bool(found.configurations or found.skipped)


def lines(text: str) -> str:
    """As the extension reads a text."""
    return re.sub(r"\r\n?", "\n", text).removeprefix("\ufeff")


def test_the_generated_module_is_up_to_date(generator: ModuleType) -> None:
    assert GENERATED.read_text(encoding="utf-8") == generator.source(), f"run python {SCRIPT.relative_to(REPOSITORY)}"


@pytest.mark.parametrize("name", OURS)
def test_it_knows_ours(expression: re.Pattern[str], name: str) -> None:
    assert verdict(OURS[name]), "the server does not know it, so the case proves nothing"
    assert expression.search(lines(OURS[name]))


@pytest.mark.parametrize("name", FOREIGN)
def test_it_passes_over(expression: re.Pattern[str], name: str) -> None:
    assert not verdict(FOREIGN[name])
    assert not expression.search(lines(FOREIGN[name]))


def corpus_texts() -> dict[str, str]:
    folder = require_corpus()
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    return {str(path.relative_to(folder)): decode(path.read_bytes()).text for path in files}


def test_it_agrees_with_the_server_on_all_real_files(expression: re.Pattern[str]) -> None:
    texts = corpus_texts()
    verdicts = {name: verdict(text) for name, text in texts.items()}
    assert {True, False} <= set(verdicts.values())
    assert {name: bool(expression.search(lines(text))) for name, text in texts.items()} == verdicts


def test_javascript_reads_it_alike(tmp_path: Path) -> None:
    """The same expression in the engine that runs it, on the cases and, where they are, on the real files."""
    node = require_program("node", "runs the extension's expression; any Node.js from 20 on")
    texts = [*OURS.values(), *FOREIGN.values()]
    with suppress(pytest.skip.Exception):
        texts += corpus_texts().values()
    (tmp_path / "texts.json").write_text(json.dumps([lines(text) for text in texts]), encoding="utf-8")
    module = GENERATED.read_text(encoding="utf-8").replace("export const", "const")
    (tmp_path / "ask.js").write_text(
        module
        + "const texts = JSON.parse(require('node:fs').readFileSync('texts.json', 'utf8'));\n"
        + "console.log(JSON.stringify(texts.map((text) => STACK_CONFIGURATION.test(text))));\n",
        encoding="utf-8",
    )
    finished = run(node, "ask.js", folder=tmp_path, seconds=60)
    assert finished.code == 0, finished.stderr
    assert json.loads(finished.stdout) == [verdict(text) for text in texts]


def test_a_long_file_costs_little(tmp_path: Path) -> None:
    """No combination of lines is tried twice: what looks like ours until its last line ends soon, too."""
    node = require_program("node", "runs the extension's expression; any Node.js from 20 on")
    text = "providers:\n" + "  inference:\n    # nothing\n\n" * 20_000 + "storage:\n" + "  stores:\n    a: |\n" * 5_000
    (tmp_path / "text.yaml").write_text(text, encoding="utf-8")
    module = GENERATED.read_text(encoding="utf-8").replace("export const", "const")
    (tmp_path / "ask.js").write_text(
        module + "console.log(STACK_CONFIGURATION.test(require('node:fs').readFileSync('text.yaml', 'utf8')));\n",
        encoding="utf-8",
    )
    try:
        finished = run(node, "ask.js", folder=tmp_path, seconds=30)
    except subprocess.TimeoutExpired:
        pytest.fail("the expression tries combinations")
    assert finished.stdout.strip() == "false", finished.stderr


def test_the_generator_writes_what_it_says() -> None:
    before = GENERATED.read_bytes()
    assert run(sys.executable, SCRIPT, folder=REPOSITORY).code == 0
    assert GENERATED.read_bytes() == before
