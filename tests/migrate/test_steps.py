"""What steps say of their changes; what they make of a text stands in `cases/`."""

from __future__ import annotations

import pytest

from stacklint.migrate import Migration, migrate
from stacklint.migrate.steps import CHANGES
from stacklint.settings import FileSettings
from stacklint_schemas import load


def migrated(text: str, origin: str, target: str) -> Migration:
    """The record of the only configuration in *text*."""
    catalogue = load().catalogue
    result = migrate(
        text, "run.yaml", FileSettings(), origin=catalogue.by_version(origin), target=catalogue.by_version(target)
    )
    (migration,) = result.migrations
    return migration


def test_every_registered_step_exists() -> None:
    # A step's name is told to its functions, too, and they ask the data for it.
    names = {step.name for step in load().migration.steps}
    assert set(CHANGES) <= names


def test_a_long_file_may_need_more_changes_than_any_short_one() -> None:
    # Far more than the guard against steps without end allows a text of few lines.
    headers = "".join(f"      header_{number}: ${{env.HEADER_{number}:none}}\n" for number in range(1500))
    text = (
        "image_name: x\nproviders:\n  inference:\n  - provider_id: vllm\n    provider_type: remote::vllm\n"
        f"    config:\n{headers}"
    )
    made = [each for each in migrated(text, "0.2.12", "0.2.24").made if each.step.name == "env-grammar"]
    assert [each.path[-1] for each in made] == [f"header_{number}" for number in range(1500)]


def test_a_variable_that_has_to_hold_another_address_is_named() -> None:
    text = (
        "image_name: x\nproviders:\n  inference:\n  - provider_id: ollama\n    provider_type: remote::ollama\n"
        "    config: {url: '${env.OLLAMA_URL:=http://localhost:11434}'}\n"
    )
    result = migrated(text, "0.3.5", "0.4.7")
    (made,) = (each for each in result.made if each.step.name == "base-url")
    assert made.title == "Rename 'url' to 'base_url' in provider 'ollama' and let it end in '/v1'"
    assert "OLLAMA_URL has to end in '/v1' now, for provider 'ollama'" in [each.message for each in result.told]


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("${env.URL}", "URL has to end in '/v1' now"),
        ("${env.URL:+http://ollama:11434}", ""),
        ("http://ollama:11434", ""),
        ("${env.URL}/v1", ""),
    ],
)
def test_nothing_is_said_of_variables_that_need_no_change(value: str, note: str) -> None:
    text = (
        "image_name: x\nproviders:\n  inference:\n  - provider_id: ollama\n    provider_type: remote::ollama\n"
        f"    config: {{url: '{value}'}}\n"
    )
    told = [each.message for each in migrated(text, "0.3.5", "0.4.7").told if each.step.name == "base-url"]
    assert told == ([f"{note}, for provider 'ollama'"] if note else [])


def test_no_title_and_no_note_shows_a_credential() -> None:
    secret = "sk-very-secret"  # not a real one
    text = (
        "image_name: x\nproviders:\n  inference:\n  - provider_id: ollama\n    provider_type: remote::ollama\n"
        f"    config: {{url: 'http://ada:{secret}@host:11434'}}\n"
        "  - provider_id: openai\n    provider_type: remote::openai\n"
        f"    config: {{api_key: '${{env.KEY:{secret}}}'}}\n"
        "  scoring:\n  - provider_id: braintrust\n    provider_type: inline::braintrust\n"
        f"    config: {{openai_api_key: {secret}}}\n"
    )
    migration = migrated(text, "0.2.12", "1.5.0")
    assert {"env-grammar", "base-url", "removed-apis"} <= {made.step.name for made in migration.made}
    assert not [made for made in migration.made if secret in made.title + made.note]
    assert not [left for left in migration.left if secret in left.message]


def test_an_expression_that_was_plain_text_until_now_is_said_to_be_one() -> None:
    text = (
        "image_name: x\nproviders:\n  inference:\n  - provider_id: openai\n    provider_type: remote::openai\n"
        "    config: {api_key: '${env.KEY:none}'}\n"
    )
    (before,) = (each for each in migrated(text, "0.2.10", "0.2.24").made if each.step.name == "env-grammar")
    (behind,) = (each for each in migrated(text, "0.2.20", "0.2.24").made if each.step.name == "env-grammar")
    assert (before.note, behind.note) == ("", "until now the server took it as plain text")


def test_the_only_api_that_is_served_is_left_to_a_person() -> None:
    text = (
        "distro_name: x\napis: [scoring]\nproviders:\n  inference:\n  - provider_id: vllm\n"
        "    provider_type: remote::vllm\n    config: {}\n"
    )
    (left,) = migrated(text, "0.7.3", "0.8.0").left
    assert left.path == ("apis",)
    assert left.line == 3
