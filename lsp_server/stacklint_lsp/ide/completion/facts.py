"""What is said beside a key: facts from the generated data, and our own line of help."""

from __future__ import annotations

from stacklint.syntax.path import Path
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import spelt
from stacklint_schemas import KeyPath
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Property, Scalar, Shape, Tagged


def detail_of(place: Place, shape: Shape | None, key: Property | None, required: bool) -> str:
    """Short facts: `string, required`, `integer, default 8321`."""
    pieces = [type_words(place, shape)]
    if required:
        pieces.append("required")
    default = "" if key is None else default_of(place, key)
    if default:
        pieces.append(f"default {default}")
    return ", ".join(piece for piece in pieces if piece)


def type_words(place: Place, shape: Shape | None) -> str:
    """The kinds of values that are right, without null: `boolean or string`."""
    words: list[str] = []
    word: str
    for variant in place.variants(shape):
        match variant:
            case Scalar():
                word = "secret" if variant.format == "password" else "" if variant.kind == "null" else variant.kind
            case ObjectOf() | MapOf() | Tagged():
                word = "mapping"
            case ListOf():
                word = "list"
            case Anything():
                word = ""
        if word and word not in words:
            words.append(word)
    return " or ".join(words)


def default_of(place: Place, key: Property) -> str:
    """The default that upstream has for a key; empty for none, and for null."""
    for releases, value in key.defaults:
        if releases & place.releases and value is not None and not isinstance(value, dict | list):
            return spelt(value, "value") or ""
    return ""


def documentation_of(place: Place, path: Path, help_path: KeyPath | None, key: Property | None) -> str:
    """Markdown: our line of help for keys of the stack, and since when and until when there is such a key."""
    lines = []
    if help_path is not None:
        lines.append(place.knowledge.help(help_path))
    catalogue = place.knowledge.catalogue
    if key is not None:
        kind = place.provider_type
        scope = kind.releases if help_path is None and kind is not None else catalogue.every
        # Inside a shape a set means "wherever the place exists".
        known = key.releases & scope
        if known and known != scope:
            first, last = catalogue.first(known), catalogue.last(known)
            since = "" if known & catalogue.first(scope).only else f"Since {first.package} {first.version}. "
            until = "" if known & catalogue.last(scope).only else f"Until {last.package} {last.version}."
            lines.append((since + until).strip())
        if key.deprecated & place.releases:
            lines.append("Deprecated.")
    lines += _renamed_from(place, path)
    return "\n\n".join(line for line in lines if line)


def _renamed_from(place: Place, path: Path) -> list[str]:
    base = place.config_path
    kind = place.provider_type
    inside = bool(base) and path[: len(base)] == base
    renames = (kind.renames if kind else ()) if inside else place.knowledge.stack_renames
    own = path[len(base) :] if inside else path
    return [
        f"Before called `{'.'.join(rename.old)}`."
        for rename in renames
        if rename.new == own and rename.releases & place.releases
    ]
