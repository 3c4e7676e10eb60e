"""18.2 Scheduling and capacity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from api_common.contract.host import Host, HostLoad
from api_common.contract.network import IpSegmentView
from api_common.contract.placement import PlacementRequest
from api_common.contract.states import HostStatus, IpType
from api_common.errors import IaasError
from iaas_core.auth.visible import Visible
from iaas_core.forms.vm import CreateVmForm
from iaas_core.services.vm_create import VmCreation
from resource_operator.placement.choose import Chooser
from resource_operator.placement.weights import round_robin
from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes
from tests.iaas_core.fakes import HOST, FakeDb, doors, segment

SMALL = PlacementRequest(cpus=1, memory=1, storage=1)


def _host(number: int, status: HostStatus, **limits: int) -> HostLoad:
    host = Host(uuid=str(number) * 32, id=number, name=f"n{number}", status=status, agent_url="http://a", **limits)
    return HostLoad(host=host, used_cpus=1, used_memory=1, used_storage=1)


def test_d15_only_ready_hosts_with_room_take_turns() -> None:
    """v1 chose OFFLINE hosts, enforced no limit and skipped the first host on the first round."""
    loads = [
        _host(1, HostStatus.READY, vcpu=8),
        _host(2, HostStatus.OFFLINE),
        _host(3, HostStatus.READY, memory=1),
        _host(4, HostStatus.READY),
        _host(5, HostStatus.ERROR),
    ]
    chooser = Chooser(SimpleNamespace(hosts=lambda: loads), round_robin)  # type: ignore[arg-type]
    assert [chooser.place(SMALL).host_uuids[0][0] for _ in range(4)] == ["1", "4", "1", "4"]


@contextmanager
def _limits(suite: RunningSuite, **limits: int) -> Iterator[None]:
    before = suite.api.get("/host/query_all")[0]
    usual = {"vcpu": before["vCPU"], "mem": before["memory"], "storage": before["storage"]}
    suite.api.post("/host/node_resource", {"hostUuid": suite.host, **usual, **limits})
    try:
        yield
    finally:
        suite.api.post("/host/node_resource", {"hostUuid": suite.host, **usual})


def test_d16_an_appointed_host_is_checked_too(suite: RunningSuite) -> None:
    """v1 took it whatever its status and room."""
    with _limits(suite, mem=1):
        suite.create("first", hostUuid=suite.host)
        answer = suite.api.refused("/vm/create", suite.form("second", hostUuid=suite.host), code=202.0)
    assert answer["kind"] == "no_capacity"


def test_d17_the_public_segment_must_be_on_the_same_host() -> None:
    """v1 looked at the private segment's host twice."""
    db = FakeDb()
    public = segment(id=8, type=IpType.PUBLIC, host_uuid="b" * 32)
    db.views = [IpSegmentView(segment=segment(id=7)), IpSegmentView(segment=public)]
    creation = VmCreation(doors(db), None, Visible(doors(db)))  # type: ignore[arg-type]
    form = {"name": "n", "cpus": 1, "memory": 1, "imageUuid": "i.yaml", "ipSegmentId": 7, "publicIpSegId": 8}
    for host in (None, HOST):
        with pytest.raises(IaasError, match="publicIpSegId"):
            creation._segments(CreateVmForm.model_validate({**form, "hostUuid": host}))


def test_a_data_volume_is_held_against_the_hosts_storage_limit(suite: RunningSuite, volumes: Volumes) -> None:
    """With a limit of 5 GiB a volume of 65,536 GiB was taken."""
    with _limits(suite, storage=5):
        for where in ({}, {"hostUuid": suite.host}):
            answer = suite.api.refused("/volume/create", {"name": "v", "diskSize": 65536, **where}, code=202.0)
            assert answer["kind"] == "no_capacity" and "5 of 5 GiB of storage free, 65536 are needed" in answer["log"]
        assert suite.api.get("/volume/query_all") == [] and suite.disk_files() == []
        suite.create("vm", diskSize=2)
        volumes.create("data", 3)
        use = suite.api.get("/host/node_resource")[suite.api.get("/host/query_all")[0]["name"]]
        assert (use["used_sys_storage"], use["used_storage"], use["total_sys_storage"]) == (2, 5, 5)
        suite.api.refused("/volume/create", {"name": "v", "diskSize": 1}, code=202.0)
        suite.api.refused("/vm/create", suite.form("second", diskSize=1), code=202.0)
