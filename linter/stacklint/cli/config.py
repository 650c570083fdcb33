"""`stacklint config`: the settings in force for a file."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from stacklint.cli import FAILED
from stacklint.cli.output import write_error
from stacklint.files import printable, shown_path
from stacklint.settings import Settings, SettingsError, load, rule_groups


def config(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="stacklint config",
        description="Show the settings in force for a file; without one, for files of this folder.",
        allow_abbrev=False,
    )
    parser.add_argument("path", nargs="?", default=".", metavar="PATH")
    parser.add_argument("--config", metavar="FILE", help="use this settings file")
    parser.add_argument("--isolated", action="store_true", help="use no settings file")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of settings files instead")
    options = parser.parse_args(list(arguments))
    if options.schema:
        from stacklint.settings.model import json_schema

        print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return 0
    try:
        explicit = options.config or (os.environ.get("STACKLINT_CONFIG") or None)
        sys.stdout.write(describe(load(os.getcwd(), explicit, options.isolated), options.path))
    except SettingsError as error:
        write_error(str(error))
        return FAILED
    return 0


def describe(settings: Settings, path: str) -> str:
    """The settings in force for *path* (a file, or a folder for the files directly in it), as TOML."""
    file = os.path.join(path, "config.yaml") if os.path.isdir(path) else path
    effective = settings.for_file(file)
    source = settings.source_for(file)
    rules = rule_groups()
    running = (rules.keys() if effective.selected is None else effective.selected) - effective.ignored
    lines = [
        f"# for {printable(path)}",
        f"# from {printable(shown_path(source.path))}" if source else "# no settings file",
    ]
    target = effective.forced_target or effective.target
    if target:
        lines.append(f"target = {_quoted(target)}  # {effective.target_source}")
    else:
        lines.append("# target: a comment in the file, else inferred from its content")
    lines.append(f"fail-on = {_quoted((source and source.fail_on) or 'warning')}")
    lines.append("select = [")
    lines += [f"  {_quoted(name)}," for name in sorted(running)]
    lines.append("]")
    if effective.severities:
        lines.append("[severity]")
        lines += [f"{name} = {_quoted(level.value)}" for name, level in sorted(effective.severities.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
