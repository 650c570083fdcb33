"""What a physical store is called, and that nobody learns a password from it."""

from __future__ import annotations

import pytest

from graph.pictures import ZOO, picture, pictures
from stacklint.graph import Column
from stacklint.graph.render import dot, mermaid, svg, text

PASSWORD = "hunter2"

CONNECTIONS = [
    ("postgresql://db.example.com:5432/ogx", "db.example.com:5432/ogx"),
    ("postgresql://db.example.com/ogx", "db.example.com/ogx"),
    (f"postgresql://ogx:{PASSWORD}@db.example.com:5432/ogx?sslmode=require", "db.example.com:5432/ogx"),
    (f"postgresql+asyncpg://:{PASSWORD}@db/ogx", "db/ogx"),
    (f"postgresql://ogx:p@{PASSWORD}/x@db:5432/ogx", "db:5432/ogx"),
    (f"postgresql://db/ogx?user=a&password={PASSWORD}", "db/ogx"),
    (f"postgresql://db/ogx?password=x@{PASSWORD}", "connection string"),
    (f"postgresql://ogx:x?{PASSWORD}@db/ogx", "connection string"),
    (f"postgresql://ogx:{PASSWORD}", "connection string"),
    (f"postgresql://{PASSWORD}", "connection string"),
    (f"host=db port=5432 dbname=ogx user=ogx password={PASSWORD}", "db:5432/ogx"),
    (f"host=db dbname=ogx password='a host={PASSWORD}'", "connection string"),
    (f"password={PASSWORD}", "connection string"),
    (PASSWORD, "connection string"),
    ("${env.POSTGRES_URL}", "$POSTGRES_URL"),
    (f"${{env.POSTGRES_URL:=postgresql://ogx:{PASSWORD}@db/ogx}}", "db/ogx"),
    (f"postgresql://ogx:${{env.PASSWORD:={PASSWORD}}}@${{env.HOST:=db}}:${{env.PORT}}/ogx", "db:$PORT/ogx"),
    ("postgresql://ogx:${env.PASSWORD}@[::1]:5432/ogx", "[::1]:5432/ogx"),
]


def with_backend(settings: str) -> str:
    return (
        "# stacklint: target=1.5.0\nversion: 2\ndistro_name: a\nproviders: {}\n"
        f"storage:\n  backends:\n    it: {settings}\n  stores: {{}}\n"
    )


@pytest.mark.parametrize(("written", "shown"), CONNECTIONS)
def test_of_a_connection_string_only_host_port_and_database_are_shown(written: str, shown: str) -> None:
    graph = picture(with_backend(f'{{type: sql_postgres, connection_string: "{written}"}}'))
    (place,) = (each for each in graph.nodes if each.column is Column.PLACE)
    assert place.title == shown


@pytest.mark.parametrize(("written", "shown"), CONNECTIONS)
def test_no_form_of_the_picture_tells_a_password(written: str, shown: str) -> None:
    for settings in (
        f'{{type: sql_postgres, connection_string: "{written}"}}',
        f'{{type: kv_redis, host: "{written}", password: {PASSWORD}}}' if "://" in written else "{type: kv_redis}",
        f'{{type: sql_sqlite, db_path: "{written}"}}' if "://" in written else "{type: sql_sqlite}",
    ):
        graphs = pictures(with_backend(settings))
        for render in (text, dot, mermaid, svg):
            assert PASSWORD not in render(graphs)


def test_a_file_full_of_everything_tells_no_password() -> None:
    graphs = pictures(ZOO)
    assert PASSWORD in ZOO
    for render in (text, dot, mermaid, svg):
        assert PASSWORD not in render(graphs)


@pytest.mark.parametrize(
    ("settings", "title", "folder", "details"),
    [
        ("{type: kv_sqlite, db_path: /data/a.db}", "a.db", "/data", "SQLite file"),
        ("{type: kv_sqlite, db_path: a.db}", "a.db", "", "SQLite file"),
        ("{type: kv_sqlite, db_path: '${env.FILE}'}", "$FILE", "", "SQLite file"),
        ("{type: kv_sqlite, db_path: /home/me@work/a.db}", "a.db", "/home/me@work", "SQLite file"),
        ("{type: kv_sqlite}", "no file given", "", "SQLite"),
        ("{type: kv_redis}", "localhost:6379", "", "Redis server"),
        ("{type: kv_redis, host: cache, port: '${env.PORT:=7000}'}", "cache:7000", "", "Redis server"),
        ("{type: sql_postgres, host: db, user: u}", "db:5432/ogx", "", "PostgreSQL database"),
        ("{type: kv_mongodb, db: '${env.DB}'}", "localhost:27017/$DB", "", "MongoDB database"),
    ],
)
def test_places_are_called_what_people_call_them(settings: str, title: str, folder: str, details: str) -> None:
    graph = picture(with_backend(settings))
    (place,) = (each for each in graph.nodes if each.column is Column.PLACE)
    assert (place.title, place.folder, place.details) == (title, folder, (details,))
