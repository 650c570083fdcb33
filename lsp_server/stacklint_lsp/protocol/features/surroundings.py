"""What goes on around the texts: settings, folders and files that change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from stacklint_lsp.protocol.configuration import SECTION, Folder, editor_settings, folder_of

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Server

SETTINGS_FILES = ("stacklint.toml", ".stacklint.toml", "pyproject.toml")
"""As in `stacklint.settings.FILE_NAMES`, which would bring the rules along at a time when nobody needs them yet."""

WATCHED = [f"**/{name}" for name in SETTINGS_FILES] + ["**/*.yaml", "**/*.yml"]


def register(server: Server) -> None:
    """Make *server* listen."""

    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        await ask_for_settings(server)
        await _register_interest(server)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(params: lsp.DidChangeConfigurationParams) -> None:
        if server.client.configuration:
            await ask_for_settings(server)
            return
        given = params.settings.get(SECTION) if isinstance(params.settings, dict) else None
        if server.configuration.change_editor({}, editor_settings(given, server.configuration.initial)):
            server.settings_changed()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        added = [folder for each in params.event.added if (folder := folder_of(each.uri))]
        server.configuration.change_folders(added, [each.uri for each in params.event.removed])
        server.settings_changed()
        await ask_for_settings(server)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        if any(_is_settings(change.uri) for change in params.changes):
            forget_settings_files(server)
        elif server.client.refreshes_diagnostics and server.configuration.current.tells_of_closed_files:
            server.workspace_diagnostic_refresh(None)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE, lsp.SaveOptions(include_text=False))
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.findings.saved(params.text_document.uri)
        if not server.client.watches_files or _is_settings(params.text_document.uri):
            forget_settings_files(server)


def forget_settings_files(server: Server) -> None:
    """Read the settings files again, and everything that depends on them."""
    server.messages.forget()
    server.configuration.forget_files()
    server.settings_changed()


async def ask_for_settings(server: Server) -> None:
    """Ask the editor for its settings, for each open folder and for what lies in none."""
    if not server.client.configuration:
        return
    current = server.configuration.current
    scopes: list[Folder | None] = [*current.folders, None]
    items = [lsp.ConfigurationItem(scope.uri if scope else None, SECTION) for scope in scopes]
    try:
        answers = await server.workspace_configuration_async(lsp.ConfigurationParams(items))
    except Exception as error:  # noqa: BLE001  whatever the editor refuses to tell, the defaults are good
        server.messages.log(lsp.MessageType.Warning, f"no settings from the editor: {error}")
        answers = []
    first, fallback = server.configuration.initial, current.fallback
    editor = {}
    for scope, answer in zip(scopes, answers or (), strict=False):
        settings = editor_settings(answer, first)
        if scope is None:
            fallback = settings
        else:
            editor[scope.uri] = settings
    changed = server.configuration.change_editor(editor, fallback)
    is_first = server.configured()
    if changed and not is_first:
        server.settings_changed()


async def _register_interest(server: Server) -> None:
    registrations = []
    if server.client.watches_files:
        watchers = [lsp.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = lsp.DidChangeWatchedFilesRegistrationOptions(list(watchers))
        registrations.append(lsp.Registration("watched", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if server.client.registers_configuration:
        section = lsp.DidChangeConfigurationRegistrationOptions(SECTION)
        registrations.append(lsp.Registration("settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if not registrations:
        return
    try:
        await server.client_register_capability_async(lsp.RegistrationParams(registrations))
    except Exception as error:  # noqa: BLE001  without it, files are looked at again when something is saved
        server.messages.log(lsp.MessageType.Warning, f"the editor watches no files: {error}")


def _is_settings(uri: str) -> bool:
    return os.path.basename(to_fs_path(uri) or "") in SETTINGS_FILES
