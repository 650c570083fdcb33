"""Real files: an answer at every place, and never a backend of the wrong family."""

from __future__ import annotations

import random

import pytest

from ide.cursor import analyse
from requirements import require_corpus
from stacklint.model.references import Resolved
from stacklint.syntax.nodes import Scalar
from stacklint.text.decode import decode
from stacklint_lsp.ide.answers import ItemKind
from stacklint_lsp.ide.completion import complete

OFFSETS = 8


@pytest.mark.slow
def test_every_real_file_is_completed_everywhere() -> None:
    chance = random.Random(8)
    references = 0
    for path in sorted(require_corpus().rglob("*.y*ml")):
        analysis = analyse(decode(path.read_bytes()).text)
        for _ in range(OFFSETS):
            offset = chance.randint(0, len(analysis.text))
            for item in complete(analysis, offset).items:
                assert item.span.start <= offset <= item.span.end, path
                assert "\n" not in item.span.of(analysis.text), path
                assert item.label, path
        for view in analysis.views:
            document = view.document
            for origin in document.references.origins:
                if origin.implicit or not isinstance(origin.place, Scalar) or not origin.releases & view.newest.only:
                    continue
                place = view.outer(origin.place.span)
                families = {backend.name: backend.spec.family for backend in document.stack.backends if backend.spec}
                found = complete(analysis, place.end - (origin.place.style != "")).items
                offered = [item.label for item in found if item.kind is ItemKind.REFERENCE]
                assert all(families.get(name, origin.slot.family) == origin.slot.family for name in offered), path
                right = any(isinstance(answer, Resolved) for answer in document.references.resolve(origin))
                if right and origin.backend.is_literal and not origin.rewritten_from:
                    assert origin.backend.text in offered, f"{path} at {place.start}"
                    references += 1
    assert references > 1000
