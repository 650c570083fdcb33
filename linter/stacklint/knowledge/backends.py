"""Storage backends: what lies behind one, who uses it, and what kinds there are."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.hiding import shown
from stacklint.knowledge.records import Explanation, Fact, Related, code, listed
from stacklint.knowledge.releases import life, part
from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.references import Resolution, Resolved, Unknowable, Unresolved, WrongFamily
from stacklint.model.stack import Backend
from stacklint.model.values import read_value
from stacklint.text.span import Span
from stacklint_schemas import BackendType, Family
from stacklint_schemas.shapes import ObjectOf

FAMILIES: dict[Family, str] = {"kv": "key-value", "sql": "SQL"}

_WHOLE, _PARTS = "connection_string", ("host", "port", "db")
"""An address in one piece, and what else says it: beside the one, defaults of the others count for nothing."""


def explain_backend(document: Document, backend: Backend, span: Span) -> Explanation:
    """A declared backend, at its name."""
    uses = list(users(document, backend.name))
    facts = [*backend_facts(document, backend)]
    if uses:
        facts.append(Fact("Used by", listed([_use(origin) for origin in uses], 8)))
    elif document.complete and document.stack.storage is not None and not document.stack.storage.incomplete:
        facts.append(Fact("Used by", "nothing"))
    related = tuple(Related(origin.place.span, f"used by {origin.user}") for origin in uses)
    return Explanation(span, backend.name, "storage backend", "", tuple(facts), related)


def users(document: Document, name: str) -> Iterator[Origin]:
    """Every use of the backend of this name, of the right family or not, in file order; each place once."""
    seen: set[tuple[object, bool]] = set()
    for origin in document.references.origins:
        key = (origin.path, origin.implicit)
        if origin.backend.text == name and origin.backend.known and key not in seen:
            seen.add(key)
            yield origin


def backend_facts(document: Document, backend: Backend) -> Iterator[Fact]:
    """Type and place of a declared backend."""
    spec = backend.spec
    if spec is None:
        yield Fact("Type", f"{shown(backend.type.raw)}, which no release knows" if backend.type.raw else "not written")
        return
    yield Fact("Type", f"{code(spec.name)} ({FAMILIES[spec.family]})")
    if place := physical_place(document, backend):
        yield Fact("Place", place)


def physical_place(document: Document, backend: Backend) -> str:
    """Where the data lie, with expressions as written: ``db_path `/data/kv.db` ``."""
    spec, releases = backend.spec, document.reading.releases
    if spec is None or backend.node is None:
        return ""
    pieces = []
    whole = not read_value(backend.node.get(_WHOLE)).is_null
    for key, defaults in spec.identity:
        if whole and key in _PARTS:
            continue
        value = read_value(backend.node.get(key))
        if not value.is_null or value.variables:
            pieces.append(f"{key} {shown(value.raw)}")
            continue
        usual = {text for where, text in defaults if where & releases}
        if len(usual) == 1 and (text := usual.pop()):
            pieces.append(f"{key} {code(text)} by default")
    return ", ".join(pieces)


def backend_place(document: Document, backend: Backend) -> str:
    """The place of a backend's data as plain text, for a tooltip."""
    return physical_place(document, backend).replace("`", "")


def explain_backend_type(document: Document, spec: BackendType, span: Span) -> Explanation:
    """A `type:` of a backend."""
    catalogue, wanted = document.knowledge.catalogue, document.reading.releases
    facts = [Fact("Family", FAMILIES[spec.family])]
    if words := life(catalogue, spec.releases):
        facts.append(Fact("Known", words))
    facts.append(Fact("Same store as", f"another backend with equal {_identity(document, spec)}"))
    if spec.family == "kv":
        apart = spec.separates_namespaces & wanted
        if apart == wanted & spec.releases:
            facts.append(Fact("Namespaces", "keep users apart"))
        else:
            where = part(catalogue, wanted & spec.releases & ~apart, wanted)
            facts.append(Fact("Namespaces", f"are ignored {where}".rstrip()))
    literal = (key for key, _ in spec.identity if key in spec.path_keys - spec.expands_home)
    facts += (Fact(f"A leading ~ in {code(key)}", "is taken literally, except from a variable") for key in literal)
    return Explanation(span, spec.name, "backend type", "", tuple(facts))


