"""`stacklint migrate`: what it does goes to stdout, or to stderr where stdout carries the new text or a difference."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from stacklint.cli import FAILED, FINDINGS, own_failure
from stacklint.cli.migrate_options import MigrateOptions, parse
from stacklint.cli.output import OutputError, to_stdout, wants_color, write_error
from stacklint.cli.progress import with_progress
from stacklint.cli.releases import known_release
from stacklint.cli.running import found_files, settings_of
from stacklint.files import Found, FoundFile, content_of, printable
from stacklint.files.writing import NotWritten, replace, write
from stacklint.migrate import Layout
from stacklint.migrate import migrate as migrate_text
from stacklint.report.difference import difference
from stacklint.report.plan import FORMS, Plan, PlannedFile, concise, render, summary_line
from stacklint.report.words import label_words
from stacklint.settings import Settings, SettingsError
from stacklint.text.decode import MAXIMUM_BYTES, decode

_FOREIGN = "it is no configuration of Llama Stack or OGX"


def migrate(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    options = parse(arguments)
    try:
        settings = settings_of(options)
        migrating = Migrating(options, settings)
        found = found_files(options, settings)
        if "-" in options.paths:
            return _stdin(migrating)
        return _files(migrating, found)
    except (SettingsError, OutputError) as error:
        write_error(str(error))
        return FAILED


class Migrating:
    """The migrations of one run. Raises SettingsError for a release that is not known."""

    def __init__(self, options: MigrateOptions, settings: Settings) -> None:
        self.options = options
        self.settings = settings
        self.layout = Layout(options.layout)
        self.origin = known_release(options.origin, "--from") if options.origin else None
        self.target = known_release(options.to, "--to") if options.to else None
        self.foreign: list[str] = []
        """Files that are somebody else's YAML."""

    def files(self, found: Found) -> Iterator[PlannedFile | None]:
        """What becomes of each file; None for those of somebody else."""
        # All settings are read before the first file is written, so that a mistake in them costs nothing.
        for file in found.files:
            self.settings.for_file(file.path)
        return (self._file(file) for file in found.files)

    def text(self, content: bytes, path: str, *, named: bool) -> PlannedFile | None:
        """What becomes of *content*."""
        shown = printable(path)
        decoded = decode(content)
        if decoded.problem is not None:
            return PlannedFile(shown, "unreadable", decoded.problem.message)
        if len(content) > MAXIMUM_BYTES:
            return PlannedFile(shown, "unreadable", f"it is larger than {MAXIMUM_BYTES // 1024 // 1024} MB")
        settings = self.settings.for_file(path)
        try:
            migrated = migrate_text(
                decoded.text,
                shown,
                settings,
                origin=self.origin,
                target=self.target,
                layout=self.layout,
                named=named,
            )
        except Exception as error:  # noqa: BLE001  # one file that we stumble over costs the others nothing
            return PlannedFile(shown, "failed", own_failure(error))
        if migrated.status == "foreign":
            self.foreign.append(shown)
            return None
        if migrated.status == "skipped":
            return PlannedFile(shown, "skipped", migrated.reason)
        if migrated.text != migrated.before:
            return PlannedFile(shown, "changed", migrated=migrated)
        refused = bool(migrated.migrations) and all(each.refused for each in migrated.migrations)
        return PlannedFile(shown, "refused" if refused else "unchanged", migrated=migrated)

    def _file(self, file: FoundFile) -> PlannedFile | None:
        try:
            content = content_of(file.path)
        except OSError as error:
            return PlannedFile(printable(file.path), "unreadable", (error.strerror or str(error)).lower())
        planned = self.text(content, file.path, named=file.named)
        if planned is None or not self.options.in_place:
            return planned
        return _in_place(planned, file.path, content)


def _in_place(planned: PlannedFile, path: str, before: bytes) -> PlannedFile:
    if planned.migrated is None or planned.status != "changed":
        return planned
    if planned.migrated.not_edited:
        return planned._replace(not_written=planned.migrated.not_edited)
    try:
        replace(path, before, planned.migrated.text.encode("utf-8"))
    except NotWritten as error:
        return planned._replace(not_written=str(error))
    return planned._replace(written=planned.path)


def _files(migrating: Migrating, found: Found) -> int:
    options = migrating.options
    if options.output_file is not None and len(found.files) != 1 and not found.problems:
        raise OutputError(f"--output takes the text of one file; here are {len(found.files)}")
    planned = migrating.files(found)
    if not options.quiet and len(found.files) > 1 and sys.stderr.isatty():
        planned = with_progress(planned, len(found.files), "migrated" if options.in_place else "read")
    files = [file for file in planned if file is not None]
    if options.output_file is not None and not found.problems:
        files = [_into_file(file, options.output_file, b"") for file in files]
        if migrating.foreign:
            write_error(f"{options.output_file} was not written: {migrating.foreign[0]}: {_FOREIGN}")
            return FAILED
    if [file.path for file in found.files if file.named] and migrating.foreign:
        print(f"{migrating.foreign[0]}: {_FOREIGN}, so there is nothing to migrate", file=sys.stderr)
    return _ending(migrating, Plan(tuple(files), migrating.layout, len(migrating.foreign), found.problems), text=None)


