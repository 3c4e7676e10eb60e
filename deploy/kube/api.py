"""The cluster's API as Jobs of the suite need it: JSON in, JSON out, as the pod's own service account."""

from __future__ import annotations

import json
import os
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_SECONDS = 20


class ApiError(Exception):
    """The API server refused, or could not be reached (status 0)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClusterApi:
    """Requests from inside a pod. `server` and `account` are given by tests."""

    def __init__(self, server: str = "", account: Path = ACCOUNT) -> None:
        host, port = os.environ.get("KUBERNETES_SERVICE_HOST", ""), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
        if not server and not host:
            raise ApiError(0, "this runs in a pod only: KUBERNETES_SERVICE_HOST is not set")
        self._server = server or f"https://{f'[{host}]' if ':' in host else host}:{port}"
        self._account = account

    @property
    def namespace(self) -> str:
        """The pod's own."""
        return (self._account / "namespace").read_text().strip()

    def call(self, method: str, path: str, body: Any = None, content_type: str = "application/json") -> Any:
        """The answer's body; :class:`ApiError` with what the server said otherwise."""
        headers = {"Authorization": f"Bearer {(self._account / 'token').read_text().strip()}"}
        if body is not None:
            headers["Content-Type"] = content_type
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._server + path, data=data, headers=headers, method=method)
        try:
            opened = urllib.request.urlopen  # the cluster's own address  # nosec B310
            with opened(request, timeout=_SECONDS, context=self._context()) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ApiError(error.code, _said(error.read()) or str(error)) from None
        except OSError as error:
            raise ApiError(0, f"the API server at {self._server} cannot be reached: {error}") from None

    def _context(self) -> ssl.SSLContext | None:
        if not self._server.startswith("https:"):
            return None
        return ssl.create_default_context(cafile=str(self._account / "ca.crt"))


def _said(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return ""
