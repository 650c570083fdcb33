"""Puts stacklint and everything it imports into `bundled/libs`, for one platform and several Pythons.

    python vscode-extension/scripts/bundle.py linux-x64

Wheels of the locked versions lie on top of each other in one folder: pure ones are the same for every Python, and the
names of compiled modules say for which Python they are. That this is so is checked file by file.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

EXTENSION = Path(__file__).resolve().parent.parent
REPOSITORY = EXTENSION.parent
LOCKED = REPOSITORY / "requirements" / "server.txt"
LIBS = EXTENSION / "bundled" / "libs"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "linux-x64": ("manylinux2014_x86_64", "manylinux_2_17_x86_64"),
    "linux-arm64": ("manylinux2014_aarch64", "manylinux_2_17_aarch64"),
    "darwin-arm64": ("macosx_11_0_arm64", "macosx_12_0_arm64"),
    "win32-x64": ("win_amd64",),
}
"""By VS Code's names for them."""


def main(target: str) -> int:
    """Make the folder anew."""
    shutil.rmtree(LIBS, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        wheels = [_own_wheel(Path(folder)), *_wheels(target, Path(folder))]
        for wheel in wheels:
            _unpack(wheel)
        version = wheels[0].name.split("-")[1]
    text = json.dumps({"version": version, "target": target, "pythons": list(PYTHONS)})
    (LIBS / "bundle.json").write_text(text + "\n", encoding="utf-8")
    return 0


def _own_wheel(folder: Path) -> Path:
    own = folder / "own"
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", own, REPOSITORY)
    (wheel,) = own.glob("*.whl")
    return wheel


def _wheels(target: str, folder: Path) -> list[Path]:
    """What is locked, for every Python; a wheel that serves several is listed once."""
    found: dict[str, Path] = {}
    for python in PYTHONS:
        place = folder / python
        abi = "cp" + python.replace(".", "")
        platforms = [part for name in PLATFORMS[target] for part in ("--platform", name)]
        abis = [part for name in (abi, "abi3", "none") for part in ("--abi", name)]
        options = ("--python-version", python, "--implementation", "cp", *platforms, *abis)
        _pip("download", "--only-binary=:all:", "--no-deps", *options, "--dest", place, "--requirement", LOCKED)
        found |= {wheel.name: wheel for wheel in sorted(place.glob("*.whl"))}
    return list(found.values())


def _pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)]
    subprocess.run(command, check=True)  # noqa: S603 - our own words, no shell


# About the installation, not for whoever runs it; the licence texts and METADATA stay.
_LEFT_OUT = ("RECORD", "WHEEL", "INSTALLER", "REQUESTED", "entry_points.txt")


def _unpack(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            parts = name.split("/")
            information = parts[0].endswith(".dist-info")
            if name.endswith("/") or parts[0].endswith(".data") or (information and parts[-1] in _LEFT_OUT):
                continue
            place = LIBS / name
            content = archive.read(name)
            if not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            elif not information and place.read_bytes() != content:
                raise SystemExit(f"{name} is not the same in all wheels, so they need folders of their own")


if __name__ == "__main__":
    if sys.argv[1:2] not in [[name] for name in PLATFORMS]:
        raise SystemExit(f"usage: bundle.py {'|'.join(PLATFORMS)}")
    raise SystemExit(main(sys.argv[1]))
