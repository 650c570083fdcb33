"""Places that a configuration does not name, and upstream takes all the same."""

from __future__ import annotations

from stacklint.migrate.places import Place
from stacklint.model.stack import Provider
from stacklint_schemas import BackendType, KeyPath, Knowledge, Release
from stacklint_schemas.shapes import Shape, Tagged
from stacklint_schemas.stored import Implied


def assumed_file(
    provider: Provider | None, path: KeyPath, spec: BackendType, release: Release, knowledge: Knowledge
) -> Place:
    """The file of an inline store at *path* that names none, from the defaults in upstream's schema."""
    shape = _shape_at(provider, path, release, knowledge)
    for variant in shape.within(release.only) if shape else ():
        option = variant.options.get(spec.legacy) if isinstance(variant, Tagged) else None
        known = knowledge.shape(option.shape).object(release.only) if option else None
        for key, each in known.properties.items() if known else ():
            texts = [str(value) for releases, value in each.defaults if releases & release.only]
            if key in spec.path_keys and texts:
                # Upstream makes a folder of `~` here while it builds the default.
                return Place(spec.legacy, ((key, texts[0]),), expands_home=True)
    return Place(spec.legacy, ())


def _shape_at(provider: Provider | None, path: KeyPath, release: Release, knowledge: Knowledge) -> Shape | None:
    shape = knowledge.shape(provider.spec.shape if provider and provider.spec else knowledge.stack_shape)
    for key in path:
        known = shape.object(release.only)
        if known is None or key not in known.properties:
            return None
        shape = knowledge.shape(known.properties[key].shape)
    return shape


def default_place(backend: str, release: Release, knowledge: Knowledge) -> Place | None:
    """Where upstream's own backend of this name lies, which it has where a file declares none."""
    for implied in knowledge.migration.stored.implied:
        if implied.backend == backend and implied.releases & release.only:
            return place_of_implied(implied, "", knowledge)
    return None


def place_of_implied(implied: Implied, image_name: str, knowledge: Knowledge) -> Place:
    """The file of a store that has a path of its own; *image_name* is what the file calls the distribution."""
    path = implied.path.replace("{image_name}", image_name)
    if implied.variable:
        folder, _, name = path.rpartition("/")
        path = f"${{env.{implied.variable}:={folder}}}/{name}"
    engine = next(kind for kind in knowledge.legacy_store_types[implied.family] if "lite" in kind)
    return Place(engine, (("db_path", path),), expands_home=True, is_literal=implied.literal)
