"""Disks and USB devices of VMs over HTTP, by the client that iaas_core uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import DiskSpec, EnsureDefined, EnsureDisk, EnsureNoDisk, VolumeSpec
from api_common.contract.states import JobStatus, PowerState, VolumeFormat
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import domain_spec, usb_stick
from tests.iaas_agent.hypervisor.machine import OPERATION, fenced, host_device
from tests.iaas_agent.hypervisor.usb_tree import plug_in
from tests.iaas_agent.storage.disks import data_spec
from tests.iaas_agent.whole import client


@pytest.fixture
def vm(registered: AgentClient, uuid: str) -> Iterator[str]:
    """A VM that is off, and gone afterwards."""
    spec = domain_spec(uuid=uuid)
    registered.ensure_defined(EnsureDefined(operation_uuid=OPERATION, fence=1, domain=spec))
    yield uuid
    registered.ensure_absent(uuid, fenced(1000))


def disk_of(volume: VolumeSpec) -> DiskSpec:
    return DiskSpec(uuid=volume.uuid, usage=volume.usage, format=VolumeFormat.QCOW2, target="vdc", bus="virtio")


def held(agent: AgentClient, uuid: str) -> list[str]:
    [domain] = [domain for domain in agent.holdings().domains if domain.uuid == uuid]
    return [disk.target for disk in domain.disks]


def test_a_disk_with_its_record(registered: AgentClient, vm: str) -> None:
    volume = data_spec(record={"name": "data1"})
    registered.ensure_volume(volume)
    disk = disk_of(volume)
    body = {"operation_uuid": OPERATION, "fence": 2, "disk": disk}
    plugged = EnsureDisk(**body, record={"name": "data1", "instanceUuid": vm})
    assert registered.ensure_disk(vm, plugged).report.power is PowerState.STOPPED
    assert held(registered, vm) == ["vda", "vdb", "vdc"]
    assert registered.holdings().volumes == [{"name": "data1", "instanceUuid": vm}]
    answer = registered.ensure_no_disk(vm, EnsureNoDisk(**body, record={"name": "data1"}))
    assert (answer.report.power, answer.job) == (PowerState.STOPPED, None)
    assert held(registered, vm) == ["vda", "vdb"]
    assert registered.holdings().volumes == [{"name": "data1"}]
    registered.ensure_absent(vm, fenced(2))
    gone = registered.ensure_no_disk(vm, EnsureNoDisk(**body, record={"name": "data2"}))
    assert (gone.report.power, gone.job) == (PowerState.ABSENT, None)
    assert registered.holdings().volumes == [{"name": "data2"}]


def test_a_record_waits_for_the_guest(registered: AgentClient, vm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated guests let go at once, so the job is made up."""
    volume = data_spec(record={"name": "plugged"})
    registered.ensure_volume(volume)
    body = EnsureNoDisk(operation_uuid=OPERATION, fence=2, disk=disk_of(volume), record={"name": "unplugged"})
    waiting = registered.domain(vm).model_copy(update={"job": JobReport(key="k", status=JobStatus.RUNNING)})
    with monkeypatch.context() as patched:
        patched.setattr(Hypervisor, "ensure_no_disk", lambda *_: waiting)
        assert registered.ensure_no_disk(vm, body).job == waiting.job
    assert registered.holdings().volumes == [{"name": "plugged"}]
    assert registered.ensure_no_disk(vm, body).job is None
    assert registered.holdings().volumes == [{"name": "unplugged"}]


def test_a_disk_that_is_on_another_host(registered: AgentClient, vm: str) -> None:
    body = EnsureDisk(operation_uuid=OPERATION, fence=1, disk=disk_of(data_spec()))
    with pytest.raises(IaasError) as failed:
        registered.ensure_disk(vm, body)
    assert failed.value.kind is ErrorKind.STORAGE_FAILED
    assert held(registered, vm) == ["vda", "vdb"]


def test_devices_of_the_host(registered: AgentClient, vm: str, tmp_path: Path) -> None:
    assert registered.devices() == []
    with pytest.raises(IaasError) as failed:
        registered.ensure_host_device(vm, host_device(usb_stick()))
    assert failed.value.kind is ErrorKind.NOT_FOUND
    plug_in(tmp_path / "usb", usb_stick(), product="Stick")
    [device] = registered.devices()
    assert (device.bus, device.dev, device.vendor, device.name) == ("1", "4", "0x0951", "Stick ")
    for verb in (registered.ensure_host_device, registered.ensure_no_host_device):
        assert verb(vm, host_device(usb_stick())).report.power is PowerState.STOPPED


def test_path_and_body_must_name_the_same_disk(registered: AgentClient, vm: str) -> None:
    body = EnsureDisk(operation_uuid=OPERATION, fence=1, disk=disk_of(data_spec()))
    for method, path in (
        ("PUT", f"/domains/{vm}/disks/{'f' * 32}"),
        ("POST", f"/domains/{vm}/disks/{'f' * 32}/absent"),
    ):
        with pytest.raises(IaasError) as failed:
            registered._t.call(method, path, body=body)
        assert failed.value.kind is ErrorKind.INVALID_REQUEST


@pytest.mark.parametrize(
    "call",
    [
        lambda agent, vm: agent.ensure_disk(
            vm, EnsureDisk(operation_uuid=OPERATION, fence=1, disk=disk_of(data_spec()))
        ),
        lambda agent, vm: agent.ensure_host_device(vm, host_device(usb_stick())),
        lambda agent, _: agent.devices(),
    ],
)
def test_only_the_core_may(url: str, tmp_path: Path, uuid: str, call: Callable[[AgentClient, str], object]) -> None:
    with client(url, tmp_path, caller="db-proxy") as stranger, pytest.raises(IaasError) as failed:
        call(stranger, uuid)
    assert failed.value.kind is ErrorKind.FORBIDDEN
