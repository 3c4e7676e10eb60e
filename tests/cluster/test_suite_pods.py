"""The services page by the pods that are really there."""

from __future__ import annotations

from typing import Any

from tests.helpers.bed import Bed
from tests.helpers.kube import until


def pod(bed: Bed, app: str, node: str, **metadata: Any) -> None:
    bed.plane.core.create_namespaced_pod(
        bed.namespace,
        {
            "metadata": {"name": f"{app}-{node}", "labels": {"app": app}, **metadata},
            "spec": {"nodeName": node, "containers": [{"name": "c", "image": "none"}]},
        },
    )


def test_pods_of_the_suite_are_told(bed: Bed) -> None:
    bed.operator(placement_strategy="spread")
    bed.plane.fake_nodes("n[1-2]")
    pod(bed, "iaas-core", "n1")
    pod(bed, "iaas-novnc", "n2")
    pod(bed, "db-proxy", "n2", annotations={"kube-up/phase": "Pending"})
    pod(bed, "something-else", "n1")

    def told() -> set[tuple[str, str, bool]]:
        answer = bed.operators[0].services()
        return {(each.service_name, each.node_name, each.ready) for each in answer.pods or []}

    until(lambda: told() == {("iaas-core", "n1", True), ("noVNC", "n2", True), ("db-proxy", "n2", False)})
    bed.plane.core.delete_namespaced_pod("iaas-core-n1", bed.namespace, grace_period_seconds=0)
    until(lambda: ("iaas-core", "n1", True) not in told())
