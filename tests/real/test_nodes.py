"""Two worker nodes, each with its own libvirtd, DHCP server and agent: what happens to one never harms the other.

A node that cannot be heard keeps its VMs: nothing is deleted, doubled or started elsewhere, and when it is back the
suite shows what really is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.helpers.gate import Gate
from tests.helpers.guest import Guest
from tests.helpers.hosts import Host
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

LATER = {"Prefer": "respond-async"}
BOOT_ID = "/proc/sys/kernel/random/boot_id"
NEAR, FAR = "near", "far"
"""The nodes; it is always FAR that gets into trouble."""
OVERRIDES = {
    "iaas-core": {"HOST_SILENT_SECONDS": "10", "CALL_TIMEOUT_SECONDS": "5", "OPERATION_LEASE_SECONDS": "6"},
    "iaas-agent": {"INVENTORY_SECONDS": "2", "CALL_TIMEOUT_SECONDS": "5", "DETACH_GRACE_SECONDS": "10"},
}


class Placed:
    """A VM on a node of the test's choice, with its inside."""

    def __init__(self, suite: RunningSuite, node: str) -> None:
        self.host: Host = suite.hosts[node]
        self.shown = suite.create(f"on-{node}", ipSegmentId=self.host.segment)
        self.uuid: str = self.shown["uuid"]
        self.address: str = self.shown["ips"][0]["ip"]
        self.guest = Guest(self.host, self.uuid)

    def reaches(self, other: Placed) -> bool:
        """Whether one guest hears from the other, through both nodes' bridges."""
        return "1 packets received" in self.guest.output("/bin/ping", "-c", "1", "-W", "5", other.address)


@pytest.fixture(scope="module")
def nodes() -> Iterator[RunningSuite]:
    with running_suite(overrides=OVERRIDES, nodes=(NEAR, FAR)) as suite:
        yield suite


@pytest.fixture(scope="module")
def guests(nodes: RunningSuite) -> tuple[Placed, Placed]:
    """One that runs on each node, for all tests of this file; every test leaves them as they were."""
    placed = Placed(nodes, NEAR), Placed(nodes, FAR)
    for one in placed:
        one.guest.wait_booted()
    return placed


@pytest.fixture
def suite(nodes: RunningSuite, guests: tuple[Placed, Placed]) -> Iterator[RunningSuite]:
    """Both nodes are READY and hold the two guests alone, before and after."""
    yield nodes
    keep = {placed.uuid for placed in guests}
    for vm in nodes.api.get("/vm/query_all"):
        if vm["uuid"] not in keep:
            nodes.delete(vm["uuid"])
    for volume in nodes.api.get("/volume/query_all"):
        if volume.get("instanceUuid") in keep:
            Volumes(nodes).detach(volume["uuid"], volume["instanceUuid"])
    Volumes(nodes).delete_all()
    nodes.assert_no_leftovers()


def _host(suite: RunningSuite, node: str) -> dict[str, Any]:
    found: dict[str, Any] = next(h for h in suite.api.get("/host/query_all") if h["name"] == node)
    return found


def _wait_host(suite: RunningSuite, node: str, status: str) -> None:
    suite.api.until(lambda: _host(suite, node), lambda host: host["status"] == status, 60)


@contextmanager
def _cut_off(suite: RunningSuite, node: str) -> Iterator[None]:
    """The node's cable is out; afterwards it is in again and the node is READY."""
    suite.suite.nodes[node].cut()
    try:
        yield
    finally:
        suite.suite.nodes[node].join()
    _wait_host(suite, node, "READY")


def test_each_node_serves_its_own_guests(suite: RunningSuite, guests: tuple[Placed, Placed]) -> None:
    near, far = guests
    for one, other in ((near, far), (far, near)):
        assert one.host.domains() == [one.uuid] and one.host.dhcp_files() == [one.uuid]
        one.guest.wait_address(one.address)
        mac = one.shown["ips"][0]["mac"].lower()
        assert f"{mac} {one.address}" in one.host.leases() and mac not in other.host.leases()
    macs = {placed.shown["ips"][0]["mac"] for placed in guests}
    assert len(macs) == 2 and near.address != far.address
    assert near.reaches(far) and far.reaches(near)


