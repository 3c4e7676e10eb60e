"""A gate that spoils one chosen call as well: its answer gets lost and the service with it, or it is refused."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler

from api_common.errors import HTTP_STATUS, ErrorKind, IaasError
from tests.helpers.gate import Chooser, Gate

Answer = tuple[int, list[tuple[str, str]], bytes]
REFUSAL = IaasError(ErrorKind.HYPERVISOR_FAILED, "refused by a test")


class FaultyGate(Gate):
    """`lose` and `refuse` arm it for the next chosen call."""

    def __init__(self, target: str) -> None:
        self._spoiled: Chooser | None = None
        self._refusing = self._with_effect = False
        self._away = False
        self._arming = threading.Lock()
        self.struck = threading.Event()
        """The chosen call came and was spoiled."""
        self.turned_away: list[float] = []
        """When calls came while the service was away, by the monotonic clock."""
        super().__init__(target)

    def lose(self, chooser: Chooser) -> None:
        """The call has its effect, nobody learns of it, and nothing gets through any more until `come_back`."""
        self._arm(chooser, refusing=False, with_effect=True)

    def refuse(self, chooser: Chooser, *, with_effect: bool) -> None:
        """The caller is told of a failure, which an effect may have come before."""
        self._arm(chooser, refusing=True, with_effect=with_effect)

    def come_back(self) -> None:
        """All is well again."""
        with self._arming:
            self._spoiled, self._away = None, False

    def _arm(self, chooser: Chooser, *, refusing: bool, with_effect: bool) -> None:
        with self._arming:
            self.struck.clear()
            self.turned_away = []
            self._spoiled, self._refusing, self._with_effect = chooser, refusing, with_effect

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        with self._arming:
            if self._away:
                self.turned_away.append(time.monotonic())
                raise ConnectionError("away")
            chosen = self._spoiled is not None and self._spoiled(request.command, request.path, body)
            if chosen:
                self._spoiled = None
                self._away = not self._refusing
        if not chosen:
            return super()._forward(request, body)
        if self._with_effect:
            super()._forward(request, body)
        self.struck.set()
        if not self._refusing:
            raise ConnectionError("the answer is lost")
        told = json.dumps(REFUSAL.to_wire()).encode()
        return HTTP_STATUS[REFUSAL.kind], [("Content-Type", "application/json")], told
