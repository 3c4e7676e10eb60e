"""A look asks a QEMU that hangs, and does not wait for it."""

from __future__ import annotations

import threading
from typing import Any

import libvirt
import pytest

from api_common.contract.agent_report import PowerReason
from api_common.contract.states import PowerState, ReasonCode
from iaas_agent.hypervisor import Hypervisor, asides, power
from tests.iaas_agent.domain_xml.specs import VM
from tests.iaas_agent.hypervisor.machine import defined, running


@pytest.fixture
def paused(hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> Hypervisor:
    """Its disk cannot be written, says libvirt."""
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    hypervisor._connection.session().domain(VM).suspend()
    monkeypatch.setitem(power._PAUSED_WORDS, libvirt.VIR_DOMAIN_PAUSED_USER, "ioerror")
    return hypervisor


def test_the_disk_is_named(paused: Hypervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    full = {"vda": libvirt.VIR_DOMAIN_DISK_ERROR_NO_SPACE}
    monkeypatch.setattr(libvirt.virDomain, "diskErrors", lambda *_: full)
    assert paused.state_of(VM).why == PowerReason(code=ReasonCode.DISK_FULL, disk="vda")


def test_one_that_hangs_costs_a_look_a_moment_and_is_asked_again(
    paused: Hypervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, asked = threading.Event(), []

    def hang(domain: Any, flags: int = 0) -> dict[str, int]:
        asked.append(domain)
        goes_on.wait()
        return {"vda": libvirt.VIR_DOMAIN_DISK_ERROR_NO_SPACE}

    monkeypatch.setattr(libvirt.virDomain, "diskErrors", hang)
    monkeypatch.setattr(asides, "PATIENCE_SECONDS", 0.05)
    for _ in range(5):
        report = paused.state_of(VM)
        assert (report.power, report.why) == (PowerState.PAUSED, PowerReason(code=ReasonCode.DISK_FAILED))
    assert len(asked) == 2, "few wait for it, however often it is looked at"
    goes_on.set()
    monkeypatch.setattr(asides, "PATIENCE_SECONDS", 20)
    while (why := paused.state_of(VM).why) == PowerReason(code=ReasonCode.DISK_FAILED):
        pass  # the two that waited give their lines back
    assert why == PowerReason(code=ReasonCode.DISK_FULL, disk="vda")