def _stdin(migrating: Migrating) -> int:
    options = migrating.options
    path = options.stdin_filename or "stdin"
    content = sys.stdin.buffer.read()
    planned = migrating.text(content, path, named=True)
    if planned is None:
        print(f"{printable(path)}: {_FOREIGN}, so nothing was changed", file=sys.stderr)
    if options.output_file is not None:
        planned = _into_file(planned or PlannedFile(printable(path), "unchanged"), options.output_file, content)
    files = () if planned is None else (planned,)
    plan = Plan(files, migrating.layout, len(migrating.foreign))
    if options.diff or options.check or options.output_file is not None:
        return _ending(migrating, plan, text=None)
    # What cannot be migrated goes through as it is, so that a filter never loses a text.
    return _ending(migrating, plan, text=_new_content(planned, content))


def _into_file(planned: PlannedFile, output: str, content: bytes) -> PlannedFile:
    """Write the new text, or the old one where that may stay, to the file called *output*."""
    shown = printable(output)
    if planned.status in {"refused", "unreadable", "failed", "skipped"}:
        return planned._replace(not_written="there is no new text")
    try:
        write(output, _new_content(planned, content))
    except NotWritten as error:
        return planned._replace(not_written=str(error))
    return planned._replace(written=shown)


def _new_content(planned: PlannedFile | None, content: bytes) -> bytes:
    """The text after the migration; *content* where there is none."""
    return planned.migrated.text.encode("utf-8") if planned and planned.migrated else content


# Saying it ------------------------------------------------------------------------------------------------------------


def _ending(migrating: Migrating, plan: Plan, *, text: bytes | None) -> int:
    """Show what there is to show, *text* included, and find the exit code."""
    options = migrating.options
    written = True
    taken = options.diff or text is not None
    if text is not None:
        written = to_stdout(text)
    elif options.diff:
        written = to_stdout("".join(_differences(plan, options)))
    plan = plan._replace(
        differences=not (taken or options.in_place or options.check or options.output_file is not None)
    )
    stream = sys.stderr if taken else sys.stdout
    # A program that reads the plan from stderr wants nothing else there; all of it is in the plan.
    bare = taken and options.plan is not None and options.plan != FORMS[0]
    if not (taken and options.quiet):
        said = _said(plan, options, color=wants_color(options.color, stream, os.environ))
        if taken:
            stream.write(said)
        else:
            written = to_stdout(said) and written
    if not bare:
        for message in _errors(plan, options):
            write_error(message)
        if not options.quiet:
            _last_words(plan, options)
    if not written or plan.problems or not all(file.in_order for file in plan.files):
        return FAILED
    return FINDINGS if options.check and any(file.affected for file in plan.files) else 0


def _said(plan: Plan, options: MigrateOptions, *, color: bool) -> str:
    if options.check and options.plan is None:
        return concise(plan)
    return render(options.plan or FORMS[0], plan, color=color)


def _differences(plan: Plan, options: MigrateOptions) -> Iterator[str]:
    color = wants_color(options.color, sys.stdout, os.environ)
    for file in plan.files:
        if file.migrated is not None and file.status == "changed":
            yield difference(file.path, file.migrated.before, file.migrated.text, color=color)


def _errors(plan: Plan, options: MigrateOptions) -> Iterator[str]:
    yield from plan.problems
    for file in plan.files:
        if file.status == "unreadable":
            yield f"{file.path} could not be read: {file.reason}"
        if file.status == "failed":
            yield f"{file.path} was not migrated: {file.reason}"
        for each in file.migrations:
            if each.refused:
                where = ", ".join(filter(None, (file.path, label_words(each.label))))
                yield f"{where} was not migrated: {each.refused}"
        if file.not_written:
            yield f"{printable(options.output_file or file.path)} was not written: {file.not_written}"


def _last_words(plan: Plan, options: MigrateOptions) -> None:
    for file in plan.files:
        if file.status == "skipped":
            print(f"{file.path} was skipped: {file.reason}", file=sys.stderr)
    done = options.in_place or options.output_file is not None or "-" in options.paths
    words = summary_line(plan, "migrated" if done and not (options.diff or options.check) else "to migrate")
    changed = any(file.status == "changed" for file in plan.files)
    offer = changed and not (done or options.diff or options.check)
    print(f"{words}; nothing was written, --in-place does" if offer else words, file=sys.stderr)
