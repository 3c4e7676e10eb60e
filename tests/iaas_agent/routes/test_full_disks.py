"""A host whose disks are full: what frees space needs none, what needs some says so, and it works again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.clients.agent import AgentClient
from api_common.contract.agent_spec import DiskSpec, EnsureDefined, EnsureDisk, EnsureNoDisk
from api_common.contract.states import VolumeFormat
from api_common.errors import ErrorKind, IaasError
from tests.helpers.small_disk import SmallDisk, needs_mounts, small_disk
from tests.iaas_agent.domain_xml.specs import domain_spec
from tests.iaas_agent.hypervisor.machine import OPERATION, fenced
from tests.iaas_agent.network.test_dhcp import MAC, bound, segment
from tests.iaas_agent.reporting.fakes import FakeCore
from tests.iaas_agent.storage.disks import data_spec, ref
from tests.iaas_agent.whole import client, whole_agent

pytestmark = needs_mounts


@pytest.fixture
def disks(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "data" / "data-volumes") as disk:
        yield disk


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "agent") as disk:
        yield disk


@pytest.fixture
def agent(tmp_path: Path, disks: SmallDisk, state: SmallDisk, core: FakeCore) -> Iterator[AgentClient]:
    with whole_agent(tmp_path, core) as url, client(url, tmp_path) as made:
        with core.told:
            assert core.told.wait_for(lambda: bool(core.inventories), 10)
        yield made


def held(agent: AgentClient, uuid: str) -> list[str]:
    [domain] = [domain for domain in agent.holdings().domains if domain.uuid == uuid]
    return [disk.target for disk in domain.disks]


def parts(folder: Path) -> list[Path]:
    return [*folder.rglob("*.part"), *folder.rglob("*.new.*")]


@pytest.mark.parametrize("how", ["fill", "use_up_inodes", "read_only"])
def test_a_disk_is_plugged_and_unplugged_without_room_for_its_record(
    agent: AgentClient, disks: SmallDisk, uuid: str, how: str
) -> None:
    agent.ensure_defined(EnsureDefined(operation_uuid=OPERATION, fence=1, domain=domain_spec(uuid=uuid)))
    volume = data_spec(record={"name": "old"})
    agent.ensure_volume(volume)
    getattr(disks, how)()
    disk = DiskSpec(uuid=volume.uuid, usage=volume.usage, format=VolumeFormat.QCOW2, target="vdc", bus="virtio")
    agent.ensure_disk(uuid, EnsureDisk(operation_uuid=OPERATION, fence=2, disk=disk, record={"name": "plugged"}))
    assert held(agent, uuid) == ["vda", "vdb", "vdc"]
    agent.ensure_no_disk(uuid, EnsureNoDisk(operation_uuid=OPERATION, fence=3, disk=disk, record={"name": "unplugged"}))
    assert held(agent, uuid) == ["vda", "vdb"] and agent.holdings().volumes == [{"name": "old"}]
    assert not parts(disks.folder), "a record that could not be written leaves nothing"
    disks.read_only(False)
    disks.empty()
    agent.ensure_volume(volume.model_copy(update={"fence": 4, "record": {"name": "newest"}}))
    assert agent.holdings().volumes == [{"name": "newest"}]
    agent.ensure_absent(uuid, fenced(4))


def test_a_volume_goes_from_a_full_disk_and_a_new_one_says_why_not(agent: AgentClient, disks: SmallDisk) -> None:
    volume = data_spec()
    agent.ensure_volume(volume)
    disks.fill()
    report = agent.ensure_volume(data_spec())
    assert report.error is not None and "is full" in report.error["message"] and not parts(disks.folder)
    agent.ensure_volume_absent(ref(volume))
    assert agent.holdings().volumes == []
    disks.empty()
    agent.ensure_volume(data_spec())


@pytest.mark.parametrize("how", ["fill", "use_up_inodes", "read_only"])
def test_addresses_and_segments_wait_for_room(agent: AgentClient, state: SmallDisk, uuid: str, how: str) -> None:
    agent.ensure_bound(bound(uuid, (MAC, "10.9.0.10")))
    getattr(state, how)()
    for change in (
        lambda: agent.ensure_bound(bound("c" * 32, (MAC, "10.9.0.11"))),
        lambda: agent.set_segments([segment()]),
    ):
        with pytest.raises(IaasError, match="is full|read-only") as refused:
            change()
        assert refused.value.kind is ErrorKind.STORAGE_FAILED
    if how != "read_only":
        agent.ensure_bound(bound(uuid))  # what frees needs no room
    hosts = state.folder / "dhcp"
    assert not list((hosts / "hosts.new").iterdir()) and not (hosts / "segments.new").exists()
    state.read_only(False)
    state.empty()
    agent.ensure_bound(bound("c" * 32, (MAC, "10.9.0.11")))
    agent.set_segments([segment()])
    assert (hosts / "hosts" / ("c" * 32)).exists()
