"""Which release a file is for, and what it is that says so."""

from __future__ import annotations

import pytest

from ide.cursor import analyse
from stacklint.settings import FileSettings
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.release import release

PROVIDERS = """\
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: x}
"""

OBJECT = """\
# stacklint: target=ogx-1.1.0
kind: ConfigMap
metadata: {name: stack}
data:
  run.yaml: |
    version: 2
    providers:
      inference:
      - {provider_id: vllm, provider_type: remote::vllm, config: {}}
"""


def reasons(analysis: Analysis) -> list[tuple[str, str]]:
    """What is said, and what stands where it points at."""
    found = release(analysis)
    assert found is not None
    return [(each.text, each.span.of(analysis.text) if each.span else "") for each in found.reasons]


def test_a_file_of_somebody_else() -> None:
    assert release(analyse("kind: Service\n")) is None


def test_a_comment() -> None:
    analysis = analyse("# stacklint: target=ogx-1.2.0\n" + PROVIDERS)
    assert reasons(analysis) == [("a comment in the file", "ogx-1.2.0")]
    found = release(analysis)
    assert found is not None
    assert (found.label, found.pinned, found.newest) == ("ogx 1.2.0, pinned", True, "ogx-1.2.0")


def test_a_comment_around_an_embedded_file() -> None:
    assert reasons(analyse(OBJECT)) == [("a comment in the file", "ogx-1.1.0")]


def test_a_comment_with_a_name_that_is_none() -> None:
    analysis = Analysis("# stacklint: target=ogx-0.x\n" + PROVIDERS, "run.yaml", FileSettings(target="ogx-1.0.0"))
    assert reasons(analysis) == [("the settings", "")]


@pytest.mark.parametrize("source", ["stacklint.toml", "the editor"])
def test_settings(source: str) -> None:
    settings = FileSettings(target="ogx-1.0.0", target_source=source)
    assert reasons(Analysis(PROVIDERS, "run.yaml", settings)) == [(source, "")]


def test_what_stands_in_the_file() -> None:
    analysis = analyse("storage: {backends: {}, stores: {}}\n" + PROVIDERS)
    found = release(analysis)
    assert found is not None
    assert (found.label, found.pinned) == ("0.4.0 to 1.5.0, inferred", False)
    # That there is a `storage` is known since 0.3.0 and decides nothing here.
    assert reasons(analysis) == [("'base_url' of 'remote::vllm': 0.4.0 to 1.5.0", "base_url")]


def test_the_newest_comes_first() -> None:
    found = release(analyse(PROVIDERS))
    assert found is not None
    assert found.releases[0] == "ogx-1.5.0"
    assert "llama-stack-0.2.24" in found.releases
