"""What only a real process shows: pipes that close, signals, full disks, odd encodings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from process import run_stacklint
from requirements import REPOSITORY

BROKEN = (REPOSITORY / "examples" / "dangling-backend.yaml").read_text(encoding="utf-8")

ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join(str(REPOSITORY / root) for root in ("linter", "lsp_server", "schemas"))
}
STACKLINT = [sys.executable, "-m", "stacklint"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for number in range(40):
        (tmp_path / f"{number:02}.yaml").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def test_a_reader_that_leaves_early_changes_nothing(folder: Path) -> None:
    process = subprocess.Popen(
        [*STACKLINT, "check", "."], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) == 1
    assert err.splitlines()[-1] == "40 checked (40 with errors)"
    assert "Traceback" not in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full on this system")
def test_a_full_disk_is_an_error(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*STACKLINT, "check", "."], cwd=folder, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"error: stdout: no space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_interrupt_is_quiet(folder: Path) -> None:
    # A job in the background ignores interrupts, and what it starts inherits that.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*STACKLINT, "check", "-"],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    signal.signal(signal.SIGINT, inherited)
    time.sleep(0.5)  # It now waits for stdin; were it still starting, the answer must be the same.
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_a_poor_encoding_costs_no_finding(folder: Path, variables: dict[str, str]) -> None:
    (folder / "größe.yaml").write_text(BROKEN.replace("kv_vectors", "kv_größe"), encoding="utf-8")
    done = subprocess.run(
        [*STACKLINT, "check", "-f", "concise", "größe.yaml"],
        cwd=folder,
        env=ENVIRONMENT | variables,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert b"dangling-backend" in done.stdout


def test_names_that_are_no_utf8(folder: Path) -> None:
    name = b"caf\xe9.yaml"
    try:
        (folder / os.fsdecode(name)).write_text(BROKEN, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    for output in ("full", "json", "sarif", "gitlab", "github", "concise"):
        done = subprocess.run(
            [*(os.fsencode(each) for each in STACKLINT), b"check", b"-f", output.encode(), name],
            cwd=folder,
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert b"dangling-backend" in done.stdout
        done.stdout.decode("utf-8")


def test_two_runs_give_the_same_bytes(folder: Path) -> None:
    first, second = (run_stacklint("check", "-f", "json", ".", folder=folder) for _ in range(2))
    assert first == second
    assert first.code == 1


def test_workers_give_the_same_bytes_as_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finished = []
    for workers in ("1", "2"):
        monkeypatch.setenv("STACKLINT_WORKERS", workers)
        finished.append(run_stacklint("check", ".", folder=folder))
    assert finished[0] == finished[1]


def test_the_collector_is_off_and_the_way_out_is_short(folder: Path) -> None:
    # An exit handler would run if the interpreter were taken down in the usual, slower way.
    code = (
        "import atexit, gc, sys; atexit.register(print, 'tidied up');"
        "sys.argv = ['stacklint', 'check', '--color=never', '-q', '-f', 'concise', '00.yaml'];"
        "import stacklint.cli; main = stacklint.cli.main;"
        "stacklint.cli.main = lambda *given: print('collector', gc.isenabled()) or main(*given);"
        "from stacklint.__main__ import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    assert done.stdout.startswith(b"collector False\n00.yaml:")
    assert b"tidied up" not in done.stdout
    assert done.returncode == 1


def test_the_order_of_sets_never_shows(folder: Path) -> None:
    (folder / "stacklint.toml").write_text(
        'select = ["storage", "env"]\nignore = ["unused-backend"]\n', encoding="utf-8"
    )
    outputs = {
        subprocess.run(
            [*STACKLINT, *command],
            cwd=folder,
            env=ENVIRONMENT | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        ).stdout
        for seed in ("1", "2", "3")
        for command in (["check", "-f", "sarif", "00.yaml"], ["config"])
    }
    assert len(outputs) == 2


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_exit_code(folder: Path, closed: str) -> None:
    command = " ".join([*STACKLINT, "check", "00.yaml", closed])
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
