"""The suite's pods -> the services page."""

from __future__ import annotations

from typing import Any

from resource_operator.cluster.suite import SELECTOR, service_pods


def pod(app: str, node: str | None, *, ready: bool = True, phase: str = "Running", **metadata: Any) -> dict[str, Any]:
    conditions = [{"type": "Ready", "status": "True" if ready else "False"}]
    return {
        "metadata": {"labels": {"app": app}, **metadata},
        "spec": {"nodeName": node} if node else {},
        "status": {"phase": phase, "conditions": conditions},
    }


def test_one_of_a_kind_on_a_node_is_enough() -> None:
    found = service_pods(
        [
            pod("iaas-core", "n1", ready=False),
            pod("iaas-core", "n1"),
            pod("iaas-core", "n2", deletionTimestamp="2026-01-01T00:00:00Z"),
            pod("iaas-novnc", "n2", ready=False, phase="Pending"),
            pod("db-proxy", None),
            pod("db-proxy", "n3", phase="Failed"),
        ]
    )
    told = {(each.service_name, each.node_name): each.ready for each in found}
    assert told == {("iaas-core", "n1"): True, ("iaas-core", "n2"): False, ("noVNC", "n2"): False}
    assert "iaas-novnc" in SELECTOR
