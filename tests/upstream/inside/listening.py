"""Runs inside a release's environment: does the real command line, nothing replaced, answer on its port?"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

TIME_LIMIT = 60
COMMAND = ("ogx", "run") if importlib.util.find_spec("ogx") else ("llama", "stack", "run")


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    importlib.import_module("fake_inference").serve()
    home = os.environ["HOME"]
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            shutil.rmtree(home, ignore_errors=True)
            os.makedirs(os.path.join(home, "stores"))
            os.makedirs(os.path.join(home, "config"))
            answer = {"serves": _serves(question["text"], home)}
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
    return 0


def _serves(text: str, home: str) -> bool:
    with open(os.path.join(home, "config.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    port = _free_port()
    program = os.path.join(os.path.dirname(sys.executable), COMMAND[0])
    command = [program, *COMMAND[1:], "config.yaml", "--port", str(port)]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + TIME_LIMIT
        while process.poll() is None and time.monotonic() < end:
            status = _health(port)
            if status is not None:
                return status == 200
            time.sleep(0.3)
        return False
    finally:
        process.kill()
        process.wait()


def _health(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    raise SystemExit(main())
