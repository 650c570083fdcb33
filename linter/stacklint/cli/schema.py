"""`stacklint schema`: JSON Schemas of a release's configuration, and of our own formats."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from stacklint.cli import FAILED
from stacklint.cli.output import write_error
from stacklint.cli.releases import known_release
from stacklint.settings import SettingsError
from stacklint_schemas import load


def schema(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="stacklint schema",
        description="Print a self-contained JSON Schema, by default that of the newest release's configuration.",
        allow_abbrev=False,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--target", "--target-version", metavar="RELEASE", help="the upstream release")
    what.add_argument("--settings", action="store_true", help="of stacklint.toml")
    what.add_argument("--output", action="store_true", help="of what `check --output-format json` writes")
    what.add_argument("--plan", action="store_true", help="of what `migrate --plan json` writes")
    options = parser.parse_args(list(arguments))
    if options.settings:
        from stacklint.settings.model import json_schema as of_settings

        return _print(of_settings())
    if options.output:
        from stacklint.report.schema import json_schema as of_output

        return _print(of_output())
    if options.plan:
        from stacklint.report.plan.schema import json_schema as of_plan

        return _print(of_plan())
    return _of_release(options.target)


def _of_release(name: str | None) -> int:
    from stacklint_schemas.project import json_schema

    try:
        release = load().catalogue.newest if name is None else known_release(name, "--target")
        return _print(json_schema(release))
    except SettingsError as error:
        write_error(str(error))
        return FAILED


def _print(schema: Mapping[str, object]) -> int:
    print(json.dumps(schema, indent=2, ensure_ascii=False))
    return 0
