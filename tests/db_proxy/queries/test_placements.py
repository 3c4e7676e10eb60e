"""What the cluster's account is told of VMs: sizes, places, and nothing else."""

from __future__ import annotations

from api_common.contract.placement import PlacedVm
from api_common.contract.states import VmStatus
from db_proxy.queries.events import events_after
from db_proxy.queries.placements import placements
from db_proxy.queries.reader import Reader
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
