"""Small pieces of text that several formats share."""

from __future__ import annotations

from stacklint import DOCUMENTATION_URL
from stacklint.engine import Diagnostic, DocumentLabel
from stacklint.rules.record import Severity

_COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;34", Severity.HINT: "1;36"}


class Paint:
    """Puts colours around pieces of text, or leaves them as they are."""

    __slots__ = ("on",)

    def __init__(self, *, on: bool) -> None:
        self.on = on

    def severity(self, severity: Severity, text: str) -> str:
        """*text* in the colour of a severity."""
        return self._wrap(_COLORS[severity], text)

    def strong(self, text: str) -> str:
        """*text* in bold."""
        return self._wrap("1", text)

    def added(self, text: str) -> str:
        """*text* as what a change brings."""
        return self._wrap("32", text)

    def removed(self, text: str) -> str:
        """*text* as what a change takes away."""
        return self._wrap("31", text)

    def faint(self, text: str) -> str:
        """*text* for frames and line numbers."""
        return self._wrap("34", text)

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text


def one_line(text: str) -> str:
    """*text* without anything that a terminal would obey: control characters as `\\xNN`, line breaks as spaces."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else " " if each in "\n\r\t" else _escaped(each) for each in text)


def release_of(diagnostic: Diagnostic) -> str:
    """The release a finding was judged for, in brackets, with a space before it."""
    return f" ({diagnostic.target})" if diagnostic.target else ""


def label_words(label: DocumentLabel | None) -> str:
    """An embedded document for people: `ConfigMap demo/stack, key run.yaml`; empty for none."""
    if label is None:
        return ""
    name = "/".join(filter(None, (label.namespace, label.name)))
    whole = " ".join(filter(None, (label.kind, name)))
    return ", ".join(filter(None, (whole, f"key {label.key}" if label.key else "")))


def rule_url(name: str) -> str:
    """Where a rule is explained; empty while there is no such place."""
    return DOCUMENTATION_URL + name if DOCUMENTATION_URL else ""


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
