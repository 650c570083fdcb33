"""Links: from a rule's name in a comment to its page."""

from __future__ import annotations

import pytest

from ide.cursor import analyse
from stacklint.report import words
from stacklint_lsp.ide.links import links

STACK = """\
version: 2 # stacklint: ignore[unused-backend, no-such-rule] reason
providers:
  vector_io: [{provider_id: faiss, provider_type: inline::faiss}]
"""


@pytest.fixture
def documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address under which the documentation will be."""
    monkeypatch.setattr(words, "DOCUMENTATION_URL", "https://example.org/rules/")


def drawn(text: str) -> list[tuple[str, str]]:
    return [(link.span.of(text), link.url) for link in links(analyse(text))]


def test_while_the_documentation_has_no_address_there_are_no_links_to_rules() -> None:
    assert all("unused-backend" not in url for _, url in drawn(STACK))


@pytest.mark.usefixtures("documented")
def test_a_rule_in_a_comment_leads_to_its_page() -> None:
    assert ("unused-backend", "https://example.org/rules/unused-backend") in drawn(STACK)
    assert all("no-such-rule" not in url for _, url in drawn(STACK))


@pytest.mark.usefixtures("documented")
def test_comments_in_and_around_embedded_configurations() -> None:
    inner = "".join(f"    {line}\n" for line in STACK.splitlines())
    text = (
        f"# stacklint: file-ignore[unused-backend] all\napiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n{inner}"
    )
    assert [name for name, url in drawn(text) if url.endswith("/unused-backend")] == ["unused-backend"] * 2


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert drawn("services: {} # stacklint: ignore[unused-backend] reason\n") == []
