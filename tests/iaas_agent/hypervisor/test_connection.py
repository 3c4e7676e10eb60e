"""The connection: comes in the background, goes, and comes again."""

from __future__ import annotations

import queue
from typing import Any

import libvirt
import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.connection import Connection
from iaas_agent.hypervisor.events import DomainEvents
from iaas_agent.hypervisor.facts import collect
from iaas_agent.hypervisor.session import Session
from tests.iaas_agent.domain_xml.specs import profile
from tests.iaas_agent.hypervisor.machine import PATIENCE_SECONDS, Machine


def prepare(connection: libvirt.virConnect) -> Session:
    return Session(connection, collect(connection, "auto"), profile(virt_type="test"))


class Watched:
    """A connection with the changes it told of."""

    def __init__(self, uri: str, prepared: Any = prepare) -> None:
        self.changes: queue.Queue[bool] = queue.Queue()
        self.connection = Connection(
            uri,
            DomainEvents(lambda _: None),
            prepare=prepared,
            on_change=self.changes.put,
            pauses=(0.0,),
        )

    def change(self) -> bool:
        return self.changes.get(timeout=PATIENCE_SECONDS)


@pytest.fixture
def watched(machine: Machine) -> Any:
    watched = Watched(machine.uri)
    yield watched
    watched.connection.stop()


def test_a_healthy_libvirt_is_there_after_the_start(watched: Watched) -> None:
    watched.connection.start()
    assert watched.connection.problem() is None
    assert watched.connection.session().facts.virt_type == "test"
    assert watched.change() is True


def test_before_the_start_it_is_away(watched: Watched) -> None:
    with pytest.raises(IaasError) as failed:
        watched.connection.session()
    assert failed.value.kind is ErrorKind.UNAVAILABLE
    watched.connection.start()


def test_it_is_opened_again_when_it_breaks(watched: Watched) -> None:
    watched.connection.start()
    first = watched.connection.session()
    watched.connection._closed(first.connection, 1, None)  # as libvirt's event thread does
    assert [watched.change() for _ in range(3)] == [True, False, True]
    assert watched.connection.session().connection is not first.connection


def test_one_that_is_not_there_says_why_and_is_tried_again(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    really, failures = libvirt.open, iter(range(3))

    def fails_three_times(uri: str) -> Any:
        if next(failures, None) is None:
            return really(uri)
        raise libvirt.libvirtError("nobody listens")

    monkeypatch.setattr(libvirt, "open", fails_three_times)
    watched = Watched(machine.uri)
    watched.connection.start()
    assert watched.change() is True
    watched.connection.stop()
    assert "cannot be reached" in (watched.connection.problem() or "")


def test_nobody_listens_on_the_socket() -> None:
    watched = Watched("qemu+unix:///system?socket=/nonexistent/libvirt-sock")
    watched.connection.start()
    assert "Failed to connect socket" in (watched.connection.problem() or "")
    watched.connection.stop()


def test_a_failure_of_ours_is_not_the_end(machine: Machine) -> None:
    failures = iter([RuntimeError("disk full")])

    def fails_once(connection: libvirt.virConnect) -> Session:
        for failure in failures:
            raise failure
        return prepare(connection)

    watched = Watched(machine.uri, fails_once)
    watched.connection.start()
    assert watched.change() is True
    watched.connection.stop()
