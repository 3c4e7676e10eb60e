"""Nodes as the API has them -> what host rows say."""

from __future__ import annotations

from typing import Any

import pytest

from resource_operator.cluster.nodes import CORDONED, UNLABELLED, node_state

READY = {"type": "Ready", "status": "True", "message": "kubelet is posting ready status"}


def node(**changes: Any) -> dict[str, Any]:
    status = {
        "conditions": [{"type": "MemoryPressure", "status": "False"}, READY],
        "addresses": [{"type": "Hostname", "address": "n1"}, {"type": "InternalIP", "address": "10.0.0.1"}],
        "allocatable": {"cpu": "7900m", "memory": "32838172Ki", "pods": "110"},
        "nodeInfo": {"systemUUID": "4C4C"},
    }
    metadata = {"name": "n1", "labels": {"kubeiaas/node": "true"}}
    given = {"metadata": metadata, "spec": {}, "status": status}
    return {part: {**given[part], **changes.get(part, {})} for part in given}


def test_a_sound_work_node() -> None:
    state = node_state(node())
    assert (state.name, state.ip, state.machine, state.takes_vms) == ("n1", "10.0.0.1", "4C4C", True)
    assert (state.millicores, state.memory_mib, state.pods) == (7900, 32068, 110)
    assert (state.problem, state.warnings) == (None, [])


@pytest.mark.parametrize("label", [{}, {"kubeiaas/node": "false"}, {"kubeiaas/node": ""}])
def test_only_the_label_makes_a_work_node(label: dict[str, str]) -> None:
    state = node_state(node(metadata={"labels": label}))
    assert (state.worker, state.takes_vms, state.warnings) == (False, False, [UNLABELLED])


def test_a_cordoned_node() -> None:
    state = node_state(node(spec={"unschedulable": True}))
    assert (state.cordoned, state.takes_vms, state.problem, state.warnings) == (True, False, None, [CORDONED])


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ([{**READY, "status": "Unknown", "message": "Kubelet stopped posting node status."}], "Kubelet stopped"),
        ([{"type": "Ready", "status": "False", "reason": "KubeletNotReady"}], "KubeletNotReady"),
        ([], "has not said yet"),
    ],
)
def test_a_node_that_is_not_ready_says_why(conditions: list[dict[str, str]], words: str) -> None:
    state = node_state(node(status={"conditions": conditions}))
    assert not state.ready and not state.takes_vms and words in (state.problem or "")


def test_a_node_that_has_just_been_made_is_bare() -> None:
    state = node_state({"metadata": {"name": "n1"}})
    assert (state.ready, state.worker, state.millicores) == (False, False, 0)
