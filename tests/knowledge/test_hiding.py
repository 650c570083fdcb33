"""What counts as a secret, and what does not though it looks a little like one."""

from __future__ import annotations

import pytest

from stacklint.knowledge.hiding import shown
from stacklint.text.secrets import is_secret_name


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "api_key",
        "api_token",
        "VLLM_API_TOKEN",
        "secret",
        "aws_secret_access_key",
        "Authorization",
        "x-api-key",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["max_tokens", "tls_keyfile", "tokenizer", "monkey", "secretary", "host"])
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgres://me:horse@db/x", "`postgres://***@db/x`"),
        ("postgres://me:horse/stable@db/x", "`postgres://***@db/x`"),
        ("postgres://db:5432/x?password=horse&ssl=on", "`postgres://db:5432/x?password=***&ssl=on`"),
        ("host=db password=horse user=me", "`host=db password=*** user=me`"),
        ("https://db:5432/a@b", "`https://db:5432/a@b`"),
        ("sk-abcdefgh0123456789", "`***`"),
        ("Bearer gsk_abcdefgh0123456789", "`Bearer ***`"),
        ("http://localhost:8321/v1", "`http://localhost:8321/v1`"),
        ("hf-internal-testing-tiny-model", "`hf-internal-testing-tiny-model`"),
        ("/data/sk-learn/kv.db", "`/data/sk-learn/kv.db`"),
        ("a`b\nc", "`a'b c`"),
    ],
)
def test_values(text: str, said: str) -> None:
    assert shown(text) == said


def test_a_secret_is_not_even_shortened() -> None:
    assert "horse" not in shown("horse", secret=True)
