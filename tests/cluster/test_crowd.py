"""A hundred nodes, VMs and pods that come and go at random, nodes cordoned and removed: nobody gets what is taken.

What is believed is what the API server has: who is bound where, and what they ask for.
"""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

from api_common.errors import ErrorKind, IaasError
from tests.helpers.bed import Bed
from tests.helpers.kube import ControlPlane, over_allocated, until

NODES = [f"n{number}" for number in range(1, 101)]
VMS = 160
REMOVED = 5
WORKERS = 6


class Watchman(threading.Thread):
    """Looks again and again whether a node is over its allocatable while others are at work."""

    def __init__(self, plane: ControlPlane) -> None:
        super().__init__(daemon=True)
        self._plane = plane
        self._ended = threading.Event()
        self.found: list[str] = []
        self.looks = 0

    def run(self) -> None:
        while not self._ended.wait(0.2):
            self.found += over_allocated(self._plane.core)
            self.looks += 1

    def end(self) -> list[str]:
        self._ended.set()
        self.join(30)
        return self.found


def test_vms_and_pods_never_pass_what_a_node_has(bed: Bed) -> None:
    dice = random.Random(7)
    bed.operator()
    bed.operator()
    bed.plane.fake_nodes("n[1-100]", 4, "8Gi")
    bed.register(*NODES)
    bed.await_nodes(*NODES)
    watchman = Watchman(bed.plane)
    watchman.start()
    refused: list[str] = []
    lock = threading.Lock()
    placed: dict[str, str] = {}

    def vm(number: int) -> None:
        size = random.Random(number)
        uuid, cpus, memory = "", size.choice((1, 1, 2, 4)), size.choice((1, 2, 4))
        uuid = bed.new_vm(cpus, memory)
        try:
            host = bed.place(uuid, cpus, memory, operator=number % 2)
        except IaasError as error:
            assert error.kind is ErrorKind.NO_CAPACITY, error.describe()
            refused.append(error.message)
            bed.delete(uuid)
            return
        bed.rest(uuid)
        if number % 5 == 0:
            bed.delete(uuid)
        else:
            with lock:
                placed[uuid] = host

    def pod(number: int) -> None:
        size = random.Random(-number)
        bed.plane.pod(bed.namespace, f"pod-{number}", size.choice(("500m", "1", "2")), size.choice(("512Mi", "2Gi")))

    def trouble() -> None:
        for _ in range(15):
            bed.plane.patch_node(dice.choice(NODES[:50]), unschedulable=dice.choice((True, None)))
        for name in dice.sample(NODES[80:], REMOVED):
            bed.plane.delete_node(name)

    with ThreadPoolExecutor(WORKERS) as pool:
        tasks = [pool.submit(work, n) for n in range(1, VMS + 1) for work in (vm, pod)]
        tasks.insert(len(tasks) // 2, pool.submit(trouble))
        for task in tasks:
            task.result(120)
    lost = until(lambda: _gone(bed), 60)
    names = {host.uuid: name for name, host in bed.hosts().items()}
    here = {uuid: host for uuid, host in placed.items() if host not in lost}
    assert len(here) > VMS / 2
    until(
        lambda: (
            {u: node for u, (node, _, _) in bed.account().items() if u in here}
            == {u: names[h] for u, h in here.items()}
        ),
        60,
    )
    until(lambda: bed.account().keys() <= placed.keys(), 30)
    assert watchman.end() == [] == over_allocated(bed.plane.core)
    assert watchman.looks > 3


def _gone(bed: Bed) -> set[str]:
    """The hosts whose nodes were removed, once all are known to be."""
    gone = {host.uuid for host in bed.hosts().values() if host.node and host.node.gone}
    return gone if len(gone) == REMOVED else set()
