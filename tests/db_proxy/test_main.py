"""The service as a whole: its client can do everything against it, behind a real port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.clients.db import DbProxyClient
from api_common.clients.transport import Transport
from api_common.contract.agent_report import Introduction, Inventory, PowerReport
from api_common.contract.changes import ChangeStatus, Create, Remove, ResourceRef, SetFields, SettleFromPower
from api_common.contract.image import ImageUseQuery
from api_common.contract.operation import (
    AddressRequest,
    CapacityRequest,
    ClaimRequest,
    LeaseRenewal,
    OperationFilter,
    OperationStart,
    Progress,
    Settlement,
    StepRecord,
)
from api_common.contract.service import ServiceBeat
from api_common.contract.states import OperationStatus, PowerState, ResourceType, SpecType, StepStatus, VmStatus
from api_common.contract.vm import VmFilter, VmView, VolumeFilter, VolumeView
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from api_common.service_tokens import ServiceTokens
from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.helpers.clock import ManualClock
from tests.helpers.db import refused
from tests.helpers.services import served, write_tokens

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


@pytest.fixture
def db(database_url: str, tmp_path: Path, clock: ManualClock) -> Iterator[DbProxyClient]:
    tokens = write_tokens(tmp_path / "tokens")
    settings = DbProxySettings(
        database_url=database_url, service_tokens_dir=tokens, iaas_core_url="http://127.0.0.1:9", host_name="n"
    )
    with served(create_app(settings, clock)) as url:
        transport = Transport(url, target="db-proxy", caller="iaas-core", tokens=ServiceTokens(tokens))
        yield DbProxyClient(transport)
        transport.close()


def test_a_vm_lives_from_creation_to_removal(db: DbProxyClient) -> None:
    facts = Introduction(name="n1", ip="10.0.0.1", agent_url="http://agent")
    host = db.register_host(facts)
    segment = db.apply(
        [
            Create(
                type=ResourceType.IP_SEGMENT,
                record={"ipRangeStart": "10.1.0.1", "ipRangeEnd": "10.1.0.9", "type": "PRIVATE", "hostUuid": host.uuid},
            )
        ]
    ).created[0]["id"]
    vm, disk = new_uuid(), new_uuid()
    start = OperationStart(
        uuid=new_uuid(),
        kind="vm_create",
        target_type=VM,
        target_uuid=vm,
        steps=["only"],
        holds=[ResourceRef(type=VM, key=vm), ResourceRef(type=VOLUME, key=disk)],
        changes=[
            Create(type=VM, record={"uuid": vm, "name": "one", "status": "BUILDING", "cpus": 2}),
            Create(type=VOLUME, record={"uuid": disk, "instanceUuid": vm, "status": "CREATING"}),
        ],
        capacity=CapacityRequest(vm_uuid=vm, host_uuid=host.uuid),
        addresses=AddressRequest(vm_uuid=vm, segment_ids=[segment]),
    )
    started = db.start_operation(start)
    assert db.start_operation(start) == started
    claimed = db.claim_operations(ClaimRequest(runner="r", lease_seconds=30))
    assert [each.uuid for each in claimed] == [start.uuid]
    assert db.renew_leases(LeaseRenewal(runner="r", lease_seconds=30, uuids=[start.uuid])) == [start.uuid]
    db.report_progress(start.uuid, Progress(progress=50))
    done = StepRecord(
        fence=claimed[0].fence,
        number=0,
        status=StepStatus.DONE,
        changes=[ChangeStatus(type=VOLUME, key=disk, to="ATTACHED")],
        observations=[PowerReport(uuid=vm, power=PowerState.RUNNING, epoch=1, sequence=1, vnc_port="0")],
    )
    assert db.record_step(start.uuid, done).status is OperationStatus.RUNNING
    ending = Settlement(fence=claimed[0].fence, status=OperationStatus.DONE, changes=[SettleFromPower(key=vm)])
    assert db.settle_operation(start.uuid, ending).status is OperationStatus.DONE
    assert db.operation(start.uuid) == db.operations(OperationFilter(client_key=None)).content[0]

    view = db.vm(vm)
    assert (view.vm.status, view.vm.operation_uuid, view.host_name) == (VmStatus.ACTIVE, None, "n1")
    assert db.vms(VmFilter(keywords="one")).content == [view]
    assert db.volume(disk) == view.volumes[0]
    assert db.vm_counts()[0].cpus == 2
    assert db.hosts()[0].used_cpus == 2
    assert db.segments([segment])[0].used == len(db.segment_addresses(segment)) == 1
    assert db.segments()[0].segment.id == segment
    assert db.dhcp_plan(host.uuid).bindings[0].bindings[0].ip == view.ips[0].ip

    assert [VmView.model_validate(row) for row in db.vm_rows(VmFilter())["content"]] == [view]

    db.observe_power(host.uuid, [PowerReport(uuid=vm, power=PowerState.STOPPED, epoch=1, sequence=2)])
    assert db.vm(vm).vm.status is VmStatus.STOPPED
    db.observe_inventory(Inventory(host_uuid=host.uuid, epoch=1, sequence=3, domains=[]))
    assert db.vm(vm).vm.status is VmStatus.ERROR
    db.apply([Remove(type=VM, key=vm), Remove(type=VOLUME, key=disk)])
    with refused(ErrorKind.NOT_FOUND):
        db.vm(vm)


def test_disks_devices_and_images_are_looked_at(db: DbProxyClient) -> None:
    vm = {"uuid": new_uuid(), "name": "owner", "imageUuid": "i.yaml"}
    data = {"uuid": new_uuid(), "usageType": "DATA", "status": "ATTACHED", "instanceUuid": vm["uuid"], "size": 5}
    cd = {"uuid": new_uuid(), "usageType": "ISO", "providerLocation": "images/a.iso", "instanceUuid": vm["uuid"]}
    device = {"type": "USB", "bus": "1", "dev": "2", "hostUuid": "h", "instanceUuid": vm["uuid"]}
    records = [(VM, vm), (VOLUME, data), (VOLUME, cd), (ResourceType.DEVICE, device)]
    db.apply([Create(type=type_, record=record) for type_, record in records])
    page = db.volumes(VolumeFilter(keywords="own"))
    assert [(view.volume.uuid, view.vm and view.vm.name) for view in page.content] == [(data["uuid"], "owner")]
    assert [VolumeView.model_validate(row) for row in db.volume_rows(VolumeFilter())["content"]] == page.content
    assert [(count.status, count.count, count.size) for count in db.volume_counts()] == [("ATTACHED", 1, 5)]
    assert [found.dev for found in db.devices("h")] == ["2"]
    use = db.image_use(ImageUseQuery(uuid="i.yaml", files=["a.iso", "b.iso"]))
    assert (use.vms, use.files) == ([vm["uuid"]], {"a.iso": [vm["uuid"]]})


def test_the_feed_tells_it_all(db: DbProxyClient) -> None:
    end = db.events_after(-1, wait_seconds=5)
    db.apply([SetFields(type=ResourceType.SPEC_CONFIG, key="1", fields={"value": "1,1"})])
    batch = db.events_after(end.last, wait_seconds=5)
    assert [(event.resource_type, event.resource_key) for event in batch.events] == [(ResourceType.SPEC_CONFIG, "1")]
    assert db.spec_configs(SpecType.VM_COMPUTE)[0].value == "1,1"
    assert len(db.spec_configs()) == 23


def test_operations_are_cancelled_and_retried(db: DbProxyClient) -> None:
    vm = db.apply([Create(type=VM, record={"uuid": new_uuid()})]).created[0]["uuid"]
    start = OperationStart(uuid=new_uuid(), kind="k", target_type=VM, target_uuid=vm, steps=["s"])
    db.start_operation(start)
    assert db.cancel_operation(start.uuid).status is OperationStatus.UNDOING
    assert db.retry_operation(start.uuid).next_attempt_at is None


def test_hosts_fall_silent_and_services_beat(db: DbProxyClient, clock: ManualClock) -> None:
    host = db.register_host(Introduction(name="n1", ip="10.0.0.1", agent_url="http://agent"))
    clock.advance(100)
    assert db.mark_silent_hosts(90_000) == [host.uuid]
    db.beat(ServiceBeat(service_name="iaas-agent", node_name="n1"))
    clock.jump(3600)
    clock.advance(10)
    seen = clock.now_ms() - 3_610_000
    assert db.beats() == [ServiceBeat(service_name="iaas-agent", node_name="n1", seen_at=seen, silent_ms=10_500)]
