"""Enough of an OpenAI-like server on loopback for an inference provider to find its models and get answers."""

from __future__ import annotations

import itertools
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODELS = ("chat", "embed")
DIMENSION = 8
ANSWER = "forty two"
_NUMBERS = itertools.count(1)


def serve() -> None:
    """Serve in the background until this process ends; `FAKE_INFERENCE_URL` tells children where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["FAKE_INFERENCE_URL"] = f"http://127.0.0.1:{server.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        models = [{"id": name, "object": "model", "created": 1, "owned_by": "test"} for name in MODELS]
        self._say({"object": "list", "data": models})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path.endswith("/embeddings"):
            self._say(_embeddings(asked))
        elif asked.get("stream"):
            self._stream(asked)
        else:
            self._say(_completion(asked))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - nothing is logged
        return

    def _say(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, asked: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for delta, reason in (({"role": "assistant", "content": ANSWER}, None), ({}, "stop")):
            chunk = {**_head(asked), "object": "chat.completion.chunk"}
            chunk["choices"] = [{"index": 0, "delta": delta, "finish_reason": reason}]
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True


def _head(asked: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"chatcmpl-{next(_NUMBERS)}", "created": 1_700_000_000, "model": asked["model"]}


def _completion(asked: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": ANSWER}
    choices = [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}]
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    return {**_head(asked), "object": "chat.completion", "choices": choices, "usage": usage}


def _embeddings(asked: dict[str, Any]) -> dict[str, Any]:
    texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
    data = [
        {"object": "embedding", "index": index, "embedding": [float(len(str(text)) % 7 + 1)] * DIMENSION}
        for index, text in enumerate(texts)
    ]
    return {"object": "list", "model": asked["model"], "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
