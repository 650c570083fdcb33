"""The commands that save a store are run, where the programs are there, and read by a shell in any case."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from requirements import require_program
from stacklint.migrate.backup import backup_command, sql_command
from stacklint.migrate.places import Place

NASTY = (
    "$(touch owned)",
    "`touch owned`",
    "a'b",
    'a"b',
    "a\\b",
    "a b",
    "a;touch owned",
    "a!b",
    "$HOME",
    "-a",
    "a\nb",
    "ä€",
)


def sqlite(path: str, *, expands_home: bool = False) -> Place:
    return Place("sqlite", (("db_path", path),), expands_home=expands_home)


def run(command: str, folder: Path, variables: Mapping[str, str]) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder / "home"), **variables}
    subprocess.run(
        [require_program("bash", "it runs the commands"), "-eu", "-c", command],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kvstore (key TEXT, value TEXT)")
        connection.execute("INSERT INTO kvstore VALUES ('a', 'b')")
    connection.close()


def rows(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as connection:
        found = list(connection.execute("SELECT * FROM kvstore"))
    connection.close()
    return found


@pytest.mark.parametrize(
    ("written", "expands_home", "variables", "really"),
    [
        ("data/kv.db", False, {}, "data/kv.db"),
        ("two words/kv.db", False, {}, "two words/kv.db"),
        ("${env.DIR:=data}/kv.db", False, {}, "data/kv.db"),
        ("${env.DIR:=data}/kv.db", False, {"DIR": "else where"}, "else where/kv.db"),
        ("${env.DIR:=~/.llama}/kv.db", False, {}, "home/.llama/kv.db"),
        ("${env.DIR}/kv.db", False, {"DIR": "data"}, "data/kv.db"),
        ("${env.DB:=a $x.db}", False, {}, "a $x.db"),
        ("data/${env.A:+on}/kv.db", False, {"A": "1"}, "data/on/kv.db"),
        # What upstream does not expand is a folder of that name.
        ("~/kv.db", False, {}, "~/kv.db"),
        ("~/kv.db", True, {}, "home/kv.db"),
    ],
)
def test_a_database_is_saved(
    tmp_path: Path, written: str, expands_home: bool, variables: Mapping[str, str], really: str
) -> None:
    require_program("sqlite3", "the command for SQLite stores uses it")
    write(tmp_path / really)
    run(backup_command(sqlite(written, expands_home=expands_home)), tmp_path, variables)
    assert rows(tmp_path / f"{really}.bak") == [("a", "b")]


@pytest.mark.parametrize("name", NASTY)
def test_names_of_files_are_only_names(tmp_path: Path, name: str) -> None:
    require_program("sqlite3", "the command for SQLite stores uses it")
    write(tmp_path / f"{name}.db")
    run(backup_command(sqlite(f"{name}.db")), tmp_path, {})
    assert not (tmp_path / "owned").exists()
    copies = [each for each in tmp_path.iterdir() if each.suffix in (".bak", ".sql")]
    assert len(copies) == 1
    assert copies[0].stat().st_size > 0


def test_a_folder_is_saved(tmp_path: Path) -> None:
    write(tmp_path / "home/.llama/two words/a.db")
    run(backup_command(Place("folder", (("db_path", "${env.DIR:=~/.llama}/two words"),))), tmp_path, {})
    assert rows(tmp_path / "home/.llama/two words.bak/a.db") == [("a", "b")]


def test_a_variable_without_default_stops_the_command(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(backup_command(sqlite("${env.DIR}/kv.db")), tmp_path, {})
    assert not list(tmp_path.iterdir())


SERVERS = [
    Place("postgres", (("host", "db.example"), ("port", "5432"), ("db", "ogx")), user="me"),
    Place(
        "postgres",
        (("host", "${env.H:=localhost}"), ("port", "${env.P:=5432}"), ("db", "${env.D:=ogx}")),
        user="${env.U}",
    ),
    Place(
        "postgres",
        (("host", ""), ("connection_string", "postgresql://me:geheim@db/ogx?password=geheim&sslmode=require")),
    ),
    Place("postgres", (("connection_string", "${env.PG:=postgresql://me:geheim@db/ogx}"),)),
    Place("redis", (("host", "${env.REDIS_HOST}"), ("port", "6379"))),
    Place("mongodb", (("host", "h"), ("port", "27017"), ("db", "ogx"), ("collection_name", "c")), user="me"),
    *(Place("postgres", (("host", name), ("port", name), ("db", name)), user=name) for name in NASTY),
    *(Place("redis", (("host", f"${{env.H:={name}}}"), ("port", name))) for name in NASTY),
    *(Place("mongodb", (("host", name), ("port", name), ("db", f"${{env.H:={name}}}"))) for name in NASTY),
]


@pytest.mark.parametrize("place", SERVERS)
def test_commands_for_servers_reach_the_program_whole(tmp_path: Path, place: Place) -> None:
    """Programs of the same names that write down what they are given."""
    command = backup_command(place)
    assert "geheim" not in command
    program = command.split()[0]
    fake = tmp_path / "bin" / program
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\" > given\n", "utf-8")
    fake.chmod(0o755)
    variables = {"PATH": f"{fake.parent}:/usr/bin:/bin", "U": "me", "REDIS_HOST": "redis.example"}
    run(command, tmp_path, variables)
    assert not (tmp_path / "owned").exists()
    given = (tmp_path / "given").read_text("utf-8").split("\0")
    if place.user and place.user in NASTY:
        assert f"--username={place.user}" in given
    if program == "redis-cli":
        assert given[0] == "-h"
        assert given[4] == "--rdb"


def test_a_statement_for_each_table(tmp_path: Path) -> None:
    require_program("sqlite3", "the command for SQLite stores uses it")
    write(tmp_path / "two words/kv.db")
    place = sqlite("${env.DIR:=two words}/kv.db")
    statement = "UPDATE {table} SET value = '' WHERE value = 'b'"
    command = sql_command(place, [(statement, "kvstore"), (statement, 'odd "$name"')])
    with sqlite3.connect(tmp_path / "two words/kv.db") as connection:
        connection.execute('CREATE TABLE "odd ""$name""" (value TEXT)')
    connection.close()
    run(command, tmp_path, {})
    assert rows(tmp_path / "two words/kv.db") == [("a", "")]
    assert sql_command(Place("redis", ()), [("UPDATE {table}", "a")]) == ""
    assert sql_command(SERVERS[0], [("DELETE FROM {table}", "a"), ("DELETE FROM {table}", "b")]) == (
        'psql --host=db.example --port=5432 --username=me --dbname=ogx --command="DELETE FROM a; DELETE FROM b"'
    )


def test_what_a_command_looks_like() -> None:
    assert backup_command(SERVERS[0]) == (
        "pg_dump --host=db.example --port=5432 --username=me --dbname=ogx"
        " --format=custom --file=postgres-db.example-ogx.dump"
    )
    assert backup_command(SERVERS[2]) == (
        "pg_dump --dbname='postgresql://me@db/ogx?sslmode=require' --format=custom --file=postgres.dump"
    )
    assert backup_command(SERVERS[3]) == (
        'pg_dump --dbname="${PG:-postgresql://me@db/ogx}" --format=custom --file=postgres.dump'
    )
    assert backup_command(SERVERS[4]) == (
        'redis-cli -h "${REDIS_HOST:?}" -p 6379 --rdb redis-"${REDIS_HOST:?}"-6379.rdb'
    )
    assert backup_command(sqlite("${env.SQLITE_STORE_DIR:=~/.llama}/kv.db")) == (
        'sqlite3 "${SQLITE_STORE_DIR:-$HOME/.llama}"/kv.db ".backup \'${SQLITE_STORE_DIR:-$HOME/.llama}/kv.db.bak\'"'
    )
    assert backup_command(Place("unknown", ())) == ""
