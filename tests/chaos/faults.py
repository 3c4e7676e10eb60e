"""What goes wrong while verbs are played: calls that get lost on their way, services that die or stand still."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler

from tests.helpers.gate import Gate
from tests.helpers.suite import RunningSuite

VICTIMS = ("iaas-core", "db-proxy", "iaas-agent", "resource-operator", "image-operator")
LOST_OF = 40
"""One call in so many is lost before it arrives, as many lose their answer, some more take their time."""
LONGEST_WAY_SECONDS = 0.8


class LossyGate(Gate):
    """Loses some calls before their effect and some answers after it, while it is told to."""

    def __init__(self, target: str, seed: int) -> None:
        self.losing = False
        self.lost = 0
        self._random = random.Random(seed)
        super().__init__(target)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # callers die in the middle

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        fate = self._random.randrange(LOST_OF) if self.losing and not request.path.startswith("/readyz") else -1
        if fate in (2, 3, 4, 5):
            time.sleep(self._random.uniform(0, LONGEST_WAY_SECONDS))
        if fate not in (0, 1):
            super()._handle(request)
            return
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        self.lost += 1
        if fate == 1:
            with suppress(OSError):
                self._forward(request, body)
        request.close_connection = True


class Hazards:
    """Kills, freezes and losses in a thread of its own; all is well again when `paused`."""

    def __init__(self, suite: RunningSuite, gates: list[LossyGate], seed: int, seconds: float) -> None:
        self._suite = suite
        self._gates = gates
        self._random = random.Random(seed)
        self._between = seconds
        self._going = threading.Event()
        self._ended = threading.Event()
        self._working = threading.Lock()
        self.kills = self.freezes = 0
        self._thread = threading.Thread(target=self._run, name="hazards", daemon=True)
        self._thread.start()

    @contextmanager
    def about(self) -> Iterator[None]:
        """Things go wrong inside the block."""
        self._set(True)
        try:
            yield
        finally:
            self._set(False)
            with self._working:  # what was begun is mended
                pass

    def end(self) -> None:
        """No more."""
        self._ended.set()
        self._going.set()
        self._thread.join(120)

    def _set(self, on: bool) -> None:
        for gate in self._gates:
            gate.losing = on
        (self._going.set if on else self._going.clear)()

    def _run(self) -> None:
        while not self._ended.wait(self._random.uniform(0.3, 2) * self._between):
            self._going.wait()
            with self._working:
                if self._going.is_set() and not self._ended.is_set():
                    self._strike(self._random.choice(VICTIMS))

    def _strike(self, victim: str) -> None:
        pid = self._suite.suite.pid(victim)
        if pid is None:
            return
        if self._random.random() < 0.3:
            os.kill(pid, signal.SIGSTOP)
            self._ended.wait(self._random.uniform(0.2, 8))
            os.kill(pid, signal.SIGCONT)
            self.freezes += 1
            return
        self._suite.suite.kill(victim)
        self._ended.wait(self._random.uniform(0, 2))
        self._suite.suite.start_service(victim)
        self.kills += 1
