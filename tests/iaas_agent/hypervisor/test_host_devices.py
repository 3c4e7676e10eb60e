"""USB devices of simulated and of real VMs. No machine that runs these has one to give away, so no guest sees one."""

from __future__ import annotations

import pytest

from api_common.contract.agent_spec import HostDeviceSpec
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_agent.domain_xml.devices import find, identity, usb_device
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import VM, usb_stick
from tests.iaas_agent.hypervisor.machine import Machine, behind, defined, fenced, host_device, running
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, Guest
from tests.iaas_agent.hypervisor.usb_tree import plug_in

STICK = usb_stick()
OTHER = HostDeviceSpec(vendor="0x046d", product="0xc52b", bus=2, dev=3)


def given(hypervisor: Hypervisor, uuid: str = VM) -> str:
    """The definition's devices of the host, as libvirt has them."""
    lines = behind(hypervisor, uuid).XMLDesc(2).splitlines()
    return "".join(line.strip() for line in lines if "vendor" in line or "address bus" in line)


class TestSimulated:
    @pytest.mark.parametrize("power", [PowerState.STOPPED, PowerState.RUNNING])
    def test_passed_through_and_taken_back(self, hypervisor: Hypervisor, machine: Machine, power: PowerState) -> None:
        plug_in(machine.usb, STICK)
        hypervisor.ensure_defined(defined())
        if power is PowerState.RUNNING:
            hypervisor.ensure_running(VM, running())
        for _ in range(2):
            assert hypervisor.ensure_host_device(VM, host_device(STICK)).report.power is power
            assert given(hypervisor) == "<vendor id='0x0951'/><address bus='1' device='4'/>"
        for _ in range(2):
            assert hypervisor.ensure_no_host_device(VM, host_device(STICK)).report.power is power
            assert given(hypervisor) == ""

    def test_one_that_the_host_does_not_have(self, hypervisor: Hypervisor, machine: Machine) -> None:
        plug_in(machine.usb, STICK)
        hypervisor.ensure_defined(defined())
        with pytest.raises(IaasError) as failed:
            hypervisor.ensure_host_device(VM, host_device(OTHER))
        assert failed.value.kind is ErrorKind.NOT_FOUND and "046d:c52b" in failed.value.message
        assert given(hypervisor) == ""

    def test_one_that_was_pulled_out_can_be_taken_back(self, hypervisor: Hypervisor, machine: Machine) -> None:
        folder = plug_in(machine.usb, STICK)
        hypervisor.ensure_defined(defined())
        hypervisor.ensure_host_device(VM, host_device(STICK))
        folder.rename(machine.usb.parent / "away")
        assert hypervisor.devices() == []
        hypervisor.ensure_no_host_device(VM, host_device(STICK))
        assert given(hypervisor) == ""

    def test_a_vm_that_is_not_there(self, hypervisor: Hypervisor, machine: Machine) -> None:
        plug_in(machine.usb, STICK)
        assert hypervisor.ensure_no_host_device(VM, host_device(STICK)).report.power is PowerState.ABSENT
        with pytest.raises(IaasError) as failed:
            hypervisor.ensure_host_device(VM, host_device(STICK))
        assert failed.value.kind is ErrorKind.NOT_FOUND

    def test_older_fences_are_refused(self, hypervisor: Hypervisor, machine: Machine) -> None:
        plug_in(machine.usb, STICK)
        hypervisor.ensure_defined(defined(fence=2))
        for verb in (hypervisor.ensure_host_device, hypervisor.ensure_no_host_device):
            with pytest.raises(IaasError) as failed:
                verb(VM, host_device(STICK))
            assert failed.value.kind is ErrorKind.FENCED


@pytest.mark.usefixtures("plugged")
class TestReal:
    pytestmark = NEEDS_QEMU

    @pytest.fixture
    def plugged(self, fresh: Guest) -> None:
        if not fresh.host.usb.exists():
            plug_in(fresh.host.usb, STICK)

    def test_off_it_is_the_definition(self, fresh: Guest) -> None:
        for _ in range(2):
            fresh.hypervisor.ensure_host_device(fresh.uuid, host_device(STICK))
            assert given(fresh.hypervisor, fresh.uuid).count("vendor") == 1
        for _ in range(2):
            fresh.hypervisor.ensure_no_host_device(fresh.uuid, host_device(STICK))
            assert given(fresh.hypervisor, fresh.uuid) == ""

    def test_what_the_running_vm_refuses_is_not_kept(self, fresh: Guest) -> None:
        """The kernel shows no USB here, so libvirt cannot find the device that the tree of ours shows."""
        fresh.hypervisor.ensure_running(fresh.uuid, running())
        with pytest.raises(IaasError) as failed:
            fresh.hypervisor.ensure_host_device(fresh.uuid, host_device(STICK))
        assert failed.value.kind is ErrorKind.HYPERVISOR_FAILED
        sides = fresh.sides()
        assert not sides.now_has(identity(usb_device(STICK)))
        assert find(sides.definition, identity(usb_device(STICK))) is None

    def test_passed_through_while_suspended_it_is_missed_when_resumed(self, fresh: Guest) -> None:
        fresh.start()
        answer = fresh.hypervisor.ensure_suspended(fresh.uuid, fenced(operation=new_uuid()))
        if answer.job is not None:
            fresh.seen(PowerState.SAVED)
        fresh.hypervisor.ensure_host_device(fresh.uuid, host_device(STICK))
        with pytest.raises(IaasError):
            fresh.hypervisor.ensure_running(fresh.uuid, running())
        fresh.hypervisor.ensure_no_host_device(fresh.uuid, host_device(STICK))
        assert fresh.hypervisor.ensure_running(fresh.uuid, running()).report.power is PowerState.RUNNING
