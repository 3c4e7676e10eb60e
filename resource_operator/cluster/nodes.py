"""A Node of the API -> what the host rows say of it. Pure."""

from __future__ import annotations

from kubernetes.utils.quantity import parse_quantity

from api_common.contract.host import NodeState
from resource_operator.cluster.connection import Object

WORK_LABEL = "kubeiaas/node"
MIB = 1024 * 1024
CORDONED = (
    "its Kubernetes node is cordoned: no new VMs come here, and those that are here wait for somebody to move or stop "
    "them"
)
UNLABELLED = (
    f"its Kubernetes node has no label {WORK_LABEL}=true: no new VMs come here, and nobody looks after its agent"
)


def node_state(node: Object) -> NodeState:
    """What counts for VMs. Times and counters are left out, so that an idle node never changes."""
    metadata, spec, status = node["metadata"], node.get("spec", {}), node.get("status", {})
    room = status.get("allocatable", {})
    worker = metadata.get("labels", {}).get(WORK_LABEL) == "true"
    cordoned = bool(spec.get("unschedulable"))
    problem = _problem(status)
    warnings = [text for text, is_so in ((CORDONED, cordoned), (UNLABELLED, not worker)) if is_so]
    return NodeState(
        name=metadata["name"],
        machine=status.get("nodeInfo", {}).get("systemUUID", ""),
        ip=_address(status),
        worker=worker,
        ready=problem is None,
        cordoned=cordoned,
        millicores=int(parse_quantity(room.get("cpu", 0)) * 1000),
        memory_mib=int(parse_quantity(room.get("memory", 0)) // MIB),
        pods=int(parse_quantity(room.get("pods", 0))),
        problem=problem,
        warnings=warnings,
    )


def _problem(status: Object) -> str | None:
    ready = next((each for each in status.get("conditions", []) if each["type"] == "Ready"), None)
    if ready is None:
        return "its Kubernetes node has not said yet that it is ready"
    if ready["status"] == "True":
        return None
    return f"its Kubernetes node is not ready: {ready.get('message') or ready.get('reason') or ready['status']}"


def _address(status: Object) -> str:
    addresses = status.get("addresses", [])
    return next((each["address"] for each in addresses if each["type"] == "InternalIP"), "")
