"""What upstream's own sample of a provider's settings looks like, release by release."""

from __future__ import annotations

import json
from typing import Any

from generate.upstream import Sets, Upstream


def samples_record(upstream: Upstream, first: str) -> dict[str, list[list[Any]]]:
    """By `api provider_type`, each sample with its releases; only types inside the server, since release *first*.

    What runs elsewhere needs addresses and secrets that no sample can give.
    """
    found: dict[str, list[list[Any]]] = {}
    wanted = upstream.catalogue.between(first, None)
    keys = sorted({key for dump in upstream.dumps for key in dump["providers"]})
    for key in keys:
        if " inline::" not in key:
            continue
        samples = Sets(upstream.catalogue)
        for release, spec in upstream.provider(key):
            if release.only & wanted and isinstance(spec.get("sample"), dict):
                samples.add(json.dumps(spec["sample"], sort_keys=True), release)
        if samples.found:
            found[key] = [[releases, json.loads(sample)] for sample, releases in samples.written().items()]
    return found