def explain_unknown_type(document: Document, name: str, span: Span) -> Explanation | None:
    """A `type:` of a backend that no release has."""
    types = document.knowledge.backends
    if not name or name in types:
        return None
    former = [code(each.name) for each in types.values() if each.legacy == name]
    facts = [Fact("Now", " or ".join(former))] if former else []
    facts.append(Fact("Known", listed([code(each) for each in types])))
    kind = "type of an inline store of the old form" if former else "unknown backend type"
    return Explanation(span, name, kind, "" if former else "No release has it.", tuple(facts))


def _identity(document: Document, spec: BackendType) -> str:
    """The keys that make two backends one store, in the releases that are asked about."""
    knowledge, known = document.knowledge, set[str]()
    for variant in knowledge.shape(spec.shape).within(document.reading.releases):
        if isinstance(variant, ObjectOf):
            here = (name for name, each in variant.properties.items() if each.releases & document.reading.releases)
            known.update(here)
    keys = [key for key, _ in spec.identity if key in known and key != _WHOLE]
    if _WHOLE not in known:
        return _enumerated(keys)
    address, inside = [key for key in keys if key in _PARTS], [key for key in keys if key not in _PARTS]
    either = f"{_enumerated(address)}, or equal {code(_WHOLE)}"
    return f"{either}, and equal {_enumerated(inside)}" if inside else either


def _enumerated(keys: list[str]) -> str:
    *others, last = [code(key) for key in keys]
    return f"{', '.join(others)} and {last}" if others else last


def resolution_facts(document: Document, origin: Origin) -> Iterator[Fact]:
    """What the name at a use of a backend leads to."""
    answers = document.references.resolve(origin)
    for answer in answers:
        when = part(document.knowledge.catalogue, answer.releases, origin.releases) if len(answers) > 1 else ""
        for fact in _answer(document, origin, answer):
            yield Fact(f"{fact.name} ({when})", fact.text) if when else fact


def _answer(document: Document, origin: Origin, answer: Resolution) -> Iterator[Fact]:
    name = code(origin.backend.text)
    match answer:
        case Resolved(backend=None):
            kinds = {known: kind for _, known, kind in document.knowledge.default_backends}
            yield Fact("Backend", f"{name}, upstream's own {code(kinds[origin.backend.text])}")
        case Resolved(backend=backend):
            assert backend is not None
            yield Fact("Backend", name)
            yield from backend_facts(document, backend)
        case WrongFamily(backend=backend, family=family):
            wanted = FAMILIES[origin.slot.family]
            yield Fact("Wrong family", f"{name} is a {FAMILIES[family]} backend, and this is for a {wanted} one")
            if backend is not None:
                yield from backend_facts(document, backend)
        case Unresolved(nearest=nearest, available=available):
            hint = f"; nearest is {code(nearest)}" if nearest else ""
            yield Fact("Unresolved", f"no backend is called {name}{hint}")
            if available:
                yield Fact("Declared", listed([code(each) for each in available]))
        case Unknowable(why=why):
            yield Fact("Backend", why)


def declared_at(document: Document, origin: Origin) -> tuple[Related, ...]:
    """Where the backend of a use is declared."""
    backend = document.stack.backend(origin.backend.text) if origin.backend.known else None
    return (Related(backend.entry.key.span, "declared here"),) if backend is not None else ()


def _use(origin: Origin) -> str:
    provider = origin.provider
    who = f"{provider.api}/{provider.title}" if provider is not None else origin.slot_name
    words = [f"{origin.slot.name_key} {shown(origin.name.raw)}"] if origin.name.raw else []
    words += ["left out"] if origin.implicit else []
    return f"{code(who)} ({', '.join(words)})" if words else code(who)
