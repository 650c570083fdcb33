"""Links: from a rule's name in a comment to its page, from a provider's type to its sources."""

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


def test_a_provider_type_leads_to_its_sources_in_the_release_of_the_file() -> None:
    sources = "providers/inline/vector_io/faiss"
    pinned = {
        "llama-stack-0.3.5": f"https://github.com/llamastack/llama-stack/tree/v0.3.5/llama_stack/{sources}",
        "llama-stack-0.7.3": f"https://github.com/llamastack/llama-stack/tree/v0.7.3/src/llama_stack/{sources}",
        "ogx-1.5.0": f"https://github.com/ogx-ai/ogx/tree/v1.5.0/src/ogx/{sources}",
    }
    for release, url in pinned.items():
        assert drawn(f"# stacklint: target={release}\n{STACK}") == [("inline::faiss", url)]
    assert drawn(STACK) == [("inline::faiss", pinned["ogx-1.5.0"])]


def test_a_type_that_the_release_lacks_leads_nowhere() -> None:
    text = STACK.replace("inline::faiss", "inline::neo4j")
    assert drawn(text) == []
    assert drawn("# stacklint: target=llama-stack-0.3.5\n" + STACK.replace("inline::faiss", "remote::neo4j")) == []


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert drawn("services: {} # stacklint: ignore[unused-backend] reason\n") == []
