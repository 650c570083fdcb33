"""Replacing a file: wholly or not at all, with everything else about it kept."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from stacklint.files import writing
from stacklint.files.writing import NotWritten, replace, write

OLD, NEW = b"\xef\xbb\xbfa: 1\r\n", b"\xef\xbb\xbfa: 2\r\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "run.yaml"
    path.write_bytes(OLD)
    return path


def test_the_content_is_replaced_byte_for_byte(file: Path) -> None:
    replace(str(file), OLD, NEW)
    assert file.read_bytes() == NEW
    assert os.listdir(file.parent) == ["run.yaml"]


def test_a_relative_path(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    replace("run.yaml", OLD, NEW)
    assert file.read_bytes() == NEW


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o4755])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace(str(file), OLD, NEW)
    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"kept")
    except (AttributeError, OSError):
        pytest.skip("this file system has no extended attributes")
    replace(str(file), OLD, NEW)
    assert os.getxattr(file, "user.note") == b"kept"


def test_a_link_stays_and_its_file_changes(file: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link, second = tmp_path / "sub" / "link.yaml", tmp_path / "sub" / "second.yaml"
    link.symlink_to("../run.yaml")
    second.symlink_to("link.yaml")
    replace(str(second), OLD, NEW)
    assert (link.is_symlink(), second.is_symlink(), file.is_symlink()) == (True, True, False)
    assert file.read_bytes() == NEW
    assert sorted(os.listdir(tmp_path / "sub")) == ["link.yaml", "second.yaml"]


def refusal(file: Path, expected: bytes = OLD) -> str:
    """Why the file is left; checks that it is."""
    before = file.read_bytes() if file.is_file() else None
    with pytest.raises(NotWritten) as caught:
        replace(str(file), expected, NEW)
    assert (file.read_bytes() if file.is_file() else None) == before
    assert [name for name in os.listdir(file.parent) if name.endswith(".tmp")] == []
    return str(caught.value)


def test_hard_links_are_not_cut(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "other.yaml")
    assert refusal(file) == "it has other hard links, which would keep the old content"


@pytest.mark.parametrize("now", [OLD + b"more", OLD[:-1], b"", b"x" + OLD[1:]])
def test_what_changed_meanwhile_is_left(file: Path, now: bytes) -> None:
    file.write_bytes(now)
    assert refusal(file) == "it was changed meanwhile"


def test_what_was_replaced_meanwhile_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taking_over = writing._take_over

    def slowly(target: str, temporary: str, before: os.stat_result) -> None:
        taking_over(target, temporary, before)
        other = file.with_name("other")
        other.write_bytes(OLD)
        other.replace(file)

    monkeypatch.setattr(writing, "_take_over", slowly)
    assert refusal(file) == "it was replaced meanwhile"


def test_a_folder_a_device_and_nothing_are_left(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing.yaml") == "no such file or directory"
    (tmp_path / "folder").mkdir()
    assert refusal(tmp_path / "folder") == "it is not a regular file"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "it is not a regular file"


def test_a_read_only_file_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o444)
    if os.access(file, os.W_OK):
        # The superuser may write everything, so the answer of the system is put in its mouth.
        monkeypatch.setattr(os, "access", lambda *_: False)
    assert refusal(file) == "it is read-only"


def test_an_owner_that_cannot_be_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = os.stat

    def somebody_elses(path: str, **options: bool) -> os.stat_result:
        status = plain(path, **options)
        if os.path.basename(path) != "run.yaml":
            return status
        return os.stat_result((*status[:4], status.st_uid + 1, *status[5:10]))

    def forbidden(path: str, user: int, group: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "stat", somebody_elses)
    monkeypatch.setattr(os, "chown", forbidden)
    assert refusal(file) == "its owner or group cannot be kept"


def test_an_owner_that_can_be_kept_is(file: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only the superuser can give files away")
    os.chown(file, 12345, 23456)
    file.chmod(0o2750)
    replace(str(file), OLD, NEW)
    status = file.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o2750)


def test_a_failure_on_the_way_leaves_no_trace(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refusal(file) == "no space left on device"


def test_an_interrupt_on_the_way_leaves_no_trace(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace(str(file), OLD, NEW)
    assert file.read_bytes() == OLD
    assert os.listdir(file.parent) == ["run.yaml"]


def test_a_killed_run_is_tidied_up_after(file: Path, tmp_path: Path) -> None:
    names = [".run.yaml.stacklint-0123.tmp", ".run.yaml.stacklint-4567.tmp", ".other.yaml.stacklint-0123.tmp"]
    long_ago = time.time() - 2 * writing.LEFTOVER_SECONDS
    for name in names:
        (tmp_path / name).write_bytes(b"")
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (long_ago, long_ago))
    replace(str(file), OLD, NEW)
    # The second may belong to a run that is still at it, the third to another file.
    assert sorted(os.listdir(tmp_path)) == [names[2], names[1], "run.yaml"]


@pytest.mark.parametrize("name", ["x" * 250 + ".yaml", "ö" * 125 + ".yaml", "a b.yaml", "-.yaml"])
def test_names_of_all_kinds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    replace(str(path), OLD, NEW)
    assert path.read_bytes() == NEW
    assert os.listdir(tmp_path) == [name]


def test_a_large_content(file: Path) -> None:
    content = os.urandom(5_000_000)
    replace(str(file), OLD, content)
    replace(str(file), content, NEW)
    assert file.read_bytes() == NEW


def test_nothing_but_the_file_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    plain = os.open

    def seen(path: str, flags: int, mode: int = 0o777) -> int:
        opened.append(path)
        return plain(path, flags, mode)

    monkeypatch.setattr(os, "open", seen)
    replace(str(file), OLD, NEW)
    assert {os.path.dirname(path) for path in opened if path != str(file.parent)} == {str(file.parent)}


# New files ------------------------------------------------------------------------------------------------------------


def test_a_new_file(tmp_path: Path) -> None:
    write(str(tmp_path / "new.yaml"), NEW)
    assert (tmp_path / "new.yaml").read_bytes() == NEW
    mask = os.umask(0o027)
    try:
        write(str(tmp_path / "other.yaml"), NEW)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "other.yaml").stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["new.yaml", "other.yaml"]


def test_a_file_that_is_there_keeps_what_it_is(file: Path) -> None:
    file.chmod(0o600)
    (file.parent / "link").symlink_to(file)
    write(str(file.parent / "link"), NEW)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (file.parent / "link").is_symlink()


def test_a_link_to_nowhere_gets_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new.yaml")
    write(str(tmp_path / "link"), NEW)
    assert (tmp_path / "new.yaml").read_bytes() == NEW


def test_what_cannot_take_a_text_is_left(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("pipe", "not a regular file"), ("no/file", "no such file"), (".", "not a regular file")):
        with pytest.raises(NotWritten, match=reason):
            write(str(tmp_path / name), NEW)
    assert os.listdir(tmp_path) == ["pipe"]


def test_nothing_is_left_when_a_new_file_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(NotWritten, match="no space left on device"):
        write(str(tmp_path / "new.yaml"), NEW)
    assert os.listdir(tmp_path) == []