def test_a_node_that_is_cut_off_keeps_its_vms(suite: RunningSuite, guests: tuple[Placed, Placed]) -> None:
    near, far = guests
    quitter = Placed(suite, FAR)
    quitter.guest.wait_booted()
    boot, process = far.guest.read(BOOT_ID), far.host.virsh("domid", far.uuid)
    with _cut_off(suite, FAR):
        early = suite.api.post("/vm/create", suite.form("early", ipSegmentId=far.host.segment))
        _wait_host(suite, FAR, "OFFLINE")
        quitter.guest.run("/sbin/poweroff", "-f")
        for lost in (far, quitter):
            shown = suite.api.vm(lost.uuid)
            assert (shown["status"], shown["powerState"], shown["hostUuid"]) == ("ACTIVE", "unknown", far.host.uuid)
        refused = suite.api.refused("/vm/create", suite.form("no", ipSegmentId=far.host.segment), code=202.0)
        assert "OFFLINE" in str(refused["detail"]["hosts"][FAR])
        free = suite.create("free", hostUuid=near.host.uuid)
        assert sorted(near.host.domains()) == sorted([near.uuid, free["uuid"]])
        assert suite.api.vm(early["uuid"])["status"] == "BUILDING", "begun before anybody knew: it waits"
        assert set(far.host.domains()) == {far.uuid, quitter.uuid}
    suite.api.wait_vm(far.uuid, lambda vm: (vm["status"], vm["powerState"]) == ("ACTIVE", "running"))
    suite.api.wait_vm(quitter.uuid, lambda vm: (vm["status"], vm["powerState"]) == ("STOPPED", "stopped"))
    assert (far.guest.read(BOOT_ID), far.host.virsh("domid", far.uuid)) == (boot, process)
    assert near.reaches(far)
    assert suite.api.wait_operation(early["operationUuid"])["status"] == "done"
    assert early["uuid"] in far.host.domains()
    suite.assert_no_leftovers()


def test_a_vm_that_is_deleted_while_its_node_is_away(suite: RunningSuite, guests: tuple[Placed, Placed]) -> None:
    near, far = guests
    doomed = Placed(suite, FAR)
    with _cut_off(suite, FAR):
        _wait_host(suite, FAR, "OFFLINE")
        body = {"vmUuid": doomed.uuid, "deleteType": "normal"}
        assert suite.api.raw("POST", "/vm/delete", body)["code"] != 200.0
        suite.delete(doomed.uuid)
        assert {vm["uuid"] for vm in suite.api.get("/vm/query_all")} == {near.uuid, far.uuid}
        assert far.host.virsh("domstate", doomed.uuid) == "running"
    heir = Placed(suite, FAR)
    assert heir.address != doomed.address or doomed.uuid not in far.host.domains(), "it may still be in use"
    suite.api.until(far.host.domains, lambda names: sorted(names) == sorted([far.uuid, heir.uuid]), 60)
    suite.api.until(far.host.dhcp_files, lambda names: doomed.uuid not in names, 20)
    heir.guest.wait_address(heir.address)
    suite.api.until(far.host.disk_files, lambda names: len({name[:32] for name in names}) == 2, 20)
    suite.assert_no_leftovers()


def test_the_libvirtd_of_one_node_is_away(suite: RunningSuite, guests: tuple[Placed, Placed]) -> None:
    near, far = guests
    boot = far.guest.read(BOOT_ID)
    libvirtd = suite.suite.nodes[FAR].libvirtd
    libvirtd.kill()
    _wait_host(suite, FAR, "ERROR")
    assert _host(suite, NEAR)["status"] == "READY"
    stays = suite.create("stays", hostUuid=near.host.uuid)
    libvirtd.start()
    _wait_host(suite, FAR, "READY")
    shown = suite.api.vm(far.uuid)
    assert (shown["status"], shown["powerState"]) == ("ACTIVE", "running")
    assert far.guest.read(BOOT_ID) == boot and near.reaches(far)
    assert stays["uuid"] in near.host.domains() and far.host.domains() == [far.uuid]


