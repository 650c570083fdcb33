"""The one place that knows where a secret stands in a text, so that nothing that is shown to people tells one.

`masked` keeps a text and hides what may be secret in it; `address` takes only what is surely none out of it. In doubt
both show less.
"""

from __future__ import annotations

import re

MASK = "***"

_WORDS_FOR_SECRETS = (
    "password|passwd|passphrase|passfile|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key"
)
_NAME = re.compile(rf"(?:^|[_.-])(?:{_WORDS_FOR_SECRETS}|credentials?|authorization|bearer|cookie|key)$", re.IGNORECASE)


def is_secret_name(name: str) -> bool:
    """Whether a key or variable is called like a secret; for keys of which no schema tells it."""
    return _NAME.search(name) is not None


# Hidden in its place ---------------------------------------------------------------------------------------------


# The path of a web page may have an `@` of its own, which comes behind its host.
_PAGE = re.compile(r"[^/?#@:\s]*(?::\d*)?[/?#\s]")
_WORD = re.compile(r"[^\s'\"]+")
_BARE_USER = re.compile(r"(?:^|=)([^/@:{$=]+:)(?!//)")
_VALUE = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^&\s]+?(?=\}?(?:[&\s'"]|$))"""
_SETTING = re.compile(rf"((?:{_WORDS_FOR_SECRETS}|key)\s*=\s*)(?:{_VALUE})", re.IGNORECASE)
# The beginnings that the big services give their keys, which are long and have digits.
_KEY_OF_SERVICE = re.compile(
    r"\b(?:(?:sk|hf|gh[opsur]|github_pat|xox[abprs]|nvapi|gsk|tvly)[-_]|AKIA|eyJ)(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}"
)


def masked(text: str) -> str:
    """The text with `***` for the user and password of addresses, for settings like `password=` and for keys."""
    text = _SETTING.sub(rf"\1{MASK}", text)
    if "@" in text:
        lines = "\n".join(map(_without_user, text.split("\n")))
        text = _WORD.sub(_without_bare_user, lines)
    return _KEY_OF_SERVICE.sub(MASK, text)


def _without_user(line: str) -> str:
    # A password may hold anything, so the last `@` ends it.
    end = line.rfind("@")
    start = line.find("://", 0, max(end, 0))
    while start >= 0:
        is_page = line[:start].endswith(("http", "https")) and _PAGE.match(line, start + 3)
        if not is_page:
            return f"{line[: start + 3]}{MASK}{line[end:]}"
        start = line.find("://", start + 3, end)
    return line


def _without_bare_user(word: re.Match[str]) -> str:
    """Without a scheme: `user:password@host`."""
    before, sign, host = word[0].rpartition("@")
    user = _BARE_USER.search(before) if sign else None
    return f"{before[: user.start(1)]}{MASK}@{host}" if user else word[0]


# What is surely no secret ----------------------------------------------------------------------------------------


_SERVER = re.compile(r"([A-Za-z0-9.,_\-\[\]$]*|\[[0-9a-fA-F:.]+\])(?::(\d+|\$[A-Z0-9_]+))?(?:/([A-Za-z0-9_\-$]*))?\Z")
# Without an @, what looks like a host and a port may be a user and a password, unless a database follows.
_BARE_SERVER = re.compile(r"([A-Za-z0-9._\-$]+)(?::(\d{2,5}))?/([A-Za-z0-9_\-$]+)\Z")
_VARIABLE_ONLY = re.compile(r"\$[A-Z0-9_]+\Z")
_PARTS = re.compile(r"(?:^|\s)(host|port|dbname)\s*=\s*([A-Za-z0-9._\-/$]+)(?=\s|$)")


def address(text: str) -> str:
    """Host, port and database of a connection string: `db.example.com:5432/ogx`, with variables as `$NAME`.

    Empty when they cannot be told apart from a password surely.
    """
    if _VARIABLE_ONLY.match(text):
        return text
    if "://" not in text:
        # A password may hold anything, so one in quotes or with an @ ends the search.
        parts = dict(_PARTS.findall(text)) if not set("'\"@\\") & set(text) else {}
        return joined(parts.get("host", ""), parts.get("port", ""), parts.get("dbname", ""))
    _, _, rest = text.partition("://")
    before, mark, server = rest.rpartition("@")
    if set("?#") & set(before):
        return ""  # where the password ends cannot be told
    match = (_SERVER if mark else _BARE_SERVER).match(re.split("[?#]", server)[0])
    return joined(match[1], match[2] or "", match[3] or "") if match else ""


def address_or_text(text: str) -> str:
    """The text; of one that may be a connection string only the `address`, or the words for it."""
    if "://" not in text and "@" not in text and "password" not in text.lower():
        return text
    return address(text) or "connection string"


def joined(host: str, port: str, database: str) -> str:
    """`host:port/database`, of which port and database may be empty."""
    server = f"{host}:{port}" if port else host
    return f"{server}/{database}" if database else server


# For programs ----------------------------------------------------------------------------------------------------


_PASSWORD = re.compile(r"(://[^:/@]*):.*@")
_PARAMETER = re.compile(r"([?&])(?:password|sslpassword|passfile)=[^&}]*&?", re.IGNORECASE)
_KEYWORD = re.compile(r"(?:^|\s)(?:password|sslpassword|passfile)\s*=\s*(?:'(?:[^'\\]|\\.)*'|[^\s}]+)", re.IGNORECASE)


def without_password(connection: str) -> str:
    """A connection string that a program still understands, and which has to get the password elsewhere."""
    if "://" not in connection:
        return _KEYWORD.sub("", connection).strip()
    return _PARAMETER.sub(r"\1", _PASSWORD.sub(r"\1@", connection)).rstrip("?&")
