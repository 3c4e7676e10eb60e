"""VMs of KubeIaaS 1.0 that run when this suite takes the host over: seen, changed, stopped, started and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from api_common.contract.agent_spec import DiskSpec, HeldDisk
from api_common.contract.states import JobStatus, PowerState
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from tests.iaas_agent.domain_xml.specs import data_disk
from tests.iaas_agent.hypervisor.machine import fenced, running, sized, stopped, with_disk, without_disk
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, RealHost, wait_for
from tests.iaas_agent.hypervisor.v1 import PASSWORD, V1Guest, V1WindowsGuest

pytestmark = NEEDS_QEMU


@pytest.fixture(scope="module", params=[V1Guest, V1WindowsGuest])
def vm(request: pytest.FixtureRequest, host: RealHost, image: Path) -> Iterator[V1Guest]:
    """One life for all tests: booting takes its time where there is no KVM."""
    guest: V1Guest = request.param(host, image)
    yield guest
    guest.remove()


def prefix(vm: V1Guest) -> str:
    return "hd" if isinstance(vm, V1WindowsGuest) else "vd"


def listens(vm: V1Guest) -> list[tuple[str | None, str | None]]:
    """Where the screen listens, now and from the next start on."""
    found = []
    for flags in (0, 2):
        graphics = fromstring(vm.domain.XMLDesc(flags)).find("devices/graphics")
        assert graphics is not None
        place = graphics.find("listen")
        assert place is not None
        found.append((graphics.get("listen"), place.get("address")))
    return found


def plugged_and_seen(vm: V1Guest, disk: DiskSpec) -> None:
    """The guest has read from a new disk, as it does when it finds one."""
    vm.hypervisor.ensure_disk(vm.uuid, with_disk(disk))
    assert vm.has(disk) == (True, True)
    wait_for(lambda: vm.domain.blockStats(disk.target)[0] > 0)


def unplugged(vm: V1Guest, disk: DiskSpec) -> None:
    answer = vm.hypervisor.ensure_no_disk(vm.uuid, without_disk(disk, operation=new_uuid()))
    if answer.job is not None:
        assert vm.host.job_ended(answer.job.key).status is JobStatus.DONE
    assert vm.has(disk) == (False, False)


def test_it_is_seen(vm: V1Guest) -> None:
    report = vm.look()
    assert report.power is PowerState.RUNNING and str(report.vnc_port).isdigit()
    assert vm.uuid in {report.uuid for report in vm.hypervisor.inventory()[1]}
    [held] = [held for held in vm.hypervisor.holdings() if held.uuid == vm.uuid]
    assert (held.metadata, held.cpus, held.max_cpus, held.memory_mib, held.max_memory_mib) == ({}, 1, 4, 256, 512)
    assert held.disks == [HeldDisk(file=f"{vm.uuid}.qcow2", target=f"{prefix(vm)}a", bus="virtio")]


def test_it_is_left_as_it_runs(vm: V1Guest) -> None:
    answer = vm.hypervisor.ensure_running(vm.uuid, running("ours"))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, PASSWORD)
    assert listens(vm) == [("0.0.0.0", "0.0.0.0")] * 2
    assert (answer.report.cpus, answer.report.memory_mib) == (1, 512), "what it can take, whatever its balloon says"


def test_disks_come_and_go_while_it_runs(vm: V1Guest) -> None:
    disk = vm.host.make_disk(data_disk(f"{prefix(vm)}b"))
    plugged_and_seen(vm, disk)
    unplugged(vm, disk)
    with pytest.raises(IaasError) as failed:
        vm.hypervisor.ensure_disk(vm.uuid, with_disk(data_disk(f"{prefix(vm)}a")))
    assert failed.value.kind is ErrorKind.CONFLICT


def test_more_within_its_headroom(vm: V1Guest) -> None:
    assert vm.hypervisor.ensure_sized(vm.uuid, sized(cpus=2, memory_mib=384)).report.power is PowerState.RUNNING
    assert vm.domain.info()[3] == 2 and vm.look().memory_mib == 512
    with pytest.raises(IaasError) as failed:
        vm.hypervisor.ensure_sized(vm.uuid, sized(cpus=5))
    assert failed.value.kind is ErrorKind.INVALID_REQUEST


def test_suspended_and_resumed(vm: V1Guest) -> None:
    answer = vm.hypervisor.ensure_suspended(vm.uuid, fenced(operation=new_uuid()))
    if answer.job is not None:
        vm.seen(PowerState.SAVED)
    assert (vm.look().cpus, vm.look().memory_mib) == (2, 512), "its saved memory is that of its old machine"
    disk = vm.host.make_disk(data_disk(f"{prefix(vm)}c"))
    vm.hypervisor.ensure_disk(vm.uuid, with_disk(disk))
    resumed = vm.hypervisor.ensure_running(vm.uuid, running("resumed", cpus=1, memory_mib=256))
    assert (resumed.report.power, resumed.vnc_password) == (PowerState.RUNNING, "resumed")
    assert (resumed.report.cpus, resumed.report.memory_mib) == (2, 512)
    assert vm.has(disk) == (True, True)
    unplugged(vm, disk)


def test_its_button_is_pressed(vm: V1Guest) -> None:
    """More than once, for one that is still booting; as iaas_core does."""
    wait_for(lambda: vm.hypervisor.ensure_stopped(vm.uuid, stopped("ask")).report.power is PowerState.STOPPED)
    assert vm.look().reason == "shutdown"


def test_its_next_start_is_ours(vm: V1Guest) -> None:
    """D45: v1's screens listen on all interfaces, with a password that can be guessed."""
    vm.hypervisor.ensure_stopped(vm.uuid, stopped("force"))
    disk = vm.host.make_disk(data_disk(f"{prefix(vm)}b"))
    vm.hypervisor.ensure_disk(vm.uuid, with_disk(disk))
    assert vm.look().memory_mib == 384
    answer = vm.hypervisor.ensure_running(vm.uuid, running("ours", cpus=1, memory_mib=256))
    assert (answer.report.power, answer.vnc_password) == (PowerState.RUNNING, "ours")
    assert listens(vm) == [("127.0.0.1", "127.0.0.1")] * 2
    assert vm.domain.info()[3] == 1 and vm.has(disk) == (True, True)
    assert (answer.report.cpus, answer.report.memory_mib) == (1, 256), "a machine of today: no more than it was given"
    wait_for(lambda: vm.domain.blockStats(disk.target)[0] > 0)  # it has started again inside, too
    vm.hypervisor.ensure_stopped(vm.uuid, stopped("force"))
    unplugged(vm, disk)


def test_it_goes(vm: V1Guest) -> None:
    for _ in range(2):
        vm.hypervisor.ensure_absent(vm.uuid, fenced())
    assert vm.look().power is PowerState.ABSENT
