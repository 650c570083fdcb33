"""Every real file, explained at the start of every key and value: no exception, no secret, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from ide.cursor import analyse
from requirements import require_corpus
from stacklint.knowledge import explain, to_markdown, to_text
from stacklint.knowledge.records import Explanation
from stacklint.model.document import Document
from stacklint.syntax.comments import scalars_in
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.text.secrets import is_secret_name


class Survey(NamedTuple):
    """What explaining all of them came to."""

    asked: int
    answered: int
    misplaced: list[str]
    """Explanations of another place than the one that was asked about."""
    secrets: int
    shown: list[str]
    seconds: float


@pytest.fixture(scope="module")
def survey() -> Survey:
    asked = answered = secrets = 0
    misplaced: list[str] = []
    shown: list[str] = []
    seconds = 0.0
    for document in _documents():
        hidden = [text for text in set(_secrets(document.root, "")) if _is_telling(text, document)]
        secrets += len(hidden)
        for scalar in scalars_in([document.root]):
            asked += 1
            began = time.process_time()
            found = explain(document, scalar.start)
            seconds += time.process_time() - began
            if found is None:
                continue
            answered += 1
            if not found.span.start <= scalar.start <= found.span.end <= len(document.text):
                misplaced.append(scalar.text)
            if hidden and any(secret in said for said in [_all_text(found)] for secret in hidden):
                shown.append(scalar.text)
    return Survey(asked, answered, misplaced, secrets, shown, seconds)


def test_every_place_of_every_real_file_can_be_explained(survey: Survey) -> None:
    assert survey.asked > 100_000
    # Free text of metadata and of providers from elsewhere is all that nothing can be said of.
    assert survey.answered > 0.95 * survey.asked
    assert survey.misplaced == []


def test_no_literal_secret_of_a_real_file_is_shown(survey: Survey) -> None:
    assert survey.secrets > 20
    assert survey.shown == []


def test_explaining_costs_little_in_files_of_any_length(survey: Survey) -> None:
    # A hundred times what it takes, so that only a cost that grows with the square of a file is seen.
    assert survey.seconds < survey.asked * 0.02


def _all_text(explanation: Explanation) -> str:
    related = " ".join(each.text for each in explanation.related)
    return f"{to_markdown(explanation)} {to_text(explanation)} {related}"


def _documents() -> Iterator[Document]:
    for path in sorted(require_corpus().rglob("*.y*ml")):
        text = path.read_bytes().decode("utf-8", "replace")
        for view in analyse(text, path=path.name).views:
            yield view.document


def _secrets(node: Node, name: str) -> Iterator[str]:
    """The literal texts under keys that are called like secrets, and the defaults of variables there."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield from _secrets(entry.value, entry.name)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _secrets(item, name)
    elif isinstance(node, Scalar) and is_secret_name(name):
        expressions = parse_expressions(node.text)
        yield from (each.operand for each in expressions if not each.operator.endswith("+"))
        if not expressions:
            yield node.text


def _is_telling(secret: str, document: Document) -> bool:
    """Whether a text would be a secret wherever it is shown: not a word that stands elsewhere in the file as well."""
    return len(secret) >= 6 and "${" not in secret and document.text.count(secret) == 1
