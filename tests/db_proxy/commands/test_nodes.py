"""Host rows follow nodes: joined, cordoned, lost, renamed; limits of the administrator stay."""

from __future__ import annotations

import pytest

from api_common.contract.changes import SetFields
from api_common.contract.host import Host, HostFacts, NodeReport, NodeState
from api_common.contract.states import HostStatus, ResourceType
from db_proxy.commands.hosts import register_host
from db_proxy.commands.nodes import GONE, observe_nodes
from db_proxy.commands.unit import Writer
from db_proxy.queries.events import events_after
from db_proxy.queries.hosts import hosts
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows

FACTS = HostFacts(name="n1", ip="10.0.0.1", agent_url="http://a:9090", roles=["vnc"])
NODE = NodeState(name="n1", machine="m1", ip="10.0.0.1", millicores=7900, memory_mib=32000, pods=110)


def node(**changes: object) -> NodeState:
    return NODE.model_copy(update=changes)


@pytest.fixture
def see(write: Writer, read: Reader):
    """Reports nodes; the hosts afterwards, by name."""

    def report(*nodes: NodeState) -> dict[str, Host]:
        write(observe_nodes, NodeReport(nodes=list(nodes)))
        return {load.host.name or "": load.host for load in read(hosts)}

    return report


def test_a_work_node_waits_for_its_agent_and_then_is_the_same_host(see, write: Writer) -> None:
    host = see(NODE, node(name="control", machine="m2", worker=False))["n1"]
    assert (host.status, host.ip, host.agent_url) == (HostStatus.PREPARING, "10.0.0.1", None)
    assert write(register_host, FACTS).uuid == host.uuid
    assert see(NODE).keys() == {"n1"}
    assert see(NODE)["n1"].status is HostStatus.READY


def test_the_same_report_again_writes_nothing(see, write: Writer, read: Reader) -> None:
    write(register_host, FACTS)
    see(NODE)
    before = read(events_after, -1, 1).last
    see(NODE)
    assert read(events_after, -1, 1).last == before


def test_a_problem_of_the_node_is_the_hosts_and_goes_with_it(see, write: Writer) -> None:
    write(register_host, FACTS.model_copy(update={"problem": "no bridge"}))
    sick = see(node(ready=False, problem="not ready"))["n1"]
    assert (sick.status, sick.problem) == (HostStatus.ERROR, "no bridge; not ready")
    write(register_host, FACTS)  # the agent is well; the node is not
    assert see(node(ready=False, problem="not ready"))["n1"].problem == "not ready"
    well = see(NODE)["n1"]
    assert (well.status, well.problem) == (HostStatus.READY, None)


def test_a_removed_node_leaves_the_host_with_its_reason_and_without_roles(see, write: Writer) -> None:
    write(register_host, FACTS)
    see(NODE)
    lost = see()["n1"]
    assert (lost.status, lost.problem, lost.role) == (HostStatus.ERROR, GONE, "[]")
    assert lost.node and lost.node.gone and not lost.node.takes_vms
    back = see(NODE)["n1"]
    assert (back.status, back.role, back.vcpu) == (HostStatus.READY, '["vnc"]', 7)


def test_a_host_that_never_was_a_node_is_left_alone(see, write: Writer) -> None:
    write(register_host, FACTS)
    host = see(node(name="other", machine="m2"))["n1"]
    assert (host.status, host.node) == (HostStatus.READY, None)


@pytest.mark.parametrize("lost", ["unlabelled", "removed"])
def test_a_node_that_never_had_an_agent_leaves_no_host_behind(see, rows: Rows, lost: str) -> None:
    after = [node(worker=False)] if lost == "unlabelled" else []
    see(NODE)
    assert see(*after) == {}
    used = see(NODE)["n1"]
    rows.segment(hostUuid=used.uuid)
    assert see(*after).keys() == {"n1"}


def test_limits_follow_the_node_until_the_administrator_sets_them(see, write: Writer, rows: Rows) -> None:
    host = write(register_host, FACTS)
    assert (see(NODE)["n1"].vcpu, see(NODE)["n1"].memory) == (7, 31)
    assert see(node(millicores=16000))["n1"].vcpu == 16
    rows.apply(SetFields(type=ResourceType.HOST, key=host.uuid, fields={"vCPU": 64, "memory": 0}))
    grown = see(node(millicores=32000, memory_mib=64000))["n1"]
    assert (grown.vcpu, grown.memory) == (64, 0)


def test_limits_set_before_the_cluster_was_followed_stay(see, rows: Rows) -> None:
    rows.host("n1", vCPU=99)
    assert (see(NODE)["n1"].vcpu, see(NODE)["n1"].memory) == (99, 31)


def test_an_installation_that_asks_for_more_already_gets_no_limit(see, rows: Rows) -> None:
    host = rows.host("n1")
    rows.vm(cpus=8, memory=1, hostUuid=host.uuid)
    assert (see(NODE)["n1"].vcpu, see(NODE)["n1"].memory) == (0, 31)


@pytest.mark.parametrize("agent_first", [False, True])
def test_a_renamed_node_keeps_its_host(see, write: Writer, rows: Rows, agent_first: bool) -> None:
    old = write(register_host, FACTS)
    rows.vm(hostUuid=old.uuid)
    see(NODE)
    renamed = FACTS.model_copy(update={"name": "new"})
    if agent_first:
        assert write(register_host, renamed).uuid != old.uuid
    found = see(node(name="new"))
    assert found.keys() == {"new"}
    assert (found["new"].uuid, found["new"].problem) == (old.uuid, None)
    assert write(register_host, renamed).uuid == old.uuid


def test_several_nodes_on_one_machine_are_never_taken_for_each_other(see, write: Writer) -> None:
    write(register_host, FACTS)
    see(NODE, node(name="n2"))
    found = see(node(name="n2"), node(name="n3"))
    assert found["n1"].problem == GONE
    assert found.keys() == {"n1", "n2", "n3"}
    for _ in range(2):
        assert see(node(name="n2"))["n1"].problem == GONE


def test_of_two_lost_nodes_of_one_machine_nobody_knows_which_came_back(see, write: Writer) -> None:
    for name in ("n1", "n2"):
        write(register_host, FACTS.model_copy(update={"name": name}))
    see(NODE, node(name="n2"))
    found = see(node(name="n3"))
    assert found.keys() == {"n1", "n2", "n3"} and found["n1"].problem == found["n2"].problem == GONE


def test_a_node_that_goes_on_under_a_new_name_before_the_old_one_is_removed(see, write: Writer) -> None:
    old = write(register_host, FACTS)
    see(NODE)
    write(register_host, FACTS.model_copy(update={"name": "new"}))
    see(node(ready=False), node(name="new"))
    assert see(node(name="new"))["new"].uuid == old.uuid
