"""A guest that stood still is told the time once its agent listens, and nothing waits for that."""

from __future__ import annotations

import queue
import threading

import libvirt
import pytest

from api_common.contract.states import PowerState
from iaas_agent.hypervisor import Hypervisor, clocks
from iaas_agent.hypervisor.clocks import ANSWER_SECONDS, TRIES, GuestClocks, has_agent
from tests.helpers.clock import ManualClock
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import PATIENCE_SECONDS, behind, defined, running

OTHER = "f" * 32
_CHANNEL = (
    "<domain><devices><channel type='unix'><target type='virtio' name='{}'{}/></channel>"
    "<channel type='spicevmc'/></devices></domain>"
)


def channel(name: str, state: str) -> str:
    return _CHANNEL.format(name, f" state='{state}'" if state else "")


def failed(code: int) -> libvirt.libvirtError:
    error = libvirt.libvirtError("no")
    error.err = (code, 0, "no", 2, "", "", "", 0, 0)
    return error


class Agents:
    """What stands in for all guests' agents: whether they listen, and what they were told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: queue.Queue[tuple[str, dict[str, int]]] = queue.Queue()
        self.deaf: set[str] = set()
        self.bound: list[int] = []
        self.answers = threading.Event()
        self.errors: list[libvirt.libvirtError] = []
        self.answers.set()
        monkeypatch.setattr(clocks, "has_agent", lambda xml: not any(uuid in xml for uuid in self.deaf))
        monkeypatch.setattr(libvirt.virDomain, "agentSetResponseTimeout", lambda _, seconds: self._bind(seconds))
        monkeypatch.setattr(libvirt.virDomain, "setTime", lambda domain, to: self._set(domain, to))

    def heard(self) -> str:
        return self.told.get(timeout=PATIENCE_SECONDS)[0]

    def _bind(self, seconds: int) -> int:
        self.bound.append(seconds)
        return 0

    def _set(self, domain: libvirt.virDomain, to: dict[str, int]) -> int:
        self.told.put((domain.name(), to))
        self.answers.wait(PATIENCE_SECONDS)
        if self.errors:
            raise self.errors.pop()
        return 0


@pytest.fixture
def agents(monkeypatch: pytest.MonkeyPatch) -> Agents:
    return Agents(monkeypatch)


def on(hypervisor: Hypervisor, uuid: str = VM) -> None:
    hypervisor.ensure_defined(defined(uuid=uuid))
    hypervisor.ensure_running(uuid, running())


def hold(hypervisor: Hypervisor, uuid: str = VM) -> None:
    behind(hypervisor, uuid).suspend()
    behind(hypervisor, uuid).resume()


def test_the_time_is_told_within_bounds(hypervisor: Hypervisor, agents: Agents) -> None:
    on(hypervisor)
    hypervisor._clocks._clock = ManualClock(1_700_000_000_123)
    hold(hypervisor)
    expected = (VM, {"seconds": 1_700_000_000, "nseconds": 123_000_000})
    assert agents.told.get(timeout=PATIENCE_SECONDS) == expected
    hold(hypervisor)
    assert agents.heard() == VM, "the first is over"
    forever = libvirt.VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK
    assert agents.bound[:3] == [ANSWER_SECONDS, forever, ANSWER_SECONDS], "others' questions have the time they had"


def test_one_without_an_agent_is_told_when_it_comes(hypervisor: Hypervisor, agents: Agents) -> None:
    agents.deaf = {VM}
    on(hypervisor)
    hold(hypervisor)
    on(hypervisor, OTHER)
    hold(hypervisor, OTHER)
    assert agents.heard() == OTHER, "what was held without an agent costs nothing"
    agents.deaf.clear()
    hypervisor._happened(VM, None)  # its agent has come
    assert agents.heard() == VM
    hypervisor._happened(VM, None)
    hold(hypervisor, OTHER)
    assert agents.heard() == OTHER, "and once is enough"


def test_an_agent_that_says_nothing_is_asked_a_few_times(hypervisor: Hypervisor, agents: Agents) -> None:
    agents.errors = [failed(libvirt.VIR_ERR_AGENT_UNRESPONSIVE)] * TRIES
    on(hypervisor)
    on(hypervisor, OTHER)
    hold(hypervisor)
    assert [agents.heard() for _ in range(TRIES)] == [VM] * TRIES
    hold(hypervisor, OTHER)
    assert agents.heard() == OTHER


def test_an_agent_that_refuses_is_not_asked_again(hypervisor: Hypervisor, agents: Agents) -> None:
    agents.errors = [failed(libvirt.VIR_ERR_OPERATION_FAILED)]
    on(hypervisor)
    on(hypervisor, OTHER)
    hold(hypervisor)
    assert agents.heard() == VM
    hold(hypervisor, OTHER)
    assert agents.heard() == OTHER


def test_one_that_hangs_holds_up_no_verb_and_no_look(
    hypervisor: Hypervisor, agents: Agents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "PATIENCE_SECONDS", 0.05)
    agents.answers.clear()
    on(hypervisor)
    on(hypervisor, OTHER)
    behind(hypervisor).suspend()
    assert hypervisor.ensure_running(VM, running()).report.power is PowerState.RUNNING
    assert agents.heard() == VM
    assert hypervisor.state_of(VM).power is PowerState.RUNNING
    hold(hypervisor, OTHER)
    assert agents.heard() == OTHER, "others have their turn"
    agents.answers.set()


def test_which_events_count() -> None:
    guests = GuestClocks(lambda: pytest.fail("nothing is looked at"), lambda *_: None)
    guests.lived(VM, libvirt.VIR_DOMAIN_EVENT_RESUMED, 0)
    guests.lived(VM, libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_RESTORED)
    assert list(guests._behind) == [VM]
    for event in (
        (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED),
        (libvirt.VIR_DOMAIN_EVENT_SUSPENDED, 0),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED, 0),
    ):
        guests.lived(VM, libvirt.VIR_DOMAIN_EVENT_RESUMED, 0)
        guests.lived(VM, *event)
        assert not guests._behind


def test_an_agent_listens_where_libvirt_says_so() -> None:
    assert has_agent(channel("org.qemu.guest_agent.0", "connected"))
    assert not has_agent(channel("org.qemu.guest_agent.0", "disconnected"))
    assert not has_agent(channel("org.qemu.guest_agent.0", ""))
    assert not has_agent(channel("com.redhat.spice.0", "connected"))
    assert not has_agent("<domain/>")
