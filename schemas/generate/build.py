"""Merges what all releases say about themselves with the hand-kept facts into the committed data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generate import handkept
from generate.keys import help_lines
from generate.migration import migration_record
from generate.providers import provider_record, registry_record
from generate.samples import sample_record
from generate.shapes import Pool
from generate.stack import stack_record
from generate.upstream import complete, read_upstream
from generate.wheels import HERE, Wheels

DATA = HERE.parent / "stacklint_schemas" / "data"


def build(wheels: Wheels) -> dict[str, bytes]:
    """The content of every data file, by name."""
    facts = handkept.read()
    upstream = read_upstream(wheels)
    complete(upstream, facts)
    pool = Pool(upstream.catalogue)
    core = stack_record(upstream, facts, pool)
    keys = sorted({key for dump in upstream.dumps for key in dump["providers"]})
    providers = [provider_record(upstream, facts, pool, key) for key in keys]
    core |= registry_record(upstream, facts, providers)
    return {
        "catalogue.json": encode([list(release[:-1]) for release in upstream.catalogue.releases]) + b"\n",
        "core.json": encode(core) + b"\n",
        "help.json": encode(help_lines(facts, upstream.stacks())) + b"\n",
        "migration.json": encode(migration_record(upstream, facts, core, providers)) + b"\n",
        "providers.jsonl": b"".join(encode(provider) + b"\n" for provider in providers),
        "samples.jsonl": b"".join(encode(sample_record(upstream, key)) + b"\n" for key in keys),
        "shapes.jsonl": "".join(line + "\n" for line in pool.lines).encode(),
    }


def write(files: dict[str, bytes], folder: Path = DATA) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=True).encode()
