"""Publishing a disk against `qemu-img convert` of the same disk into the same folder."""

from __future__ import annotations

import statistics
import subprocess
import time
from pathlib import Path

from tests.bench.figures import spread
from tests.helpers.suite import RunningSuite, running_suite

WRITTEN_MIB = 800
ROUNDS = 5


def measure() -> None:
    """Print one line."""
    with running_suite("simulated") as suite:
        vm = suite.create("origin", diskSize=2)
        suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
        suite.api.wait_vm(vm["uuid"], "STOPPED")
        disk = suite.config.state / "data" / vm["volumes"][0]["providerLocation"]
        _write(disk)
        ours, raw = [], []
        for number in range(ROUNDS):
            raw.append(_convert(disk, suite.config.images / "floor.qcow2"))
            ours.append(_publish(suite, vm["uuid"], f"bench{number}"))
    speed = statistics.median(raw) / statistics.median(ours)
    print(f"\n{'publish':12} {spread(ours):>28} {spread(raw):>30} {speed:7.2f}  0.9 times qemu-img's speed")


def _write(disk: Path) -> None:
    command = ["qemu-io", "-f", "qcow2", "-c", f"write -P 7 0 {WRITTEN_MIB}M", str(disk)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _convert(disk: Path, target: Path) -> float:
    started = time.perf_counter()
    subprocess.run(["qemu-img", "convert", "-O", "qcow2", disk, target], check=True)
    subprocess.run(["sync", target], check=True)  # ours is safe on the disk too when it is done
    seconds = time.perf_counter() - started
    target.unlink()
    return seconds


def _publish(suite: RunningSuite, vm: str, name: str) -> float:
    with suite.api.events() as events:
        started = time.monotonic()
        told = suite.api.post("/vm/publish_image", {"vmUuid": vm, "name": name, "vdSize": 2})
        uuid = told["operationUuid"]
        done = events.wait(lambda e: e["key"] == uuid and e["record"].get("status") == "done", 300)
        seconds: float = done["at"] - started
    (image,) = [row for row in suite.api.get("/image/query_all") if row["name"] == name]
    suite.api.post("/image/delete", {"uuid": image["uuid"]})
    return seconds


if __name__ == "__main__":
    measure()
