"""Names of models in settings, where the rule for a model's name has changed."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover, Notice
from stacklint.migrate.steps.common import changed, dotted, items_of, text_of
from stacklint.model.document import Document
from stacklint.model.stack import step_down
from stacklint.syntax.nodes import Mapping, Node, Scalar
from stacklint.syntax.path import Path
from stacklint.text.phrases import counted
from stacklint_schemas import Release
from stacklint_schemas.typed import NamedTuple

_SHOWN = 3
"""How many models a notice names."""


class _Model(NamedTuple):
    provider: str
    model_id: str
    own: str
    """The provider's own name of it."""


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """One name after the other: those in pairs with a provider, and those that are whole identifiers."""
    if document.reading.releases < _by_model_id(document).only <= goal.target.only:
        # A later step gives them the names they have at the target.
        return
    models = list(_models(document))
    done: set[Path] = set()
    for reference in document.knowledge.stack_references:
        if reference.target != "model" or reference.path[-1] not in ("model_id", "embedding_model"):
            continue
        for node, path in _at(document.root, reference.path, ()):
            if path in done or not isinstance(node, Scalar) or node.is_null:
                continue
            done.add(path)
            beside = document.stack.at(path[:-1])
            provider = text_of(beside.get("provider_id")) if isinstance(beside, Mapping) else ""
            pair = path[-1] == "model_id"
            wanted = _name(document, models, node.text, provider if pair else "")
            if wanted and wanted != node.text:
                title = f"Refer to the model as '{wanted}' in '{dotted(path)}'"
                yield from changed(title, (document.surgeon.replace(node, wanted),), node, path)


def renamed(document: Document, goal: Goal) -> Iterator[Notice]:
    """What clients call models now, which no file can change for them."""
    if document.reading.releases < _by_model_id(document).only <= goal.target.only:
        return
    from_before = bool(goal.origin & ~document.knowledge.storage_known)
    pairs: dict[str, str] = {}
    for model in _models(document):
        # Up to the last release with inline stores a model of a file was called as the file calls it.
        former = model.model_id if from_before else f"{model.provider}/{model.own}"
        pairs.setdefault(_identifier(document, model), former)
    names = [f"'{now}' instead of '{former}'" for now, former in pairs.items() if now != former]
    if names:
        shown, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
        rest = f" and {counted(more, 'other')}" if more > 0 else ""
        yield Notice(f"clients have to call models by other names: {shown}{rest}", ("registered_resources", "models"))


def _name(document: Document, models: list[_Model], written: str, provider: str) -> str:
    """What the name must be; empty when no model of the file is meant."""
    whole = f"{provider}/{written}" if provider else written
    now = {_identifier(document, model) for model in models}
    if whole in now:
        return ""
    for model in models:
        names = {f"{model.provider}/{model.own}", f"{model.provider}/{model.model_id}"}
        if not provider:
            names |= {model.model_id, model.own}
        if whole in names and (not provider or model.provider == provider):
            identifier = _identifier(document, model)
            return identifier.removeprefix(f"{provider}/") if provider else identifier
    return ""


def _identifier(document: Document, model: _Model) -> str:
    """What the registry calls a model in the release that the document is read for."""
    if document.reading.releases < _by_model_id(document).only:
        return f"{model.provider}/{model.own}"
    return model.model_id if model.model_id.startswith(f"{model.provider}/") else f"{model.provider}/{model.model_id}"


def _by_model_id(document: Document) -> Release:
    """The first release that names models by `model_id`; the ones before take the provider's own name."""
    return document.knowledge.migration.step("model-identifiers").since


def _models(document: Document) -> Iterator[_Model]:
    for base in (("registered_resources", "models"), ("models",)):
        for _, _, node in items_of(document.stack.at(base)):
            model_id, provider = text_of(node.get("model_id")), text_of(node.get("provider_id"))
            if model_id and provider:
                yield _Model(provider, model_id, text_of(node.get("provider_model_id")) or model_id)


def _at(node: Node | None, pattern: tuple[str, ...], path: Path) -> Iterator[tuple[Node, Path]]:
    """Every node that a path with `*` for items leads to."""
    if not pattern:
        found = step_down(node, ())
        if found is not None:
            yield found, path
        return
    if pattern[0] == "*":
        for number, _, inner in items_of(node):
            yield from _at(inner, pattern[1:], (*path, number))
        return
    below = step_down(node, (pattern[0],))
    if below is not None:
        yield from _at(below, pattern[1:], (*path, pattern[0]))
