"""What tests/cluster cannot have: Pods that shrink in place (Kubernetes 1.33; the API server there is 1.20)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from resource_operator.cluster.entry import Purpose, Size, Style, entry_pod, read_entry
from resource_operator.cluster.pods import Pods

A, B = "a" * 32, "b" * 32
STYLE = Style("kubeiaas", "pause", "vm", "vm-quiet", overhead_mib=256, overhead_per_cpu_mib=8)


class Connection:
    """Notes the calls, and answers with the Pod as it was."""

    def __init__(self, pod: dict[str, Any]) -> None:
        self.core = SimpleNamespace(
            list_namespaced_pod=None, patch_namespaced_pod="patch", patch_namespaced_pod_resize="resize"
        )
        self.pod = pod
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def ask(self, call: str, *_: Any, body: dict[str, Any], **__: Any) -> dict[str, Any]:
        self.calls.append((call, body))
        return self.pod


def pod(holds: dict[str, Size]) -> dict[str, Any]:
    made = entry_pod(STYLE, "e", Purpose.PLACE, holds, ["n1", "n2"])
    made["metadata"].update(uid="u", resourceVersion="1")
    return made


def test_it_says_less_before_it_asks_for_less() -> None:
    there = pod({A: Size(2000, 2048), B: Size(1000, 1024)})
    connection = Connection(there)
    Pods(connection, STYLE, lambda: None).shrink(read_entry(there), {B: Size(1000, 1024)})  # type: ignore[arg-type]
    (first, said), (second, asked) = connection.calls
    assert (first, second) == ("patch", "resize")
    assert said["metadata"]["annotations"] == {"kubeiaas/holds": f'{{"{B}": [1000, 1024]}}'}
    wanted = {"cpu": "1000m", "memory": "1024Mi"}
    assert asked["spec"]["containers"] == [{"name": "reservation", "resources": {"requests": wanted, "limits": wanted}}]


def test_an_entry_is_read_as_it_was_written() -> None:
    entry = read_entry(pod({A: Size(2000, 2048), B: Size(1000, 1024)}))
    assert entry.holds == {A: Size(2000, 2048), B: Size(1000, 1024)}
    assert (entry.asks, entry.node, entry.candidates) == (Size(3000, 3072), None, {"n1", "n2"})
    assert (entry.alive, entry.refusal) == (True, None)


def test_memory_has_qemus_own_and_cores_are_shared() -> None:
    assert STYLE.size(4, 8, 1.0) == Size(4000, 8 * 1024 + 256 + 32)
    assert STYLE.size(1, 1, 3.0).millicores == 334, "rounded up"
    assert STYLE.size(1, 1, 10_000).millicores == 1
