"""Connections for calls that may hang: each has one for itself, they are few, used again, and anew when broken."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.lines import Lines
from iaas_agent.hypervisor.session import Session
from tests.helpers.clock import ManualClock
from tests.iaas_agent.domain_xml.specs import profile


class Daemon:
    """Counts the connections that were opened."""

    def __init__(self) -> None:
        self.opened: list[Any] = []

    def open(self) -> Any:
        connection = SimpleNamespace(alive=True)
        connection.isAlive = lambda: connection.alive
        self.opened.append(connection)
        return connection


MAIN = Session(cast(Any, SimpleNamespace()), cast(Any, None), profile())


def test_no_two_calls_share_a_connection() -> None:
    """In libvirt's client one thread reads for all: while its own call hangs, the others wait for their answers."""
    daemon = Daemon()
    lines = Lines(daemon.open, 3)
    taken = [lines.acquire(0).session(MAIN).connection for _ in range(3)]
    assert len({id(connection) for connection in taken}) == 3
    assert MAIN.connection not in taken


def test_no_more_than_so_many_and_it_is_said_why() -> None:
    lines = Lines(Daemon().open, 1, full=lambda: "all hang", clock=ManualClock())
    line = lines.acquire(0)
    with pytest.raises(IaasError, match="all hang") as failed:
        lines.acquire(0)
    assert (failed.value.kind, failed.value.detail["hangs"]) == (ErrorKind.UNAVAILABLE, True)
    line.release()
    assert lines.acquire(0) is line


def test_one_call_after_the_other_needs_one_connection() -> None:
    daemon = Daemon()
    lines = Lines(daemon.open, 3)
    for _ in range(3):
        line = lines.acquire(0)
        line.session(MAIN)
        line.release()
    assert len(daemon.opened) == 1


def test_a_broken_one_and_one_of_an_earlier_libvirtd_are_opened_anew() -> None:
    daemon = Daemon()
    line = Lines(daemon.open, 1).acquire(0)
    first = line.session(MAIN).connection
    assert line.session(MAIN).connection is first
    daemon.opened[0].alive = False
    second = line.session(MAIN).connection
    assert second is not first
    assert line.session(replace(MAIN)).connection is not second


def test_a_simulated_machine_has_one_connection() -> None:
    daemon = Daemon()
    simulated = replace(MAIN, profile=profile(virt_type="test", emulator=None))
    assert Lines(daemon.open, 1).acquire(0).session(simulated) is simulated
    assert daemon.opened == []
