"""The tokens by which services know each other: one file per service, one token per line, newest first.

`clients` sends the first line of the own file; `web` accepts any line of the caller's file. Replacing a token without
a break: add the new line on top, wait until the caller uses it, remove the old one. Files are read again when they
change.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from api_common.errors import ErrorKind, IaasError

CALLER_HEADER = "X-Service-Name"
REQUEST_KEY_HEADER = "X-Request-Key"
SERVICE_NAMES = frozenset({"iaas-core", "db-proxy", "resource-operator", "image-operator", "iaas-agent", "iaas-novnc"})


PROMETHEUS = "prometheus"
"""A file beside those of the services: who shows one of its tokens may read metrics, and nothing else."""


class ServiceTokens:
    """Reads the folder of tokens. Without a folder every call is refused: there is no open mode.

    With a folder of certificates (`tls_dir`) calls are made over TLS, and a token opens doors only together with the
    certificate of its service."""

    def __init__(self, folder: Path | None, tls_dir: Path | None = None) -> None:
        self._folder = folder
        self.tls_dir = tls_dir
        self._cache: dict[str, tuple[int, list[str]]] = {}

    def own(self, service: str) -> str:
        """The token to send as `service`."""
        tokens = self._read(service)
        if not tokens:
            raise IaasError(ErrorKind.UNAVAILABLE, f"there is no token for {service} in SERVICE_TOKENS_DIR")
        return tokens[0]

    def accepts(self, service: str, token: str) -> bool:
        """Whether `token` is one of the tokens of `service`."""
        return service in SERVICE_NAMES and self._is_of(service, token)

    def opens_metrics(self, token: str) -> bool:
        """Whether `token` is one of Prometheus'."""
        return self._is_of(PROMETHEUS, token)

    def _is_of(self, name: str, token: str) -> bool:
        return any([hmac.compare_digest(known.encode(), token.encode()) for known in self._read(name)])

    def _read(self, service: str) -> list[str]:
        if self._folder is None:
            return []
        path = self._folder / service
        try:
            stamp = path.stat().st_mtime_ns
            cached = self._cache.get(service)
            if cached is None or cached[0] != stamp:
                lines = [line.strip() for line in path.read_text().splitlines()]
                cached = self._cache[service] = (stamp, [line for line in lines if line])
            return cached[1]
        except OSError:
            return []
