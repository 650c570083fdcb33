"""Whatever the bytes: an answer within a second and 300 MB, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from requirements import REPOSITORY

READER = Path(__file__).parent / "read_all.py"

SOUND = b"providers:\n  inference:\n  - provider_type: remote::ollama\n"

BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefghij"
)

CASES: dict[str, tuple[bytes, list[str]]] = {
    "nothing": (b"", []),
    "only comments": (b"# a\n" * 10_000, []),
    "NUL": (b"\0" * 5_000, ["syntax"]),
    "NUL in a value": (SOUND + b"a: b\0c\n", ["syntax"]),
    "invalid UTF-8": (SOUND + b"a: \xff\xfe\xfd\n", []),
    "UTF-16": (("\ufeff" + SOUND.decode()).encode("utf-16-le"), []),
    "UTF-32": (("\ufeff" + SOUND.decode()).encode("utf-32-be"), []),
    "byte order mark": (b"\xef\xbb\xbf" + SOUND, []),
    "lone carriage returns": (SOUND.replace(b"\n", b"\r"), []),
    "50 MB": (SOUND * 900_000, ["limits"]),
    "50 MB in one line": (b"a" * 50_000_000, ["limits"]),
    "a bomb of aliases": (BOMB, []),
    "an alias inside itself": (b"a: &a\n  b: *a\n  <<: *a\n", []),
    "brackets": (b"[" * 100_000, ["limits"]),
    "closed brackets": (b"[" * 100_000 + b"]" * 100_000, ["limits"]),
    "braces": (b"{a: " * 100_000, ["limits"]),
    "dashes": (b"- " * 100_000, ["limits"]),
    "question marks": (b"? " * 100_000, ["limits"]),
    "indentation": (b"".join(b" " * depth + b"a:\n" for depth in range(4_000)), ["limits"]),
    "a line of 1 MB": (b"a: " + b"b" * 1_000_000, []),
    "a quoted line of 1 MB": (b"a: '" + b"b " * 500_000 + b"'\n", []),
    "an open quote before 1 MB": (b"a: '" + b"b\n" * 450_000, ["syntax"]),
    "many quotes never closed": (b"a: 'b\n" * 20_000, ["syntax"]),
    "many errors": (b"a: @\n" * 50_000, ["syntax"]),
    "many open brackets, one a line": (b"- [\n" * 50_000, ["syntax"]),
    "many expressions never closed": (b"a: " + b"${env.X:=" * 50_000 + b"\n", []),
    "many braces": (b"a: " + b"{{ .x " * 50_000 + b"\n", ["syntax"]),
    "many documents": (b"---\na: 1\n" * 20_000, []),
    "many anchors": (b"".join(b"- &a%d x\n" % number for number in range(20_000)), []),
    "many merges": (
        b"a0: &a0 {k0: 1}\n"
        + b"".join(b"a%d: &a%d {<<: *a%d, k%d: 1}\n" % (n, n, n - 1, n) for n in range(1, 250))
        + SOUND,
        [],
    ),
    "many tags": (b"- !!str x\n" * 8_000, []),
    "line ends only": (b"\n" * 500_000, []),
    "tabs only": (b"\t" * 100_000, ["syntax"]),
    "every byte": (bytes(range(256)) * 40, ["syntax"]),
}


@pytest.mark.parametrize("name", CASES)
def test_any_bytes_end_well(name: str, tmp_path: Path) -> None:
    content, problems = CASES[name]
    answer = read(content, tmp_path)
    assert answer["problems"][: len(problems)] == problems
    assert bool(answer["problems"]) is bool(problems)
    assert answer["encoding"] is (name in {"invalid UTF-8", "UTF-16", "UTF-32", "every byte"})
    assert answer["seconds"] < 1
    assert answer["megabytes"] < 300


def read(content: bytes, folder: Path) -> dict[str, Any]:
    path = folder / "hostile.yaml"
    path.write_bytes(content)
    roots = os.pathsep.join(str(REPOSITORY / root) for root in ("linter", "schemas"))
    # Without a word on standard error: a warning would be one too many.
    done = subprocess.run(
        [sys.executable, "-W", "error", str(READER), str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": roots},
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_bomb_is_small_and_would_be_large() -> None:
    assert len(BOMB) < 600
