"""How much longer a VM takes to find its place than the scheduler takes to bind a Pod.

`python -m tests.bench.placement`. Ours: choose, reserve, the limits in db_proxy. The floor: a bare Pod, created and
bound, as a watch sees it. They take turns. Needs kube-up, see `tests/helpers/kube`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from kubernetes import watch

from tests.bench.figures import spread
from tests.helpers.bed import Bed, bed_on
from tests.helpers.kube import ControlPlane, built_home, program

NODES = 100
ROUNDS = 40
GOAL_SECONDS = 0.3


def measure() -> None:
    """Print one line; nothing where there is no Kubernetes for tests."""
    kube_up = program()
    if kube_up is None or not (built_home() / "bin" / "kube-apiserver").exists():
        print("placement: no Kubernetes for tests here")
        return
    plane = ControlPlane(kube_up)
    try:
        with tempfile.TemporaryDirectory() as folder, bed_on(plane, Path(folder), plane.namespace("bench")) as bed:
            ours, raw = _rounds(bed)
    finally:
        plane.close()
    beyond = statistics.median(ours) - statistics.median(raw)
    ratio = statistics.median(ours) / statistics.median(raw)
    print(f"{'placement':12} {spread(ours):>28} {spread(raw):>30} {ratio:7.2f}", end="  ")
    print(f"{beyond * 1000:.0f} ms beyond the scheduler's own (goal {GOAL_SECONDS * 1000:.0f})")


def _rounds(bed: Bed) -> tuple[list[float], list[float]]:
    names = [f"n{number}" for number in range(1, NODES + 1)]
    bed.operator()
    bed.plane.fake_nodes(f"n[1-{NODES}]")
    bed.register(*names)
    bed.await_nodes(*names)
    ours, raw = [], []
    for number in range(ROUNDS):
        uuid = bed.new_vm()
        started = time.monotonic()
        bed.place(uuid)
        ours.append(time.monotonic() - started)
        bed.rest(uuid)
        raw.append(_bare(bed, f"bare-{number}"))
    return ours, raw


def _bare(bed: Bed, name: str) -> float:
    started = time.monotonic()
    bed.plane.pod(bed.namespace, name, "1", "1Gi")
    stream = watch.Watch()
    events = stream.stream(bed.plane.core.list_namespaced_pod, bed.namespace, field_selector=f"metadata.name={name}")
    for event in events:
        if event["object"].spec.node_name:
            stream.stop()
            break
    return time.monotonic() - started


if __name__ == "__main__":
    measure()
