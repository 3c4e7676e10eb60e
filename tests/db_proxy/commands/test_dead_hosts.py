"""Hosts that never come back, and one that does."""

from __future__ import annotations

import pytest

from api_common.contract.agent_report import Inventory
from api_common.contract.changes import ResourceRef
from api_common.contract.host import Host, HostFacts, HostRemoval
from api_common.contract.operation import StepRecord
from api_common.contract.states import (
    HostStatus,
    OperationStatus,
    PowerState,
    ResourceType,
    StepStatus,
    VmStatus,
    VolumeStatus,
)
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.dead_hosts import remove_host
from db_proxy.commands.hosts import mark_silent_hosts, register_host
from db_proxy.commands.observe import observe_inventory
from db_proxy.commands.steps import record_step
from db_proxy.commands.unit import Writer
from db_proxy.queries.hosts import hosts
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.queries.volumes import volume
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, refused

VM, VOLUME = ResourceType.VM, ResourceType.VOLUME


@pytest.fixture
def silent(rows: Rows, write: Writer, clock: ManualClock) -> Host:
    """A host that has been silent for long, beside one that has not."""
    host = rows.host("dead")
    clock.advance(200)
    rows.host("alive")
    write(mark_silent_hosts, 100_000)
    return host


def test_one_that_is_heard_of_is_not_removed(rows: Rows, write: Writer) -> None:
    with refused(ErrorKind.WRONG_STATE):
        write(remove_host, HostRemoval(host_uuid=rows.host().uuid))


def test_what_it_had_is_lost_and_what_waited_for_it_comes_free(
    rows: Rows, write: Writer, read: Reader, silent: Host
) -> None:
    lost = rows.vm(hostUuid=silent.uuid, status="ACTIVE")
    data = {"usageType": "DATA", "hostUuid": silent.uuid}
    attached = rows.create(VOLUME, uuid=new_uuid(), instanceUuid=lost, mountPoint="vdb", status="ATTACHED", **data)
    kept = rows.create(VOLUME, uuid=new_uuid(), status="USED", **data)
    going = rows.create(VOLUME, uuid=new_uuid(), status="DELETING", **data)
    other = rows.vm(status="ACTIVE")
    others = rows.create(VOLUME, uuid=new_uuid(), instanceUuid=other, status="ATTACHED", usageType="DATA")
    cleanup = rows.started(
        new_uuid(),
        kind="vm_cleanup",
        input={"hostUuid": silent.uuid},
        no_return=0,
        holds=[ResourceRef(type=VOLUME, key=kept["uuid"])],
    ).operation
    rows.started(going["uuid"], target_type=VOLUME, input={"hostUuid": silent.uuid}, no_return=0, holds=[
        ResourceRef(type=VOLUME, key=going["uuid"])
    ])  # fmt: skip
    write(remove_host, HostRemoval(host_uuid=silent.uuid, user_name="admin"))
    gone = read(vm, lost).vm
    assert (gone.status, gone.host_uuid, gone.operation_uuid) == (VmStatus.ERROR, None, None)
    assert "removed as dead" in (gone.error or "")
    for uuid in (attached["uuid"], kept["uuid"]):
        free = read(volume, uuid)
        assert (free.status, free.instance_uuid, free.operation_uuid) == (VolumeStatus.AVAILABLE, "", None)
        assert free.host_uuid is None
    assert read(volume, going["uuid"]).status is VolumeStatus.ERROR
    assert read(volume, others["uuid"]).status is VolumeStatus.ATTACHED
    assert read(operation, cleanup.uuid).status is OperationStatus.UNDONE
    assert [load.host.name for load in read(hosts)] == ["alive"]


def test_one_that_comes_back_takes_no_vms_until_nothing_strange_is_on_it(
    rows: Rows, write: Writer, read: Reader, silent: Host
) -> None:
    write(remove_host, HostRemoval(host_uuid=silent.uuid))
    facts = HostFacts(name="dead", ip="10.9.0.77", agent_url="http://agent")
    back = write(register_host, facts)
    assert back.uuid != silent.uuid and back.status is HostStatus.ERROR

    def tell(*uuids: str) -> Host:
        epoch = next(load.host.epoch for load in read(hosts) if load.host.name == "dead")
        domains = [report(uuid, PowerState.RUNNING) for uuid in uuids]
        write(
            observe_inventory,
            Inventory(host_uuid=back.uuid, epoch=epoch, sequence=9, facts=facts, domains=domains),
        )
        return next(load.host for load in read(hosts) if load.host.name == "dead")

    stranger = new_uuid()
    seen = tell(stranger)
    assert seen.status is HostStatus.ERROR and stranger in (seen.problem or "")
    assert write(register_host, facts).status is HostStatus.ERROR, "nor does a restart of its agent let it in"
    assert tell().status is HostStatus.READY
    assert write(register_host, facts).status is HostStatus.READY


def test_what_waits_for_a_host_is_tried_when_it_is_back(rows: Rows, write: Writer, read: Reader, silent: Host) -> None:
    waiting = rows.started(rows.vm(hostUuid=silent.uuid)).operation
    away = StepRecord(fence=waiting.fence, number=0, status=StepStatus.RUNNING, error="away", wait_seconds=300)
    write(record_step, waiting.uuid, away)
    assert read(operation, waiting.uuid).next_attempt_at is not None
    write(register_host, HostFacts(name="dead", ip="10.9.0.1", agent_url="http://agent"))
    assert read(operation, waiting.uuid).next_attempt_at is None
