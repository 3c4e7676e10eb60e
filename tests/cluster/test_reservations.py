"""VMs in the cluster's account: placed by the real scheduler, put back when lost, resized, taken out."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from api_common.contract.changes import SetFields
from api_common.contract.placement import ReservationRequest
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from tests.helpers.bed import Bed
from tests.helpers.db import together
from tests.helpers.kube import over_allocated, until

GIB = 1024


@pytest.fixture
def nodes(bed: Bed) -> Bed:
    """Two nodes of 4 cores and 8 GiB, and one resource_operator."""
    bed.operator()
    bed.plane.fake_nodes("n[1-2]", 4, "8Gi")
    bed.register("n1", "n2")
    bed.await_nodes("n1", "n2")
    return bed


def host_uuid(bed: Bed, name: str) -> str:
    return bed.hosts()[name].uuid


def test_a_vm_is_entered_where_the_scheduler_puts_it(nodes: Bed) -> None:
    uuid, host = nodes.create(cpus=2, memory=3)
    (pod,) = nodes.entries()
    assert (pod.metadata.name, pod.metadata.labels["kubeiaas/vm"]) == (f"vm-{uuid}", uuid)
    assert (pod.spec.node_name, pod.status.qos_class, pod.spec.restart_policy) == (host, "Guaranteed", "Always")
    assert pod.spec.containers[0].resources.requests == {"cpu": "2", "memory": "3Gi"}
    assert pod.spec.priority_class_name == "kubeiaas-vm"


def test_vms_and_pods_share_one_account(nodes: Bed) -> None:
    nodes.plane.pod(nodes.namespace, "big", "3", "1Gi", nodeName="n1", priority=None)
    assert nodes.create(cpus=4)[1] == "n2"
    nodes.plane.pod(nodes.namespace, "late", "1", "1Gi")
    until(lambda: nodes.plane.core.read_namespaced_pod("late", nodes.namespace).spec.node_name == "n1")


def test_a_refusal_tells_the_schedulers_reasons_and_leaves_nothing(nodes: Bed) -> None:
    nodes.create(cpus=4, host_uuid=host_uuid(nodes, "n1"))
    nodes.plane.core.patch_node("n2", {"spec": {"taints": [{"key": "gpu", "effect": "NoSchedule"}]}})
    uuid = nodes.new_vm(1, 1)
    request = ReservationRequest(cpus=1, memory=1, host_uuids=[host_uuid(nodes, "n1"), host_uuid(nodes, "n2")])
    with pytest.raises(IaasError) as caught:
        until(lambda: nodes.operators[0].reserve(uuid, request).host_uuid)
    assert caught.value.kind is ErrorKind.NO_CAPACITY
    assert "Insufficient cpu" in caught.value.message and "taint" in caught.value.message
    assert [pod.metadata.labels["kubeiaas/vm"] for pod in nodes.entries()] != [uuid]
    assert len(nodes.entries()) == 1


def test_a_vm_takes_the_place_of_ordinary_pods(nodes: Bed) -> None:
    for node in ("n1", "n2"):
        nodes.plane.pod(nodes.namespace, f"fill-{node}", "4", "1Gi", affinity=on(node))
    until(lambda: all(p.spec.node_name for p in nodes.plane.pods(nodes.namespace, "")))
    assert nodes.create(cpus=2)[1] in ("n1", "n2")
    until(lambda: len([p for p in nodes.plane.pods(nodes.namespace, "") if p.metadata.name.startswith("fill")]) == 1)


def on(node: str) -> dict[str, Any]:
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}


def test_a_lost_entry_comes_back_on_its_node_also_a_cordoned_one(nodes: Bed) -> None:
    uuid, host = nodes.create(memory=2)
    nodes.plane.patch_node(host, unschedulable=True)
    nodes.plane.core.delete_namespaced_pod(f"vm-{uuid}", nodes.namespace)
    until(lambda: nodes.account().get(uuid) == (host, 1000, 2 * GIB))


def test_an_entry_that_finds_no_room_any_more_is_warned_of(nodes: Bed) -> None:
    """Somebody put a pod of the same rank there past the scheduler: the VM runs on, and people are told."""
    uuid, host = nodes.create(cpus=4, host_uuid=host_uuid(nodes, "n1"))
    nodes.plane.pod(nodes.namespace, "rival", "4", "1Gi", nodeName=host, priorityClassName="kubeiaas-vm")
    nodes.plane.core.delete_namespaced_pod(f"vm-{uuid}", nodes.namespace, grace_period_seconds=0)
    until(lambda: any("Insufficient cpu" in warning for warning in nodes.hosts()[host].node.warnings))
    nodes.plane.core.delete_namespaced_pod("rival", nodes.namespace, grace_period_seconds=0)
    until(lambda: nodes.account()[uuid][0] == host and not nodes.hosts()[host].node.warnings)


def test_an_entry_goes_with_its_vm_and_with_a_failed_creation(nodes: Bed) -> None:
    deleted, _ = nodes.create()
    failed = nodes.new_vm()
    nodes.place(failed)
    assert len(nodes.entries()) == 2
    nodes.delete(deleted)
    nodes.fail(failed)
    nodes.db.apply([SetFields(type=ResourceType.VM, key=failed, fields={"hostUuid": None})])
    until(lambda: not nodes.entries())


def test_growth_is_asked_of_the_scheduler_and_then_made_one_entry(nodes: Bed) -> None:
    uuid, host = nodes.create(cpus=1, memory=1)
    growth = ReservationRequest(cpus=2, memory=3, host_uuids=[host_uuid(nodes, host)])
    answer = until(lambda: nodes.operators[0].reserve(uuid, growth).host_uuid)
    assert answer == host_uuid(nodes, host)
    assert nodes.account()[uuid] >= (host, 2000, 3 * GIB)
    nodes.resize(uuid, cpus=2, memory=3)
    until(lambda: len(nodes.entries()) == 1 and nodes.account()[uuid] == (host, 2000, 3 * GIB))
    too_much = growth.model_copy(update={"cpus": 5})
    with pytest.raises(IaasError, match="Insufficient cpu"):
        until(lambda: nodes.operators[0].reserve(uuid, too_much).host_uuid)
    assert nodes.account()[uuid] == (host, 2000, 3 * GIB)


def test_shrinking_never_lets_go_before_the_smaller_entry_is_there(nodes: Bed) -> None:
    """On a full node the entry stays too large until there is room for the smaller one beside it."""
    uuid, host = nodes.create(cpus=3, host_uuid=host_uuid(nodes, "n1"))
    nodes.plane.pod(nodes.namespace, "beside", "1", "1Gi", affinity=on(host))
    until(lambda: nodes.plane.core.read_namespaced_pod("beside", nodes.namespace).spec.node_name)
    nodes.resize(uuid, cpus=2)
    nodes.plane.pod(nodes.namespace, "waits", "1", "1Gi", affinity=on(host))
    until(lambda: nodes.plane.core.read_namespaced_pod("waits", nodes.namespace).status.conditions)
    assert nodes.account()[uuid][1] >= 3000
    assert nodes.plane.core.read_namespaced_pod("waits", nodes.namespace).spec.node_name is None
    assert not over_allocated(nodes.plane.core)


def test_overcommit_is_the_administrators_limit_by_the_nodes_cores(nodes: Bed) -> None:
    key = host_uuid(nodes, "n1")
    nodes.db.apply([SetFields(type=ResourceType.HOST, key=key, fields={"vCPU": 16})])
    uuid, host = nodes.create(cpus=8, host_uuid=key)
    assert nodes.account()[uuid] == (host, 2000, GIB)
    nodes.db.apply([SetFields(type=ResourceType.HOST, key=key, fields={"vCPU": 32})])
    until(lambda: nodes.account()[uuid] == (host, 1000, GIB))


def test_two_operators_never_place_one_vm_twice(nodes: Bed) -> None:
    nodes.operator()
    for _ in range(10):
        uuid = nodes.new_vm()
        answers, refused = together([lambda n=n, u=uuid: nodes.place(u, operator=n) for n in (0, 1, 0, 1)])
        assert not refused
        assert len(set(answers)) == 1
        assert [p.metadata.name for p in nodes.entries() if p.metadata.labels.get("kubeiaas/vm") == uuid] == [
            f"vm-{uuid}"
        ]
        nodes.delete(uuid)
    until(lambda: not nodes.entries())


def test_the_api_server_is_away_while_a_vm_is_placed(nodes: Bed) -> None:
    kept, host = nodes.create()
    nodes.plane.kill_api_server()
    uuid = nodes.new_vm()
    request = ReservationRequest(cpus=1, memory=1, host_uuids=[host_uuid(nodes, "n1")])

    def refusal() -> IaasError | None:
        try:
            nodes.operators[0].reserve(uuid, request)
        except IaasError as error:
            return error
        return None

    assert until(refusal).retryable
    starter = threading.Thread(target=lambda: nodes.plane.run("start"))
    starter.start()
    try:
        until(lambda: refusal() is None and nodes.operators[0].reserve(uuid, request).host_uuid, 60)
    finally:
        starter.join()
    assert nodes.account()[kept][0] == host


def test_nobody_may_make_entries(nodes: Bed) -> None:
    """A priority class that does not exist: the API server refuses, once, in words."""
    nodes.operator(reservation_priority_class="nothing-of-the-kind")
    with pytest.raises(IaasError, match="nothing-of-the-kind") as caught:
        nodes.place(nodes.new_vm(), operator=1)
    assert not caught.value.retryable
