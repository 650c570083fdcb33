"""What a check loads at the start stays small, and the rest comes when asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stacklint_schemas import Knowledge, load
from stacklint_schemas.reading import DATA

SOURCES = Path(DATA).parent.parent
START = ("catalogue.json", "core.json")
LATER = ("migration.json", "providers.jsonl", "samples.jsonl", "shapes.jsonl")


def test_knowledge_is_read_once() -> None:
    assert load() is load()


def test_the_start_reads_little() -> None:
    assert sum((Path(DATA) / name).stat().st_size for name in START) < 32_000


def test_nothing_else_is_read_before_it_is_needed(tmp_path: Path) -> None:
    for name in START:
        (tmp_path / name).write_bytes((Path(DATA) / name).read_bytes())
    knowledge = Knowledge(str(tmp_path))
    assert knowledge.provider_releases("inference", "remote::vllm")
    for name in LATER:
        (tmp_path / name).write_bytes((Path(DATA) / name).read_bytes())
    provider = knowledge.provider("inference", "remote::vllm")
    assert provider is not None
    assert knowledge.shape(provider.shape).variants
    assert knowledge.migration.steps
    assert knowledge.sample("inference", "remote::vllm", knowledge.catalogue.newest)


def test_loading_imports_nothing_heavy() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r}); import stacklint_schemas; stacklint_schemas.load();"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-I", "-c", program], check=True, capture_output=True, text=True).stdout
    heavy = {"pydantic", "jsonschema", "dataclasses", "inspect", "importlib.resources", "logging", "asyncio", "tomllib"}
    assert heavy & set(loaded.split()) == set()
    assert "json" in loaded.split()


def test_loading_does_not_touch_what_only_a_migration_needs() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCES)!r}); import stacklint_schemas; stacklint_schemas.load();"
        "print('stacklint_schemas.migration' in sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-I", "-c", program], check=True, capture_output=True, text=True).stdout
    assert loaded.strip() == "False"


def test_a_shape_is_decoded_once() -> None:
    knowledge = load()
    assert knowledge.shape(knowledge.stack_shape) is knowledge.shape(knowledge.stack_shape)
