"""What is hidden where people look, and what is left though it looks a little like a secret."""

from __future__ import annotations

import pytest

from stacklint.text.secrets import address, address_or_text, is_secret_name, masked, without_password

SECRET = "hunter2"

HIDDEN = [
    (f"postgres://me:{SECRET}@db/x", "postgres://***@db/x"),
    (f"postgres://me:p@{SECRET}@db/x", "postgres://***@db/x"),
    (f"postgres://me:a/{SECRET}@db/x", "postgres://***@db/x"),
    (f"postgres://me:a?{SECRET}@db/x", "postgres://***@db/x"),
    (f"postgres://me:a {SECRET}@db/x", "postgres://***@db/x"),
    (f"redis://:{SECRET}@cache:6379", "redis://***@cache:6379"),
    (f"postgres://12:1/{SECRET}@db/x", "postgres://***@db/x"),
    (f"mongodb://a:{SECRET}@one,mongodb://b:{SECRET}@two", "mongodb://***@two"),
    (f"http://localhost/a https://me:{SECRET}@b", "http://localhost/a https://***@b"),
    (f"table 'x' of me:{SECRET}@db:5432", "table 'x' of ***@db:5432"),
    (f"postgres://db/x?password={SECRET}&sslmode=require", "postgres://db/x?password=***&sslmode=require"),
    (f"postgres://db/x?password=a@{SECRET}", "postgres://db/x?password=***"),
    (f"host=db password={SECRET} dbname=x", "host=db password=*** dbname=x"),
    (f"host=db password = 'a {SECRET}' dbname=x", "host=db password = *** dbname=x"),
    (f'host=db sslpassword="a {SECRET}"', "host=db sslpassword=***"),
    (f"AccountKey=a;{SECRET},{SECRET}", "AccountKey=***"),
    (f"${{env.URL:=postgres://me:{SECRET}@db/x}}", "${env.URL:=postgres://***@db/x}"),
    (f"${{env.URL:=host=db password={SECRET}}}", "${env.URL:=host=db password=***}"),
    (f"${{env.URL:=me:{SECRET}@db}}", "${env.URL:=***@db}"),
    ("sk-abcdefgh0123456789", "***"),
    ("Bearer gsk_abcdefgh0123456789", "Bearer ***"),
    (f"first: http://a\nsecond: a://me:{SECRET}@b", "first: http://a\nsecond: a://***@b"),
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_secrets_are_hidden_in_their_place(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8321/v1",
        "https://github.com/someone/repository@v1",
        "https://proxy:443/package@2",
        "postgres://db:5432/ogx?sslmode=require",
        "me@example.com",
        "${env.MAIL:=me@example.com}",
        "hf-internal-testing-tiny-model",
        "/data/sk-learn/kv.db",
        "max_tokens=5",
        "",
    ],
)
def test_what_is_no_secret_is_left(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("text", ["a://" * 50_000 + "@", "@" + "a://" * 50_000, "key='" * 50_000, "=a:" * 50_000 + "@"])
def test_long_texts_take_no_long_time(text: str) -> None:
    assert len(masked(text)) <= len(text)


@pytest.mark.parametrize("name", ["password", "api_key", "VLLM_API_TOKEN", "Authorization", "x-api-key", "tls.key"])
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["max_tokens", "tls_keyfile", "tokenizer", "monkey", "secretary", "host"])
def test_names_of_other_things(name: str) -> None:
    assert not is_secret_name(name)


def test_an_address_is_only_what_is_surely_no_password() -> None:
    assert address(f"postgres://me:a@{SECRET}/x@db:5432/ogx") == "db:5432/ogx"
    assert address(f"postgres://me:a?{SECRET}@db/ogx") == ""
    assert address("$DATABASE_URL") == "$DATABASE_URL"
    assert address_or_text("localhost") == "localhost"
    assert address_or_text("redis://:pass@cache:6379") == "cache:6379"
    assert address_or_text("user@host") == "connection string"


@pytest.mark.parametrize(
    ("connection", "left"),
    [
        (f"postgres://me:{SECRET}@db/x", "postgres://me@db/x"),
        (f"postgres://me:a@{SECRET}@db/x?a=1&password={SECRET}", "postgres://me@db/x?a=1"),
        (f"host=db password='a {SECRET}' dbname=x", "host=db dbname=x"),
        (f"password={SECRET} host=db", "host=db"),
        (f"${{env.URL:=host=db password={SECRET}}}", "${env.URL:=host=db}"),
    ],
)
def test_programs_get_the_address_without_its_password(connection: str, left: str) -> None:
    assert without_password(connection) == left
