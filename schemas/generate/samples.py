"""The configuration that upstream's own samples give each provider type, release by release."""

from __future__ import annotations

import json
import re
from typing import Any

from generate.upstream import Upstream

FOLDERS = {"llama-stack": "~/.llama/distributions/starter", "ogx": "~/.ogx/distributions/starter"}
"""Where upstream's distributions keep their files."""

_FOLDER = re.compile(r"(?:~/\.(?:llama|ogx)/)?__distro_dir__")
_REPRESENTATION = re.compile(r"\w+=['\d]")
"""An object of upstream's that was put into a text; nobody could write it."""


def sample_record(upstream: Upstream, key: str) -> list[list[Any]]:
    """`[releases, config]` of a provider type, the oldest first; *key* is `api provider_type`."""
    found: dict[str, int] = {}
    for release, spec in upstream.provider(key):
        if isinstance(spec.get("sample"), dict):
            written = json.dumps(cleaned(spec["sample"], FOLDERS[release.package]), sort_keys=True)
            found[written] = found.get(written, 0) | release.only
    in_order = sorted(found.items(), key=lambda item: item[1] & -item[1])
    return [[upstream.catalogue.write(releases), json.loads(written)] for written, releases in in_order]


def cleaned(value: Any, folder: str) -> Any:
    """A sample without what says nothing (null), and with a folder that is like upstream's."""
    if isinstance(value, dict):
        inner = {key: cleaned(each, folder) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each is not None}
    if isinstance(value, list):
        return [cleaned(each, folder) for each in value]
    if isinstance(value, str):
        return None if _REPRESENTATION.match(value) else _FOLDER.sub(folder, value)
    return value
