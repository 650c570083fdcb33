"""Shell commands that save a physical store before a migration.

Environment expressions become those of the shell, so the command finds the place that the server finds when its
variables are set. Passwords are never in it: the programs ask for them or take them from their own variables.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

from stacklint.migrate.places import Place
from stacklint.syntax.env import Expression, parse_expressions
from stacklint.text.secrets import without_password


def backup_command(place: Place) -> str:
    """One line for a POSIX shell; empty for a kind of store that is not known."""
    match place.engine:
        case "sqlite":
            return _sqlite(place)
        case "postgres":
            return _postgres(place)
        case "redis":
            server = f"-h {_word(place.setting('host'))} -p {_word(place.setting('port'))}"
            return f"redis-cli {server} --rdb {_file(place, ('host', 'port'), '.rdb')}"
        case "mongodb":
            return _mongodb(place)
        case "file" | "folder":
            return f"cp -a {_word(_path(place), place)} {_word(f'{_path(place)}.bak', place)}"
    return ""


def sql_command(place: Place, statements: Iterable[tuple[str, str]]) -> str:
    """A command that runs SQL statements, each given with the name for `{table}`; empty for stores without SQL."""
    text = "; ".join(
        _quoted(_identifier(table), place).join(_escaped(piece) for piece in statement.split("{table}"))
        for statement, table in statements
    )
    if not text:
        return ""
    if place.engine == "sqlite":
        return f'sqlite3 {_word(_path(place), place)} "{text}"'
    if place.engine == "postgres":
        return f'psql {_server(place)} --command="{text}"'
    return ""


def _identifier(table: str) -> str:
    if re.fullmatch(r"[a-z_][a-z0-9_]*", table) or parse_expressions(table):
        return table
    return '"{}"'.format(table.replace('"', '""'))


def _path(place: Place) -> str:
    path = place.setting("db_path")
    return f"./{path}" if path.startswith("-") else path


def _sqlite(place: Place) -> str:
    path = _path(place)
    source = _word(path, place)
    copy = f"{path}.bak"
    if _AWKWARD.search(path):
        # The copy's name would stand inside quotes of its own, which know no escapes.
        return f"sqlite3 {source} .dump > {_word(f'{copy}.sql', place)}"
    return f"sqlite3 {source} \".backup '{_quoted(copy, place)}'\""


_AWKWARD = re.compile(r"['\"\\!\n]")


def _postgres(place: Place) -> str:
    copy = "postgres.dump" if place.setting("connection_string") else _file(place, ("host", "db"), ".dump")
    return f"pg_dump {_server(place)} --format=custom --file={copy}"


def _server(place: Place) -> str:
    """The options with which the programs of Postgres find a database."""
    connection = place.setting("connection_string")
    if connection:
        return f"--dbname={_word(without_password(connection))}"
    user = f" --username={_word(place.user)}" if place.user else ""
    server = f"--host={_word(place.setting('host'))} --port={_word(place.setting('port'))}"
    return f"{server}{user} --dbname={_word(place.setting('db'))}"


def _mongodb(place: Place) -> str:
    user = f" --username={_word(place.user)}" if place.user else ""
    return (
        f"mongodump --host={_word(place.setting('host'))} --port={_word(place.setting('port'))}{user}"
        f" --db={_word(place.setting('db'))} --archive={_file(place, ('host', 'db'), '.archive')}"
    )


def _file(place: Place, keys: tuple[str, ...], ending: str) -> str:
    """A name for the copy that no other store's copy has."""
    texts = (place.setting(key) for key in keys)
    parts = (text if parse_expressions(text) else text.replace("/", "_") for text in texts)
    return _word("-".join((place.engine, *parts)) + ending)


def _word(text: str, place: Place | None = None) -> str:
    """*text* as one word of a shell command."""
    pieces: list[str] = []
    done = 0
    expressions = () if place is not None and place.is_literal else parse_expressions(text, "modern")
    if text.startswith("~/") and place is not None and place.expands_home:
        pieces.append('"$HOME"')
        done = 1
    for expression in expressions:
        pieces += (_literal(text[done : expression.span.start]), f'"{_variable(expression)}"')
        done = expression.span.end
    pieces.append(_literal(text[done:]))
    return "".join(pieces) or "''"


def _literal(text: str) -> str:
    return shlex.quote(text) if text else ""


def _quoted(text: str, place: Place) -> str:
    """*text* for the inside of double quotes."""
    pieces: list[str] = []
    done = 0
    if text.startswith("~/") and place.expands_home:
        pieces.append("$HOME")
        done = 1
    for expression in () if place.is_literal else parse_expressions(text, "modern"):
        pieces += (_escaped(text[done : expression.span.start]), _variable(expression))
        done = expression.span.end
    return "".join((*pieces, _escaped(text[done:])))


def _variable(expression: Expression) -> str:
    """An expression for the inside of double quotes; one without default stops the command while it is not set."""
    # Shells do not agree on a single quote in there.
    operand = _escaped(expression.operand).replace("'", '$(printf "\\047")')
    if expression.operand == "~" or expression.operand.startswith("~/"):
        operand = f"$HOME{operand[1:]}"
    match expression.operator:
        case ":=":
            return f"${{{expression.name}:-{operand}}}"
        case ":+":
            return f"${{{expression.name}:+{operand}}}"
    return f"${{{expression.name}:?}}"


def _escaped(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)
