"""A stand-in for an API server: answers what a test says and notes what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from deploy.kube.api import ClusterApi

Answers = dict[str, tuple[int, Any]]


class Asked:
    """A cluster's API and what it heard: (method path, body)."""

    def __init__(self, api: ClusterApi) -> None:
        self.api = api
        self.calls: list[tuple[str, Any]] = []
        self.tokens: set[str] = set()


@contextmanager
def answering(folder: Path, answers: Answers) -> Iterator[Asked]:
    """`answers`: "METHOD path" -> status, body; anything else is 404."""
    (folder / "token").write_text("secret\n")
    (folder / "namespace").write_text("kubeiaas")

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            asked.calls.append((f"{self.command} {self.path}", body))
            asked.tokens.add(self.headers["Authorization"])
            status, told = answers.get(f"{self.command} {self.path}", (404, {"message": "not found"}))
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked = Asked(ClusterApi(f"http://127.0.0.1:{server.server_port}", folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
