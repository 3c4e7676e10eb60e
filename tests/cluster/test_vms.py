"""The whole suite with strategy `kubernetes`: requests of users, operations, and the cluster's account behind them.

The hypervisor is libvirt's test driver; the cluster's node is played and named as this machine.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.helpers.kube import ControlPlane, until
from tests.helpers.suite import RunningSuite, running_suite

NODE = socket.gethostname()


@pytest.fixture
def suite(plane: ControlPlane, namespace: str) -> Iterator[RunningSuite]:
    """One host, which is a node of 8 cores and 16 GiB."""
    plane.fake_nodes(NODE, 8, "16Gi")
    operator = {
        "KUBECONFIG": str(plane.kubeconfig),
        "POD_NAMESPACE": namespace,
        "PLACEMENT_STRATEGY": "kubernetes",
        "VM_OVERHEAD_MIB": "0",
        "VM_OVERHEAD_PER_CPU_MIB": "0",
    }
    with running_suite("simulated", overrides={"resource-operator": operator}) as made:
        until(lambda: made.api.get("/host/query_all")[0].get("vCPU"))
        yield made


def asks(plane: ControlPlane, namespace: str) -> tuple[int, int]:
    """Cores and GiB of all entries together."""
    asked = [pod.spec.containers[0].resources.requests for pod in plane.pods(namespace)]
    return sum(int(each["cpu"]) for each in asked), sum(int(each["memory"].removesuffix("Gi")) for each in asked)


def test_vms_live_in_the_clusters_account(suite: RunningSuite, plane: ControlPlane, namespace: str) -> None:
    made = suite.api.post("/vm/create", suite.form("one", cpus=2, memory=3))
    assert made["hostUuid"] == suite.host, "as v1 answered: with the host"
    operation = suite.api.wait_operation(made["operationUuid"])
    assert (operation["status"], operation["steps"][0]["name"]) == ("done", "reserve_host")
    assert asks(plane, namespace) == (2, 3)
    vm = suite.api.vm(made["uuid"])
    assert [volume["hostUuid"] for volume in vm["volumes"]] == [suite.host]

    plane.pod(namespace, "ordinary", "3", "1Gi", priorityClassName="kubeiaas-vm")
    until(lambda: plane.core.read_namespaced_pod("ordinary", namespace).spec.node_name)
    refused = suite.api.refused("/vm/create", suite.form("two", cpus=4), code=202.0)
    assert "Insufficient cpu" in str(refused)
    (error,) = [vm for vm in suite.api.get("/vm/query_all") if vm["name"] == "two"]
    assert error["status"] == "ERROR" and not error.get("hostUuid")
    told = suite.api.get("/operation/page_query_all", page_num=1, page_size=1)["content"][0]
    assert (told["status"], "Insufficient cpu" in told["error"]) == ("undone", True)

    suite.api.post("/vm/update", {"vmUuid": vm["uuid"], "cpus": 4, "memory": 4})
    until(lambda: asks(plane, namespace) == (4, 4))
    suite.api.refused("/vm/update", {"vmUuid": vm["uuid"], "cpus": 6, "memory": 4}, code=202.02)
    assert suite.api.vm(vm["uuid"])["cpus"] == 4

    plane.core.delete_namespaced_pod(plane.pods(namespace)[0].metadata.name, namespace, grace_period_seconds=0)
    until(lambda: asks(plane, namespace) == (4, 4))
    assert suite.api.vm(vm["uuid"])["status"] == "ACTIVE"

    suite.delete_all()
    until(lambda: not plane.pods(namespace))


def test_a_cordoned_node_is_a_request_to_move(suite: RunningSuite, plane: ControlPlane, namespace: str) -> None:
    made = suite.create("stays")
    plane.patch_node(NODE, unschedulable=True)
    until(lambda: "cordoned" in str(suite.api.get("/host/query_all")[0].get("warnings")))
    refused = suite.api.refused("/vm/create", suite.form("new"), code=202.0)
    assert "is cordoned in Kubernetes" in str(refused)
    assert suite.api.vm(made["uuid"])["status"] == "ACTIVE"
    assert suite.api.get("/service/query_service") is not None
