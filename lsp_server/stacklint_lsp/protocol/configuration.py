"""What the user wants for each open file: the editor's settings together with the nearest settings file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pygls.uris import to_fs_path

if TYPE_CHECKING:
    from stacklint.settings import FileSettings, Settings

SECTION = "stacklint"
"""Under this name the editor keeps our settings."""


class EditorSettings(NamedTuple):
    """The settings of the editor for one folder."""

    enable: bool = True
    target: str = ""
    """Stands below a comment in the file and below every settings file."""
    select: tuple[str, ...] = ()
    """As `--select`; nothing for the default rules."""
    ignore: tuple[str, ...] = ()
    on_save: bool = False
    """Look for findings when a file is saved, not while it is typed in."""
    workspace_diagnostics: bool = False
    """Also tell of files that are not open."""


class Folder(NamedTuple):
    """A folder that is open in the editor."""

    uri: str
    path: str


class Snapshot:
    """All settings as they are known at one time; a change makes another one.

    What is read from files is read when first asked for, always from the worker's thread.
    """

    def __init__(
        self,
        folders: Sequence[Folder],
        editor: Mapping[str, EditorSettings],
        fallback: EditorSettings,
        tell: Callable[[str], None],
    ) -> None:
        """*editor* has the settings by the folder's address; *tell* is for mistakes in settings, in words."""
        # The innermost folder decides.
        self.folders = tuple(sorted(folders, key=lambda folder: -len(folder.path)))
        self.editor = dict(editor)
        self.fallback = fallback
        self._tell = tell
        self._settings: dict[str, Settings] = {}
        self._answers: dict[str, FileSettings | None] = {}

    def folder_of(self, path: str) -> Folder | None:
        """The open folder that a file lies in."""
        for folder in self.folders:
            if path.startswith(folder.path if folder.path.endswith(os.sep) else folder.path + os.sep):
                return folder
        return None

    def editor_for(self, uri: str) -> EditorSettings:
        """The editor's settings for a file."""
        folder = self.folder_of(self.path_of(uri))
        return self.editor.get(folder.uri, self.fallback) if folder else self.fallback

    @property
    def tells_of_closed_files(self) -> bool:
        """Whether the user wants to hear of files that are not open."""
        return self.fallback.workspace_diagnostics or any(each.workspace_diagnostics for each in self.editor.values())

    def path_of(self, uri: str) -> str:
        """Where a file is; one that was never saved counts as lying in the first open folder."""
        path = to_fs_path(uri)
        if path:
            return os.path.normpath(path)
        home = self.folders[-1].path if self.folders else os.getcwd()
        return os.path.join(home, os.path.basename(uri.rpartition(":")[2]) or "untitled.yaml")

    def for_uri(self, uri: str) -> FileSettings | None:
        """What applies to a file; None for one that is not to be looked at."""
        if uri not in self._answers:
            self._answers[uri] = self._for_uri(uri)
        return self._answers[uri]

    def settings_of(self, folder: Folder | None) -> Settings:
        """The settings files below and above a folder."""
        key = folder.uri if folder else ""
        if key not in self._settings:
            self._settings[key] = self._load(folder, isolated=False)
        return self._settings[key]

    def _for_uri(self, uri: str) -> FileSettings | None:
        from stacklint.settings import SettingsError

        editor = self.editor_for(uri)
        if not editor.enable:
            return None
        path = self.path_of(uri)
        folder = self.folder_of(path)
        settings = self.settings_of(folder)
        try:
            source = settings.source_for(path)
            found = settings.for_file(path)
        except SettingsError as error:
            # The editor goes on without them; whoever wrote them is told.
            self._tell(str(error))
            source, found = None, self._load(folder, isolated=True).for_file(path)
        if source is not None and source.exclude is not None and source.exclude.covers(path):
            return None
        if found.target or found.forced_target or not self._is_release(editor.target):
            return found
        return found._replace(target=editor.target, target_source="the editor")

    def _load(self, folder: Folder | None, *, isolated: bool) -> Settings:
        from stacklint.settings import Overrides, load

        editor = self.editor.get(folder.uri, self.fallback) if folder else self.fallback
        select = self._known(editor.select, "stacklint.select")
        overrides = Overrides(select=select or None, ignore=self._known(editor.ignore, "stacklint.ignore"))
        return load(folder.path if folder else os.getcwd(), isolated=isolated, overrides=overrides)

    def _known(self, names: tuple[str, ...], where: str) -> tuple[str, ...]:
        from stacklint.settings import SettingsError, check_names

        known = []
        for name in names:
            try:
                check_names((name,), where)
            except SettingsError as error:
                self._tell(str(error))
            else:
                known.append(name)
        return tuple(known)

    def _is_release(self, target: str) -> bool:
        from stacklint.settings import SettingsError, check_target

        if not target:
            return False
        try:
            check_target(target, "stacklint.target")
        except SettingsError as error:
            self._tell(str(error))
            return False
        return True


class Configuration:
    """The settings in force, and how they come to be others."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.initial = EditorSettings()
        """What holds where the editor says nothing."""
        self.current = Snapshot((), {}, self.initial, tell)

    def begin(self, folders: Sequence[Folder], fallback: EditorSettings) -> None:
        """What is known when the editor says hello."""
        self.initial = fallback
        self.current = Snapshot(folders, {}, fallback, self._tell)

    def change_folders(self, added: Sequence[Folder], removed: Sequence[str]) -> None:
        """Other folders are open."""
        old = self.current
        kept = [folder for folder in old.folders if folder.uri not in removed]
        fresh = [folder for folder in added if folder.uri not in {each.uri for each in kept}]
        self.current = Snapshot([*kept, *fresh], old.editor, old.fallback, self._tell)

    def change_editor(self, editor: Mapping[str, EditorSettings], fallback: EditorSettings) -> bool:
        """The editor's settings are these now; whether they were others before."""
        old = self.current
        if old.editor == editor and old.fallback == fallback:
            return False
        self.current = Snapshot(old.folders, editor, fallback, self._tell)
        return True

    def forget_files(self) -> None:
        """Settings files may have changed: read them again."""
        old = self.current
        self.current = Snapshot(old.folders, old.editor, old.fallback, self._tell)


def folder_of(uri: str) -> Folder | None:
    """An open folder by its address; None when it is not one on this machine."""
    path = to_fs_path(uri)
    return Folder(uri, os.path.normpath(path)) if path else None


def editor_settings(given: object, otherwise: EditorSettings) -> EditorSettings:
    """The editor's settings as they come; what is missing or of another form stays as *otherwise* has it."""
    if not isinstance(given, Mapping):
        return otherwise
    target, run = given.get("target"), given.get("run")
    return EditorSettings(
        enable=_flag(given.get("enable"), otherwise.enable),
        target=target if isinstance(target, str) else otherwise.target,
        select=_names(given.get("select"), otherwise.select),
        ignore=_names(given.get("ignore"), otherwise.ignore),
        on_save=run == "onSave" if run in {"onSave", "onType"} else otherwise.on_save,
        workspace_diagnostics=_flag(given.get("workspaceDiagnostics"), otherwise.workspace_diagnostics),
    )


def _flag(given: object, otherwise: bool) -> bool:
    return given if isinstance(given, bool) else otherwise


def _names(given: object, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        return otherwise
    return tuple(name for name in given if isinstance(name, str))
