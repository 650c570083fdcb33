"""Puts new content in the place of a file: wholly or not at all, and never at the price of what else it is."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress

LEFTOVER_SECONDS = 3600
"""A temporary file this old belongs to a run that was killed."""

_LONGEST_NAME = 200
"""Bytes of the file's own name in that of the temporary one; file systems allow 255 together."""


class NotWritten(Exception):
    """The file is as it was; the text says why, for people."""


def replace(path: str, expected: bytes, content: bytes) -> None:
    """Replace the *expected* content of the file at *path*; raises NotWritten and changes nothing where that is unsafe.

    A link is followed to its file. Mode, owner and extended attributes stay; a file with other hard links is left.
    """
    target = os.path.realpath(path)
    try:
        before = os.stat(target)
        _refuse(target, before)
        _clear_leftovers(target)
        _replace(target, before, expected, content)
    except OSError as error:
        raise NotWritten((error.strerror or str(error)).lower()) from error


def write(path: str, content: bytes) -> None:
    """Make *content* all there is in the file at *path*, which may be a new one; raises NotWritten."""
    target = os.path.realpath(path)
    try:
        if not os.path.lexists(target):
            _create(target, content)
            return
        _refuse(target, os.stat(target))
        with open(target, "rb") as file:
            before = file.read()
    except OSError as error:
        raise NotWritten((error.strerror or str(error)).lower()) from error
    replace(target, before, content)


def _create(target: str, content: bytes) -> None:
    temporary = _temporary_name(target)
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(os.path.dirname(target))


def _refuse(target: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotWritten("it is not a regular file")
    if status.st_nlink > 1:
        raise NotWritten("it has other hard links, which would keep the old content")
    if not os.access(target, os.W_OK):
        raise NotWritten("it is read-only")


def _replace(target: str, before: os.stat_result, expected: bytes, content: bytes) -> None:
    temporary = _temporary_name(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            _take_over(target, temporary, before)
            os.fsync(file.fileno())
        _refuse_changed(target, before, expected)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(os.path.dirname(target))


def _temporary_name(target: str) -> str:
    return f"{_prefix(target)}{os.urandom(4).hex()}.tmp"


def _prefix(target: str) -> str:
    folder, name = os.path.split(target)
    short = os.fsdecode(os.fsencode(name)[:_LONGEST_NAME])
    return os.path.join(folder, f".{short}.stacklint-")


def _take_over(target: str, temporary: str, before: os.stat_result) -> None:
    """Give the temporary file the owner, the attributes and the mode of the *target*, in this order."""
    own = os.stat(temporary)
    if (own.st_uid, own.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(temporary, before.st_uid, before.st_gid)
        except OSError as error:
            raise NotWritten("its owner or group cannot be kept") from error
    if hasattr(os, "listxattr"):
        _copy_attributes(target, temporary)
    # Last, as a change of owner takes special bits away.
    os.chmod(temporary, stat.S_IMODE(before.st_mode))


def _copy_attributes(target: str, temporary: str) -> None:
    try:
        names = os.listxattr(target)
    except OSError:
        # The file system has none.
        return
    for name in names:
        value = os.getxattr(target, name)
        with suppress(OSError):
            if os.getxattr(temporary, name) == value:
                continue
        try:
            os.setxattr(temporary, name, value)
        except OSError as error:
            raise NotWritten(f"its attribute {name} cannot be kept") from error


def _refuse_changed(target: str, before: os.stat_result, expected: bytes) -> None:
    """Look once more, as late as possible: an editor may have saved meanwhile."""
    now = os.stat(target)
    if (now.st_dev, now.st_ino, now.st_nlink) != (before.st_dev, before.st_ino, before.st_nlink):
        raise NotWritten("it was replaced meanwhile")
    with open(target, "rb") as file:
        # One byte more would be a change as well, and nobody knows how much more there is.
        if file.read(len(expected) + 1) != expected:
            raise NotWritten("it was changed meanwhile")


def _clear_leftovers(target: str) -> None:
    prefix = os.path.basename(_prefix(target))
    with suppress(OSError), os.scandir(os.path.dirname(target)) as entries:
        for entry in entries:
            if not (entry.name.startswith(prefix) and entry.name.endswith(".tmp")):
                continue
            if entry.is_file(follow_symlinks=False) and time.time() - entry.stat().st_mtime > LEFTOVER_SECONDS:
                os.unlink(entry.path)


def _sync_folder(folder: str) -> None:
    # So that the new name outlives a power failure; not every system can do it.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
