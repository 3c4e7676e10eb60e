"""Host rows follow real Nodes: the API server's own objects, watched."""

from __future__ import annotations

import httpx

from api_common.contract.changes import SetFields
from api_common.contract.host import Host
from api_common.contract.states import HostStatus, ResourceType
from tests.helpers.bed import Bed
from tests.helpers.kube import until

SECONDS = 5


def becomes(bed: Bed, name: str, **wanted: object) -> Host:
    """The host once its row is as wanted; `node_...` speaks of what is kept of its node."""

    def look() -> Host | None:
        host = bed.hosts().get(name)
        if host is None or host.node is None:
            return None
        seen = {**dict(host), **{f"node_{key}": value for key, value in dict(host.node).items()}}
        return host if all(seen[key] == value for key, value in wanted.items()) else None

    return until(look, SECONDS)


def test_hosts_follow_their_nodes(bed: Bed) -> None:
    bed.operator(placement_strategy="spread")
    bed.plane.fake_nodes("n[1-2]", 8, "32Gi")
    host = becomes(bed, "n1", status=HostStatus.PREPARING, vcpu=8, memory=32, agent_url=None)
    bed.register("n1", "n2")
    assert becomes(bed, "n1", status=HostStatus.READY).uuid == host.uuid

    bed.plane.patch_node("n1", unschedulable=True)
    assert "cordoned" in becomes(bed, "n1", status=HostStatus.READY, node_cordoned=True).node.warnings[0]
    bed.plane.patch_node("n1", unschedulable=None)
    becomes(bed, "n1", node_cordoned=False, node_warnings=[])

    bed.plane.label_node("n1", kubeiaas_node=None)
    becomes(bed, "n1", node_worker=False)
    bed.plane.label_node("n1", kubeiaas_node="true")
    becomes(bed, "n1", node_worker=True)

    bed.db.apply([SetFields(type=ResourceType.HOST, key=host.uuid, fields={"vCPU": 32})])
    bed.plane.fake_nodes("n1", 16, "64Gi")
    becomes(bed, "n1", vcpu=32, memory=64)

    bed.plane.delete_node("n1")
    assert "removed" in (becomes(bed, "n1", status=HostStatus.ERROR, node_gone=True).problem or "")
    assert becomes(bed, "n2", status=HostStatus.READY).problem is None
    bed.plane.fake_nodes("n1", 16, "64Gi")
    becomes(bed, "n1", status=HostStatus.READY, node_gone=False, vcpu=32)


def test_a_node_that_is_not_ready_and_one_that_is_renamed(bed: Bed) -> None:
    bed.operator(placement_strategy="spread")
    bed.plane.fake_nodes("old")
    machine = {"status": {"nodeInfo": {"systemUUID": "4c4c4544-0042"}}}
    bed.plane.core.patch_node_status("old", machine)
    bed.register("old")
    host = becomes(bed, "old", status=HostStatus.READY, node_machine="4c4c4544-0042")
    sick = {"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet is silent"}
    bed.plane.core.patch_node_status("old", {"status": {"conditions": [sick]}})
    assert "Kubelet is silent" in (becomes(bed, "old", status=HostStatus.ERROR, node_ready=False).problem or "")

    bed.plane.fake_nodes("new")
    bed.plane.core.patch_node_status("new", machine)
    becomes(bed, "new", node_machine="4c4c4544-0042")
    bed.register("new")
    bed.plane.delete_node("old")
    assert until(lambda: (found := bed.hosts()).keys() == {"new"} and found["new"], SECONDS).uuid == host.uuid


def test_the_api_server_goes_and_comes_back(bed: Bed) -> None:
    url = bed.operator(placement_strategy="spread")
    bed.plane.fake_nodes("n1")
    bed.register("n1")
    before = becomes(bed, "n1", status=HostStatus.READY)

    def remark() -> str | None:
        answer = httpx.get(f"{url}/readyz")
        assert answer.status_code == 200
        return str(answer.json()["remarks"]["cluster"] or "")

    bed.plane.kill_api_server()
    assert "cannot be reached" in until(remark, 30)
    assert bed.hosts()["n1"] == before
    uuid, host = bed.create()  # other strategies go on
    assert host == "n1"
    bed.plane.run("start")
    bed.plane.patch_node("n1", unschedulable=True)
    until(lambda: bed.hosts()["n1"].node.cordoned, 30)
    until(lambda: not remark(), 15)
