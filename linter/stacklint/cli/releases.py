"""`stacklint releases`: the upstream releases whose configuration is known."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from stacklint.model.release import find_release
from stacklint.settings import SettingsError, check_target
from stacklint_schemas import Release, load


def releases(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="stacklint releases",
        description="List the upstream releases that are known; each name can be a --target.",
        allow_abbrev=False,
    )
    parser.add_argument("--output-format", "--format", "-f", choices=("text", "json"), default="text")
    options = parser.parse_args(list(arguments))
    known = load().catalogue.releases
    if options.output_format == "json":
        fields = ("name", "package", "version", "date", "config_file")
        print(json.dumps([{field: getattr(each, field) for field in fields} for each in known], indent=2))
        return 0
    width = max(len(each.name) for each in known)
    for each in known:
        print(f"{each.name:<{width}}  {each.date}  {each.config_file}")
    return 0


def known_release(name: str, flag: str) -> Release:
    """The release that somebody calls *name*; raises SettingsError, which names the *flag*, for one not known."""
    catalogue = load().catalogue
    check_target(name, flag)
    release = find_release(name, catalogue)
    if not isinstance(release, Release):
        raise SettingsError(f"{flag}: {release} is newer than every known release ({catalogue.newest.name})")
    return release
