"""The suite's own pods as the cluster has them: where each service should run, and whether it is ready there. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from api_common.contract.service import ServicePod
from resource_operator.cluster.connection import Object

SERVICE_OF_APP = {
    "iaas-core": "iaas-core",
    "db-proxy": "db-proxy",
    "resource-operator": "resource-operator",
    "image-operator": "image-operator",
    "iaas-agent": "iaas-agent",
    "iaas-novnc": "noVNC",
}
"""The label `app` of the manifests -> the name on the services page."""
SELECTOR = f"app in ({','.join(SERVICE_OF_APP)})"


def service_pods(pods: Iterable[Object]) -> list[ServicePod]:
    """One per service and node; ready if one of its pods there is."""
    found: dict[tuple[str, str], bool] = {}
    for pod in pods:
        node = pod["spec"].get("nodeName")
        if not node or pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
            continue
        place = SERVICE_OF_APP[pod["metadata"]["labels"]["app"]], node
        found[place] = found.get(place, False) or _is_ready(pod)
    return [ServicePod(service_name=name, node_name=node, ready=ready) for (name, node), ready in sorted(found.items())]


def _is_ready(pod: Object) -> bool:
    if pod["metadata"].get("deletionTimestamp"):
        return False
    conditions = pod.get("status", {}).get("conditions", [])
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
