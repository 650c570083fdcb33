"""Encryption, without which newer releases do not start."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover, Notice
from stacklint.model.document import Document
from stacklint.model.stack import as_mapping
from stacklint.model.values import NOTHING, read_value

_CERTIFICATE, _KEY, _WITHOUT = "tls_certfile", "tls_keyfile", "insecure"


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover | Notice]:
    """Says what is missing; whether a server may do without is not for a machine to decide."""
    server = as_mapping(document.root.get("server"))
    values = {key: read_value(server.get(key)) if server else NOTHING for key in (_CERTIFICATE, _KEY, _WITHOUT)}
    insecure = values[_WITHOUT]
    has_both = not any(values[key].is_null and not values[key].variables for key in (_CERTIFICATE, _KEY))
    if has_both or insecure.variables or insecure.text.lower() in ("true", "yes", "on", "1"):
        return
    yield Notice(
        f"the server does not start without '{_CERTIFICATE}' and '{_KEY}' under 'server';"
        f" where it may do without, write '{_WITHOUT}: true' there or start it with --insecure",
        ("server",),
    )
