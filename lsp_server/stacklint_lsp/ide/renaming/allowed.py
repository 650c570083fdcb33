"""Which names may be given, and which may not be changed; every refusal says why, for people."""

from __future__ import annotations

import re
from collections.abc import Callable

from stacklint.model.document import Document
from stacklint.model.names import Name, NameKind, Role
from stacklint.model.references import Resolved
from stacklint.syntax.env.substitution import convert
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import RenameRefused
from stacklint_lsp.ide.renaming.unspelt import slot_of

_VARIABLE = re.compile(r"[A-Z0-9_]+")
_ANCHOR = re.compile(r"[A-Za-z0-9_.-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


def check_name(old: Name, name: str, document: Document) -> None:
    """Raises RenameRefused when nothing of this kind can be called *name*, or something is called so already."""
    if not name:
        raise RenameRefused("A name must not be empty")
    match old.kind:
        case NameKind.VARIABLE:
            if not _VARIABLE.fullmatch(name):
                raise RenameRefused("A variable's name consists of capital letters, digits and underscores")
            if name[0].isdigit():
                # Upstream would read it, but no shell can set it.
                raise RenameRefused("A variable's name begins with a letter or an underscore")
        case NameKind.ANCHOR:
            if not _ANCHOR.fullmatch(name):
                raise RenameRefused("An anchor's name consists of letters, digits, hyphens, dots and underscores")
        case NameKind.BACKEND | NameKind.PROVIDER | NameKind.RESOURCE | NameKind.API:
            _check_text(old, name, document)
    _check_collision(old, name, document)


def _check_text(old: Name, name: str, document: Document) -> None:
    if "${" in name:
        raise RenameRefused("A name with '${' would be read as a variable")
    if name != name.strip():
        raise RenameRefused("A name must not begin or end with a blank")
    if _CONTROL.search(name):
        raise RenameRefused("A name must not contain line ends or control characters")
    if old.kind is not NameKind.BACKEND and name == document.knowledge.disabled_marker[0]:
        raise RenameRefused(f"'{name}' switches an entry off, so it cannot be a name")
    _check_marker(old, name, document)
    if any(_in_expression(old, index) for index in range(len(old.mentions))):
        if "}" in name:
            raise RenameRefused("A name with '}' would end the ${env...} expression that it stands in")
        if name != convert(name) or name.startswith("~"):
            raise RenameRefused(f"'{name}' would not stay a text in the ${{env...}} expression that it stands in")


def _check_marker(old: Name, name: str, document: Document) -> None:
    """The word that means whichever provider is there names none, in the releases that have it."""
    first, releases = document.knowledge.first_marker
    wanted = document.reading.releases
    if old.kind is not NameKind.PROVIDER or not releases & wanted:
        return
    if name == first:
        raise RenameRefused(f"'{name}' stands for the first active provider, so it cannot be a name")
    if old.text == first and wanted & ~releases:
        raise RenameRefused(f"'{first}' stands for the first active provider in some releases only; set a target")


def _in_expression(old: Name, index: int) -> bool:
    mention = old.mentions[index]
    return mention.scalar is not None and "${env." in mention.scalar.text


def _check_collision(old: Name, name: str, document: Document) -> None:
    """Two things that are declared must not come to share a name; uses of a name that nothing declares may join one."""
    existing = document.names.find(old.kind, old.scope, name)
    match old.kind:
        case NameKind.ANCHOR:
            taken = any(each.text == name for each in document.names.of(NameKind.ANCHOR))
            what = f"an anchor '{name}' already"
        case NameKind.VARIABLE:
            taken = existing is not None
            what = f"a variable '{name}' already, and the two would become one"
        case NameKind.BACKEND:
            taken = existing is not None and bool(old.declarations and existing.declarations)
            what = f"a backend '{name}' already"
            if not taken and existing is not None and old.declarations and existing.assumed:
                raise RenameRefused(f"{slot_of(existing.assumed[0])} is left out and would then mean this backend")
        case NameKind.PROVIDER:
            taken = existing is not None and bool(old.declarations and existing.declarations)
            what = f"a provider '{name}' of {old.scope} already"
        case NameKind.RESOURCE | NameKind.API:
            taken = existing is not None and bool(old.declarations and existing.declarations)
            what = f"a {old.scope.replace('_', ' ')} '{name}' already"
    if taken:
        raise RenameRefused(f"There is {what}")


def check_uses(old: Name, name: str, document: Document, line: Callable[[Span], int]) -> None:
    """Raises RenameRefused when some use of the name cannot be changed with it, or is not known.

    *line* gives the line of the file, counted from 1, that a place of the configuration is in.
    """
    if document.problems:
        # What stands behind a mistake may not have been read, so not all places of the name are known.
        first = min(document.problems, key=lambda problem: problem.span)
        raise RenameRefused(f"Line {line(first.span)} has to be mended first: {first.message}")
    for mention in old.mentions:
        if mention.role is Role.MIXED:
            raise RenameRefused(f"'{old.text}' is put together from variables in line {line(mention.span)}")
    if old.kind is NameKind.BACKEND:
        _check_readings(old, document, line)
        _check_backend(old, name, document)


def _check_readings(old: Name, document: Document, line: Callable[[Span], int]) -> None:
    """The releases in question must agree which backend a reference means."""
    backends = document.names.of(NameKind.BACKEND)
    others = {id(each.scalar): other.text for other in backends if other is not old for each in other.mentions}
    for mention in old.mentions:
        other = others.get(id(mention.scalar))
        if other is not None:
            where = f"Line {line(mention.span)}"
            raise RenameRefused(f"{where} means '{old.text}' in some releases and '{other}' in others; set a target")


def _check_backend(old: Name, name: str, document: Document) -> None:
    if not old.declarations and _is_upstreams(old, document):
        raise RenameRefused(f"'{old.text}' is upstream's own backend and is not declared in this file")
    sql = [each.name for each in document.stack.backends if each.spec is not None and each.spec.family == "sql"]
    for reserved in document.knowledge.reserved_tables:
        if reserved.backend and reserved.releases & document.reading.releases:
            before = _holder(sql, reserved.backend)
            after = _holder([name if each == old.text else each for each in sql], reserved.backend)
            if after != (name if before == old.text else before):
                raise RenameRefused(
                    f"Upstream keeps {reserved.owner} in '{before}' and would keep it in '{after}' then"
                )


def _is_upstreams(old: Name, document: Document) -> bool:
    origins = (origin for origin in document.references.origins if origin.backend.text == old.text)
    return any(
        isinstance(answer, Resolved) and answer.backend is None
        for origin in origins
        for answer in document.references.resolve(origin)
    )


def _holder(names: list[str], wanted: str) -> str:
    """The backend that has a table of upstream's own: the one of that name, else the first."""
    return wanted if wanted in names else next(iter(names), "")
