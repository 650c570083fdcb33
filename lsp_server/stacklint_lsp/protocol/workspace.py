"""Files that lie in the open folders and are not open themselves; each is read anew only when it has changed."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from lsprotocol import types as lsp

from stacklint.engine import FileReport, check_bytes, check_without_fixes
from stacklint.files import content_of, find
from stacklint.settings import FileSettings, SettingsError
from stacklint.text.decode import MAXIMUM_BYTES, decode
from stacklint.text.lines import LineIndex
from stacklint_lsp.ide import outline
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.clients import Client
from stacklint_lsp.protocol.configuration import Folder, Snapshot
from stacklint_lsp.protocol.documents import path_below, uri_of
from stacklint_lsp.protocol.features.navigating import flat
from stacklint_lsp.protocol.result_id import result_id

Value = TypeVar("Value")

REMEMBERED = 2_000
"""Files of which it is known what they last looked like."""


class _Stamp(NamedTuple):
    """Tells whether a file, or what is to be said of it, may have changed."""

    modified: int
    size: int
    snapshot: Snapshot


class _Remembered(NamedTuple):
    stamp: _Stamp
    result_id: str
    """Empty where nothing was found."""


class WorkspaceFiles:
    """The files of the open folders. Only the worker's thread comes here."""

    def __init__(self) -> None:
        self._findings: OrderedDict[str, _Remembered] = OrderedDict()
        self._symbols: OrderedDict[str, tuple[_Stamp, list[lsp.SymbolInformation]]] = OrderedDict()

    def paths(self, folders: Iterable[Folder], snapshot: Snapshot) -> list[str]:
        """The YAML files below *folders*, without those that settings or `.gitignore` leave out."""
        found: dict[str, None] = {}
        for folder in folders:
            try:
                files = find([folder.path], snapshot.settings_of(folder)).files
            except SettingsError:
                # Told already where it is told about open files; here it only means that nothing is listed.
                continue
            found |= dict.fromkeys(os.path.abspath(file.path) for file in files)
        return list(found)

    def report(
        self, path: str, previous: str | None, snapshot: Snapshot, client: Client
    ) -> lsp.WorkspaceDocumentDiagnosticReport | None:
        """The findings of a file, or that they are those called *previous*; None when there is nothing to say."""
        uri = uri_of(path)
        stamp = _stamp_of(path, snapshot)
        if stamp is None:
            return _full(uri, []) if previous else None
        known = self._findings.get(path)
        if known is not None and known.stamp == stamp and known.result_id == (previous or ""):
            return lsp.WorkspaceUnchangedDocumentDiagnosticReport(uri, previous) if previous else None
        items = _items(path, uri, snapshot, client)
        name = result_id(items) if items else ""
        _remember(self._findings, path, _Remembered(stamp, name))
        if not items and not previous:
            return None
        if name == previous:
            return lsp.WorkspaceUnchangedDocumentDiagnosticReport(uri, name)
        return _full(uri, items)

    def symbols(self, path: str, snapshot: Snapshot, client: Client) -> list[lsp.SymbolInformation]:
        """All symbols of a file."""
        stamp = _stamp_of(path, snapshot)
        settings = snapshot.for_uri(uri_of(path))
        if stamp is None or settings is None or stamp.size > MAXIMUM_BYTES:
            return []
        known = self._symbols.get(path)
        if known is None or known[0] != stamp:
            known = (stamp, _symbols(path, settings, client))
            _remember(self._symbols, path, known)
        return known[1]


def _stamp_of(path: str, snapshot: Snapshot) -> _Stamp | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _Stamp(status.st_mtime_ns, status.st_size, snapshot)


def _remember(memory: OrderedDict[str, Value], path: str, value: Value) -> None:
    memory[path] = value
    memory.move_to_end(path)
    if len(memory) > REMEMBERED:
        memory.popitem(last=False)


def _items(path: str, uri: str, snapshot: Snapshot, client: Client) -> list[lsp.Diagnostic]:
    settings = snapshot.for_uri(uri)
    if settings is None:
        return []
    folder = snapshot.folder_of(path)
    report = _report(path, path_below(folder.path if folder else "", path), settings)
    if report is None:
        return []
    places = convert.Places(LineIndex(report.text), client.unit)
    return [convert.diagnostic(each, uri, places, client) for each in report.diagnostics]


def _report(path: str, shown: str, settings: FileSettings) -> FileReport | None:
    try:
        content = content_of(path)
    except OSError:
        return None
    decoded = decode(content)
    if decoded.problem is not None or len(content) > MAXIMUM_BYTES:
        return check_bytes(content, shown, settings, named=False)
    return check_without_fixes(decoded.text, shown, settings, named=False)


def _symbols(path: str, settings: FileSettings, client: Client) -> list[lsp.SymbolInformation]:
    try:
        text = decode(content_of(path)).text
    except OSError:
        return []
    analysis = Analysis(text, path, settings)
    return flat(outline.find(analysis, ""), uri_of(path), convert.Places(analysis.lines, client.unit))


def _full(uri: str, items: list[lsp.Diagnostic]) -> lsp.WorkspaceFullDocumentDiagnosticReport:
    return lsp.WorkspaceFullDocumentDiagnosticReport(uri, items, result_id=result_id(items) if items else None)
