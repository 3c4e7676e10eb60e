"""News: whatever changes a domain of ours, its uuid arrives in a thread of ours."""

from __future__ import annotations

import queue
import threading

from api_common.contract.states import PowerState
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.hypervisor.events import DomainEvents
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import (
    PATIENCE_SECONDS,
    Machine,
    behind,
    connection_of,
    defined,
    fenced,
    news_of,
    running,
    stopped,
)

OTHER = "e" * 32


def test_every_change_is_news(hypervisor: Hypervisor, machine: Machine) -> None:
    hypervisor.ensure_defined(defined())
    news_of(machine.touched, hypervisor, until=PowerState.STOPPED)
    hypervisor.ensure_running(VM, running())
    news_of(machine.touched, hypervisor, until=PowerState.RUNNING)
    behind(hypervisor).suspend()
    news_of(machine.touched, hypervisor, until=PowerState.PAUSED)
    behind(hypervisor).destroy()
    assert news_of(machine.touched, hypervisor, until=PowerState.STOPPED).reason == "destroyed"
    behind(hypervisor).undefine()
    news_of(machine.touched, hypervisor, until=PowerState.ABSENT)


def test_saved_memory_that_is_dropped_is_told(machine: Machine, hypervisor: Hypervisor) -> None:
    """libvirt says nothing of it, and whoever dropped it may not have heard our answer."""
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_suspended(VM, fenced())
    hypervisor.ensure_defined(defined(uuid=OTHER))
    while machine.touched.get(timeout=PATIENCE_SECONDS) != OTHER:
        pass  # news come in order: all of the saving have come
    hypervisor.ensure_stopped(VM, stopped("force"))
    news_of(machine.touched, hypervisor, until=PowerState.STOPPED)


def test_the_listener_may_ask_libvirt_and_may_fail(hypervisor: Hypervisor) -> None:
    """In libvirt's own thread the first would never come back."""
    heard: queue.Queue[tuple[str, PowerState]] = queue.Queue()

    def listener(uuid: str) -> None:
        heard.put((threading.current_thread().name, hypervisor.state_of(uuid).power))
        raise RuntimeError("the listener failed")

    hypervisor.on_domain_event(listener)
    hypervisor.ensure_defined(defined())
    assert heard.get(timeout=5) == ("domain-events", PowerState.STOPPED)
    hypervisor.ensure_running(VM, running())
    while heard.get(timeout=20)[1] is not PowerState.RUNNING:
        pass  # a definition may be told of twice


def test_domains_of_others_are_no_news(hypervisor: Hypervisor, machine: Machine) -> None:
    xml = "<domain type='test'><name>somebody-elses</name><memory>1024</memory><os><type>hvm</type></os></domain>"
    connection_of(hypervisor).defineXML(xml)
    hypervisor.ensure_defined(defined())
    assert machine.touched.get(timeout=5) == VM


def test_what_waits_is_handed_out_before_the_end(hypervisor: Hypervisor) -> None:
    heard: queue.Queue[str] = queue.Queue()
    events = DomainEvents(heard.put)
    events._happened(
        None,
        connection_of(hypervisor).defineXML(
            f"<domain type='test'><name>{VM}</name><uuid>{VM}</uuid>"
            "<memory>1024</memory><os><type>hvm</type></os></domain>"
        ),
    )
    events.stop()
    events.start()
    assert heard.get(timeout=5) == VM
