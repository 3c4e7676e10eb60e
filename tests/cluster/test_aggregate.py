"""RESERVATION_MODE=per-node: few entries, and never less than the VMs need."""

from __future__ import annotations

from tests.helpers.bed import Bed
from tests.helpers.kube import over_allocated, until


def test_entries_of_a_node_become_few_and_follow_their_vms(bed: Bed) -> None:
    bed.operator(reservation_mode="per-node")
    bed.plane.fake_nodes("n1", 16, "32Gi")
    bed.register("n1")
    bed.await_nodes("n1")
    uuids = [bed.create(cpus=1, memory=1)[0] for _ in range(8)]
    wanted = dict.fromkeys(uuids, ("n1", 1000, 1024))
    # where Pods cannot shrink, an entry takes at most a quarter of the node: two of four VMs
    until(lambda: len(bed.entries()) == 2 and bed.account() == wanted, 30)

    bed.delete(uuids[0])
    del wanted[uuids[0]]
    until(lambda: len(bed.entries()) == 2 and bed.account() == wanted, 30)

    lost = bed.entries()[0].metadata.name
    bed.plane.core.delete_namespaced_pod(lost, bed.namespace, grace_period_seconds=0)
    until(lambda: bed.account() == wanted, 30)
    assert not over_allocated(bed.plane.core)

    bed.resize(uuids[1], cpus=2, memory=2)
    wanted[uuids[1]] = ("n1", 2000, 2048)
    until(lambda: bed.account() == wanted, 30)
    for uuid in uuids[1:]:
        bed.delete(uuid)
    until(lambda: not bed.entries(), 30)


def test_a_full_node_keeps_its_parts(bed: Bed) -> None:
    """There is no room for a whole beside its parts, and nobody else may have it for a moment."""
    bed.operator(reservation_mode="per-node")
    bed.plane.fake_nodes("n1", 4, "8Gi")
    bed.register("n1")
    bed.await_nodes("n1")
    uuids = [bed.create(cpus=1, memory=2)[0] for _ in range(4)]
    bed.plane.pod(bed.namespace, "waits", "1", "1Gi")
    until(lambda: bed.plane.core.read_namespaced_pod("waits", bed.namespace).status.conditions)
    assert bed.account() == dict.fromkeys(uuids, ("n1", 1000, 2048))
    assert bed.plane.core.read_namespaced_pod("waits", bed.namespace).spec.node_name is None
