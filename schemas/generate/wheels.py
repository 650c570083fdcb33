"""Fetches upstream's wheels of every release and unpacks them, outside the repository.

The package installer is asked through its own client and configuration; nothing here names a registry.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
HANDKEPT = HERE.parent / "handkept"
PROBE = HERE / "probe.py"
REQUIREMENTS = HERE / "upstream-requirements.txt"


@cache
def upstream_python() -> str:
    """An interpreter that runs upstream's releases; all of them since 0.2.13 ask for 3.12.

    Raises FileNotFoundError when there is none.
    """
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        return answer(
            os.environ.get("STACKLINT_UPSTREAM_PYTHON", "python3.12"), "-c", "import sys; print(sys.executable)"
        )
    # A version manager may put a name into the path that runs only where its own settings allow it.
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        return str(Path(answer("pyenv", "prefix", "3.12")) / "bin" / "python3.12")
    raise FileNotFoundError("no Python 3.12; name one in STACKLINT_UPSTREAM_PYTHON")


def answer(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class Source(NamedTuple):
    """One release in the catalogue, before anything about it is known."""

    package: str
    version: str

    @property
    def name(self) -> str:
        return f"{self.package}-{self.version}"

    @property
    def module(self) -> str:
        """The importable top package, which is also how the wheel file is called."""
        return self.package.replace("-", "_")


class Wheels:
    """The cache folder with wheels, unpacked trees and dumps."""

    def __init__(self, folder: Path | None = None) -> None:
        cache = os.environ.get("STACKLINT_CACHE") or Path.home() / ".cache" / "stacklint"
        self.folder = folder or Path(cache) / "wheels"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def wheel(self, source: Source, *, interface: bool = False) -> Path:
        """The wheel of a release, or of its separate package of interfaces."""
        suffix = "_api" if interface else ""
        return self.files / f"{source.module}{suffix}-{source.version}-py3-none-any.whl"

    def tree(self, source: Source, *, interface: bool = False) -> Path:
        suffix = "_api" if interface else ""
        return self.folder / "trees" / f"{source.module}{suffix}-{source.version}"

    def dump(self, source: Source) -> Path:
        """What a release said to this very probe; another probe asks again."""
        return self.folder / f"dumps-{fingerprint(PROBE)}" / f"{source.name}.json"

    def trees(self, source: Source) -> list[Path]:
        """What goes first on the import path to run a release."""
        return [tree for tree in (self.tree(source), self.tree(source, interface=True)) if tree.is_dir()]

    def fetch(self, source: Source) -> None:
        """Downloads and unpacks a release, unless that has been done.

        Raises CalledProcessError when the installer cannot get it.
        """
        for interface in (False, True) if has_interface_package(source) else (False,):
            wheel, tree = self.wheel(source, interface=interface), self.tree(source, interface=interface)
            if not wheel.exists():
                distribution = f"{source.package}-api" if interface else source.package
                self.files.mkdir(parents=True, exist_ok=True)
                download = [
                    upstream_python(),
                    "-m",
                    "pip",
                    "download",
                    "--quiet",
                    "--no-deps",
                    "--only-binary",
                    ":all:",
                ]
                subprocess.run(
                    [*download, "--dest", str(self.files), f"{distribution}=={source.version}"],
                    check=True,
                    stdout=sys.stderr,
                )
            if not tree.is_dir():
                unpack(wheel, tree)


def fingerprint(path: Path) -> str:
    """A short name for the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def unpack(wheel: Path, tree: Path) -> None:
    """Unpacks beside the goal and renames, so that an interrupted run leaves no half tree."""
    partial = tree.with_name(tree.name + ".partial")
    partial.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(partial)
    partial.rename(tree)


def has_interface_package(source: Source) -> bool:
    """Whether the release keeps its API types in a package of its own, which needs the same version."""
    return source.package == "ogx" or version_key(source.version) >= (0, 4, 0)


def build_date(wheel: Path) -> str:
    """The date inside a wheel, ISO. Packagers differ in which members carry a real one, so the latest counts."""
    with zipfile.ZipFile(wheel) as archive:
        year, month, day = max(member.date_time for member in archive.infolist())[:3]
    return f"{year:04}-{month:02}-{day:02}"


def samples(tree: Path) -> list[Path]:
    """The server configurations that a release ships, in a stable order."""
    return sorted(
        path
        for folder in ("templates", "distributions")
        for path in tree.glob(f"*/{folder}/**/*.yaml")
        if path.name.startswith(("run", "config"))
    )


def config_file(tree: Path) -> str:
    """The name that a release's samples have most often."""
    names = [path.name for path in samples(tree)]
    return max(("config.yaml", "run.yaml"), key=names.count)


def known_sources() -> list[Source]:
    """The releases of the catalogue, in version order, llama-stack before ogx."""
    with (HANDKEPT / "releases.toml").open("rb") as file:
        content = tomllib.load(file)
    return [Source(entry["package"], version) for entry in content["package"] for version in entry["versions"]]


def version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
