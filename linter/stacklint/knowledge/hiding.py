"""Keeps secrets out of what is shown: whatever comes from a file passes through here first."""

from __future__ import annotations

import re

from stacklint.knowledge.records import code
from stacklint_schemas.typed import Final

HIDDEN: Final = "hidden, as it is a secret"

_NAMES = re.compile(
    r"(?:^|[_.-])(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"secret[_-]?key|credentials?|authorization|bearer|cookie|key)$",
    re.IGNORECASE,
)
# A user and password end at the last `@` before the host, and a password may hold a slash.
_USER = re.compile(r"(://)(?:[^/\s@]*@|[^/?\s@:]+:(?!\d+/)[^?\s@]*@)")
_SETTING = re.compile(
    r"((?:^|[?&;,\s])\w*(?:password|passwd|passphrase|pwd|secret|token|key)=)[^&;,\s}]+", re.IGNORECASE
)
# The beginnings that the big services give their keys, which are long and have digits.
_TOKENS = re.compile(
    r"\b(?:(?:sk|hf|gh[opsur]|github_pat|xox[abprs]|nvapi|gsk|tvly)[-_]|AKIA|eyJ)(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{16,}"
)


def is_secret_name(name: str) -> bool:
    """Whether a key or variable is called like a secret; for keys of which no schema tells it."""
    return _NAMES.search(name) is not None


def shown(text: str, *, secret: bool = False) -> str:
    """A value of a file as code; a secret one not at all, and of an address never the user and password."""
    if secret:
        return HIDDEN
    return code(_TOKENS.sub("***", _SETTING.sub(r"\1***", _USER.sub(r"\1***@", text))))