# --- an agent that is killed in the middle ---


@pytest.fixture(scope="module")
def gate(nodes: RunningSuite) -> Iterator[Gate]:
    """Between iaas_core and FAR's agent."""
    node = nodes.suite.nodes[FAR]
    gate = Gate(nodes.config.url("iaas-agent", FAR))
    nodes.config.overrides[FAR] = {"AGENT_URL": gate.url}
    node.agent.stop()
    node.start_agent()
    node.wait_agent()
    yield gate
    gate.close()


@contextmanager
def _killed_at(suite: RunningSuite, gate: Gate, method: str, part: str, *, after: bool) -> Iterator[None]:
    """What the block begins stands still at this call, when FAR's agent is killed; then the agent runs again."""
    node = suite.suite.nodes[FAR]
    gate.hold(lambda got, path, _: got == method and part in path, after=after)
    try:
        yield
        assert gate.reached.wait(60), f"the call never came; calls: {gate.calls[-20:]}"
        node.agent.kill()
    finally:
        gate.release()
    node.start_agent()
    node.wait_agent()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_agent_dies_while_it_creates(
    suite: RunningSuite, guests: tuple[Placed, Placed], gate: Gate, after: bool
) -> None:
    near, far = guests
    with _killed_at(suite, gate, "PUT", "/running", after=after):
        made = suite.api.post("/vm/create", suite.form("crash", ipSegmentId=far.host.segment))
    assert suite.api.wait_operation(made["operationUuid"])["status"] == "done"
    assert made["uuid"] in far.host.domains() and near.host.domains() == [near.uuid]
    suite.assert_no_leftovers()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_agent_dies_while_it_plugs_a_disk_in(
    suite: RunningSuite, guests: tuple[Placed, Placed], gate: Gate, after: bool
) -> None:
    _, far = guests
    volumes = Volumes(suite)
    uuid = volumes.create("crash", hostUuid=far.host.uuid)
    with _killed_at(suite, gate, "PUT", "/disks/", after=after):
        suite.api.post("/volume/attach", {"vmUuid": far.uuid, "volumeUuid": uuid}, headers=LATER)
    suite.api.until(lambda: volumes.one(uuid)["status"], lambda status: status == "ATTACHED", 60)
    far.guest.until(lambda: "vdb" in far.guest.disks())
    volumes.detach(uuid, far.uuid)
    assert volumes.one(uuid)["status"] == "AVAILABLE"
    far.guest.until(lambda: "vdb" not in far.guest.disks())


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_an_agent_dies_while_it_stops_a_vm(
    suite: RunningSuite, guests: tuple[Placed, Placed], gate: Gate, after: bool
) -> None:
    near, far = guests
    vm = suite.create("stopping", ipSegmentId=far.host.segment)
    with _killed_at(suite, gate, "PUT", "/stopped", after=after):
        suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True}, headers=LATER)
    suite.api.wait_vm(vm["uuid"], lambda shown: shown["status"] == "STOPPED" and "operationUuid" not in shown, 60)
    assert far.host.virsh("domstate", vm["uuid"]) == "shut off"
    assert [suite.api.vm(placed.uuid)["status"] for placed in (near, far)] == ["ACTIVE", "ACTIVE"]


# --- the last, because it takes everything from FAR that runs ---


def test_a_node_that_loses_its_power(suite: RunningSuite, guests: tuple[Placed, Placed]) -> None:
    near, far = guests
    node = suite.suite.nodes[FAR]
    node.end()
    _wait_host(suite, FAR, "OFFLINE")
    assert suite.api.vm(far.uuid)["powerState"] == "unknown" and near.host.domains() == [near.uuid]
    node.start()
    node.start_agent()
    _wait_host(suite, FAR, "READY")
    suite.api.wait_vm(far.uuid, lambda vm: vm["status"] == "ACTIVE" and vm["powerState"] == "running")  # by itself
    far.guest.wait_booted()
    far.guest.wait_address(far.address)
    assert near.reaches(far)
