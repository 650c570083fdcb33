"""Places that a configuration does not name, and upstream takes all the same."""

from __future__ import annotations

from stacklint.migrate.places import Place
from stacklint_schemas import BackendType, Knowledge, Release
from stacklint_schemas.stored import Implied


def assumed_file(spec: BackendType, knowledge: Knowledge) -> Place:
    """The file of an inline store that names none."""
    defaults = knowledge.migration.stored.inline_defaults.get((spec.family, spec.legacy), {})
    settings = tuple((key, str(text)) for key, text in defaults.items() if key in spec.path_keys)
    # Upstream makes a folder of `~` here while it builds the default.
    return Place(spec.legacy, settings, expands_home=True)


def default_place(backend: str, release: Release, knowledge: Knowledge) -> Place | None:
    """Where upstream's own backend of this name lies, which it has where a file declares none."""
    for implied in knowledge.migration.stored.implied:
        if implied.backend == backend and implied.releases & release.only:
            return place_of_implied(implied)
    return None


def place_of_implied(implied: Implied, image_name: str = "") -> Place:
    """The SQLite file of a store that has a path of its own; *image_name* is what the file calls the distribution."""
    path = implied.path.replace("{image_name}", image_name)
    if implied.variable:
        folder, _, name = path.rpartition("/")
        path = f"${{env.{implied.variable}:={folder}}}/{name}"
    return Place("sqlite", (("db_path", path),), expands_home=True, is_literal=implied.literal)
