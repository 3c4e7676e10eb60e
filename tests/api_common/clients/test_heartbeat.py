"""The heartbeat: at once, again after a failure, and over when stopped."""

from __future__ import annotations

import queue

import pytest

from api_common.clients import heartbeat
from api_common.clients.heartbeat import Heartbeat
from api_common.contract.service import ServiceBeat
from api_common.errors import ErrorKind, IaasError

WAIT = 20


class Core:
    """Takes beats; away for the first `failures` of them."""

    def __init__(self, failures: int = 0) -> None:
        self.beats: queue.SimpleQueue[ServiceBeat] = queue.SimpleQueue()
        self._failures = failures

    def beat(self, beat: ServiceBeat) -> None:
        self.beats.put(beat)
        if self._failures:
            self._failures -= 1
            raise IaasError(ErrorKind.UNAVAILABLE, "iaas-core cannot be reached")


def test_it_beats_at_once_with_its_name_and_node() -> None:
    core = Core()
    beating = Heartbeat(core, "image-operator", "node1")
    beating.start()
    assert core.beats.get(timeout=WAIT) == ServiceBeat(service_name="image-operator", node_name="node1")
    beating.stop()
    assert core.beats.empty()


def test_it_beats_again_when_nobody_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "RETRY_SECONDS", 0.0)
    core = Core(failures=2)
    beating = Heartbeat(core, "image-operator", "node1")
    beating.start()
    for _ in range(3):
        core.beats.get(timeout=WAIT)
    beating.stop()
    assert core.beats.empty(), "once heard, it waits a minute"


def test_one_that_never_started_can_be_stopped() -> None:
    Heartbeat(Core(), "image-operator", "node1").stop()
