"""Upstream's wheels, where `make schemas` has kept them."""

from __future__ import annotations

import pytest

from generate.wheels import Source, Wheels, known_sources


def require_wheels() -> Wheels:
    """Skip where the wheels were not fetched: they are 400 MB that a clone does not need."""
    wheels = Wheels()
    lacking = [source for source in known_sources() if not has_all(wheels, source)]
    if lacking:
        pytest.skip(f"upstream's wheels are not in {wheels.folder} (make schemas fetches them): {lacking[0].name}, ...")
    return wheels


def has_all(wheels: Wheels, source: Source) -> bool:
    return wheels.wheel(source).exists() and wheels.tree(source).is_dir() and wheels.dump(source).exists()
