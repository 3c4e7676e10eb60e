"""What the cluster's account is told of VMs: sizes, places, and nothing else."""

from __future__ import annotations

from api_common.contract.placement import PlacedVm
from api_common.contract.states import VmStatus
from db_proxy.commands.observe import observe_power
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.placements import placements
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm_counts
from tests.db_proxy.commands.reports import report
from tests.helpers.db import Rows


def test_all_vms_with_nulls_as_nothing(read: Reader, rows: Rows) -> None:
    assert read(placements).vms == []
    host = rows.host()
    first = rows.vm(cpus=2, memory=3, hostUuid=host.uuid)
    second = rows.vm(cpus=None, memory=None, status="BUILDING")
    told = read(placements)
    assert told.last == read(events_after, -1, 1).last > 0
    assert told.vms == [
        PlacedVm(uuid=first, host_uuid=host.uuid, status=VmStatus.STOPPED, cpus=2, memory=3),
        PlacedVm(uuid=second, status=VmStatus.BUILDING),
    ]


def test_the_account_hears_of_the_most_that_a_vm_can_take(read: Reader, write: Writer, rows: Rows) -> None:
    host = rows.host()
    uuid = rows.vm(cpus=2, memory=3, hostUuid=host.uuid)
    before = read(placements).last
    write(observe_power, host.uuid, [report(uuid, cpus=1, memory_mib=12 * 1024)])
    told = read(placements)
    assert (told.vms[0].cpus, told.vms[0].memory) == (2, 12)
    assert told.last > before, "and at once"
    assert [(count.cpus, count.memory) for count in read(vm_counts)] == [(2, 12)]
