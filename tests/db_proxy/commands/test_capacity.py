"""Room on hosts: limits hold whatever happens at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from api_common.contract.changes import ChangeStatus, SetFields
from api_common.contract.operation import CapacityRequest
from api_common.contract.states import PowerState, ResourceType
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.capacity import reserve_capacity
from db_proxy.commands.observe import observe_power
from db_proxy.commands.unit import Unit, Writer
from db_proxy.queries.hosts import hosts
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from tests.db_proxy.commands.reports import report
from tests.helpers.db import Rows, refused, together


def reserve(unit: Unit, vm_uuid: str, host_uuid: str) -> None:
    reserve_capacity(unit, CapacityRequest(vm_uuid=vm_uuid, host_uuid=host_uuid))


def test_a_vm_is_put_on_a_host(rows: Rows, write: Writer, read: Reader) -> None:
    host, uuid = rows.host(), rows.vm(cpus=64, memory=512)
    for _ in range(2):
        write(reserve, uuid, host.uuid)
    found = read(vm, uuid)
    assert (found.vm.host_uuid, found.host_name) == (host.uuid, host.name)
    assert found.vm.revision == 2, "the second time changes nothing"


@pytest.mark.parametrize(
    ("limits", "sizes", "resource"),
    [
        ({"vCPU": 3}, {"cpus": 2}, "vcpu"),
        ({"memory": 7}, {"memory": 4}, "memory"),
        ({"storage": 50}, {"diskSize": 30}, "storage"),
    ],
)
def test_limits_hold_with_numbers(
    rows: Rows, write: Writer, read: Reader, limits: dict[str, int], sizes: dict[str, int], resource: str
) -> None:
    host = rows.host(**limits)
    first, second = rows.vm(**sizes), rows.vm(**sizes)
    write(reserve, first, host.uuid)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(reserve, second, host.uuid)
    (limit,), (size,) = limits.values(), sizes.values()
    assert caught.value.detail == {
        "hostUuid": host.uuid,
        "resource": resource,
        "limit": limit,
        "used": size,
        "asked": size,
    }
    assert host.name and host.name in caught.value.message
    assert read(vm, second).vm.host_uuid is None


def test_a_vm_does_not_count_against_itself(rows: Rows, write: Writer) -> None:
    host = rows.host(vCPU=4)
    uuid = rows.vm(cpus=3)
    write(reserve, uuid, host.uuid)

    def grow(unit: Unit, cpus: int) -> None:
        unit.get(ResourceType.VM, uuid).set(cpus=cpus)
        reserve(unit, uuid, host.uuid)

    write(grow, 4)
    with refused(ErrorKind.NO_CAPACITY):
        write(grow, 5)


@pytest.mark.parametrize("limit", [0, None])
def test_no_limit_is_no_limit(rows: Rows, write: Writer, limit: int | None) -> None:
    host = rows.host()
    rows.apply(SetFields(type=ResourceType.HOST, key=host.uuid, fields={"vCPU": limit}))
    write(reserve, rows.vm(cpus=1000), host.uuid)


def test_only_a_ready_host_takes_vms(rows: Rows, write: Writer) -> None:
    host, uuid = rows.host(), rows.vm()
    rows.apply(ChangeStatus(type=ResourceType.HOST, key=host.uuid, to="ERROR", error="no KVM"))
    with refused(ErrorKind.NO_CAPACITY):
        write(reserve, uuid, host.uuid)
    with refused(ErrorKind.NOT_FOUND):
        write(reserve, uuid, new_uuid())
    with refused(ErrorKind.NOT_FOUND):
        write(reserve, new_uuid(), host.uuid)


def test_on_another_host_observations_begin_anew(rows: Rows, write: Writer, read: Reader) -> None:
    old, new = rows.host(), rows.host()
    uuid = rows.vm(hostUuid=old.uuid)
    write(observe_power, old.uuid, [report(uuid, PowerState.STOPPED, epoch=9, sequence=9)])
    write(reserve, uuid, new.uuid)
    assert read(vm, uuid).vm.power_state is None
    write(observe_power, new.uuid, [report(uuid, PowerState.RUNNING, epoch=1, sequence=1)])
    assert read(vm, uuid).vm.power_state is PowerState.RUNNING


def test_many_at_once_never_pass_the_limit(rows: Rows, write: Writer, write_elsewhere: Writer, read: Reader) -> None:
    host, vms = rows.host(vCPU=10), [rows.vm(cpus=3) for _ in range(12)]
    writers = [write, write_elsewhere] * 6
    answers, refusals = together(
        [partial(each, reserve, uuid, host.uuid) for each, uuid in zip(writers, vms, strict=True)]
    )
    assert len(answers) == 3 and {error.kind for error in refusals} == {ErrorKind.NO_CAPACITY}
    assert (read(hosts)[0].vms, read(hosts)[0].used_cpus) == (3, 9)


# --- what can be taken ---


def test_what_a_guest_can_take_counts_and_not_what_it_was_promised(rows: Rows, write: Writer, read: Reader) -> None:
    """A VM of v1 is promised 1 GiB and can take 16 until it is stopped and started."""
    host = rows.host(vCPU=8, memory=20)
    old, new = rows.vm(hostUuid=host.uuid), rows.vm(memory=5)
    write(observe_power, host.uuid, [report(old, cpus=6, memory_mib=16 * 1024)])
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(reserve, new, host.uuid)
    assert (caught.value.detail["used"], caught.value.detail["asked"]) == (16, 5)
    assert (read(hosts)[0].used_cpus, read(hosts)[0].used_memory) == (6, 16)
    write(observe_power, host.uuid, [report(old, cpus=1, memory_mib=1024, sequence=2)])
    write(reserve, new, host.uuid)
    assert (read(hosts)[0].used_cpus, read(hosts)[0].used_memory) == (2, 6)


def test_growth_that_adds_nothing_is_not_refused_on_a_full_host(rows: Rows, write: Writer) -> None:
    """Within what its domain can take, and in one thing while the host is above its limit in another."""
    host = rows.host(vCPU=8)
    uuid = rows.vm(hostUuid=host.uuid)
    write(observe_power, host.uuid, [report(uuid, cpus=1, memory_mib=4096)])
    rows.apply(SetFields(type=ResourceType.HOST, key=host.uuid, fields={"memory": 3}))

    def grow(unit: Unit, **sizes: int) -> None:
        unit.get(ResourceType.VM, uuid).set(**sizes)
        reserve(unit, uuid, host.uuid)

    write(grow, cpus=8)
    write(grow, memory=4)
    with refused(ErrorKind.NO_CAPACITY):
        write(grow, memory=5)
    with refused(ErrorKind.NO_CAPACITY):
        write(grow, cpus=9)


def data_volume(rows: Rows, host: str | None, size: int, **fields: object) -> str:
    record = {"uuid": new_uuid(), "usageType": "DATA", "status": "CREATING", "hostUuid": host, "size": size, **fields}
    return str(rows.create(ResourceType.VOLUME, **record)["uuid"])


def test_data_volumes_count_in_a_hosts_storage(rows: Rows, write: Writer, read: Reader) -> None:
    host, other = rows.host(storage=30), rows.host(storage=30)
    rows.vm(hostUuid=host.uuid, diskSize=10)
    data_volume(rows, host.uuid, 5)
    data_volume(rows, host.uuid, 100, usageType="SYSTEM")  # counted with its VM
    volume = data_volume(rows, None, 16)
    request = CapacityRequest(volume_uuid=volume, host_uuid=host.uuid)
    with refused(ErrorKind.NO_CAPACITY) as caught:
        write(reserve_capacity, request)
    assert caught.value.detail == {
        "hostUuid": host.uuid,
        "resource": "storage",
        "limit": 30,
        "used": 15,
        "asked": 16,
    }
    with refused(ErrorKind.NO_CAPACITY):
        write(reserve, rows.vm(diskSize=16), host.uuid)
    write(reserve_capacity, request.model_copy(update={"host_uuid": other.uuid}))
    assert [load.used_storage for load in read(hosts)] == [15, 16]


def test_something_must_be_named(rows: Rows, write: Writer) -> None:
    with refused(ErrorKind.INVALID_REQUEST):
        write(reserve_capacity, CapacityRequest(host_uuid=rows.host().uuid))
