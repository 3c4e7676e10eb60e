"""The benchmark. Ours and the floor take turns, so that a noisy machine is noisy for both.

python -m tests.bench [--rounds 10] [--many 20]
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bench import lists, placement, publish
from tests.bench.figures import counters, memory_mib, ratio, spread
from tests.bench.floor import Floor
from tests.helpers.api import EventLog
from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite, running_suite

Times = dict[str, list[float]]
GOALS = {"create": 1.3, "20 at once": 1.3}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--many", type=int, default=20)
    options = parser.parse_args()
    with running_suite() as suite, suite.api.events() as events:
        idle = memory_mib(suite)
        first = suite.create("first")
        base = next((suite.config.state / "data" / "base").glob("*.qcow2"))
        folder = suite.config.state / "floor"
        folder.mkdir()
        floor = Floor(suite.suite.libvirt_uri(), first["uuid"], folder, base)
        suite.delete(first["uuid"])
        ours, raw = _rounds(suite, events, floor, options.rounds)
        work = _work_per_vm(suite)
        many = _many(suite, events, floor, options.many)
    _print(ours, raw, many, work, idle, options.many)
    lists.measure()
    publish.measure()
    placement.measure()


def _rounds(suite: RunningSuite, events: EventLog, floor: Floor, rounds: int) -> tuple[Times, Times]:
    ours: Times = {verb: [] for verb in ("create", "stop", "start", "delete")}
    raw: Times = {verb: [] for verb in ours}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for verb, seconds in _our_round(suite, events).items():
            ours[verb].append(seconds)
        for verb, seconds in _floor_round(suite, floor).items():
            raw[verb].append(seconds)
    return ours, raw


def _our_round(suite: RunningSuite, events: EventLog) -> dict[str, float]:
    api = suite.api
    started = time.monotonic()
    uuid = api.post("/vm/create", suite.form("bench"))["uuid"]
    times = {"create": events.wait_status(uuid, "ACTIVE")["at"] - started}
    Guest(suite, uuid).wait_booted()
    started, seen = time.monotonic(), len(events.events)
    api.post("/vm/stop", {"vmUuid": uuid})
    stopped = events.wait(lambda e: e["key"] == uuid and e["record"].get("status") == "STOPPED")
    times["stop"] = stopped["at"] - started
    assert len(events.events) > seen
    started = time.monotonic()
    api.post("/vm/start", {"vmUuid": uuid})
    times["start"] = time.monotonic() - started
    started = time.monotonic()
    api.post("/vm/delete", {"vmUuid": uuid, "deleteType": "force"})
    times["delete"] = time.monotonic() - started
    return times


def _floor_round(suite: RunningSuite, floor: Floor) -> dict[str, float]:
    started = time.monotonic()
    name = floor.create()
    times = {"create": time.monotonic() - started}
    Guest(suite, name).wait_booted()
    for verb in ("stop", "start", "delete"):
        started = time.monotonic()
        getattr(floor, verb)(name)
        times[verb] = time.monotonic() - started
    return times


def _work_per_vm(suite: RunningSuite) -> tuple[float, float]:
    before = counters(suite)
    uuid = suite.create("counted")["uuid"]
    after = counters(suite)
    suite.delete(uuid)
    return after[0] - before[0], after[1] - before[1]


def _many(suite: RunningSuite, events: EventLog, floor: Floor, count: int) -> tuple[float, float]:
    print(f"{count} at once", flush=True)
    started = time.monotonic()
    with ThreadPoolExecutor(count) as pool:
        made = list(pool.map(lambda n: suite.api.post("/vm/create", suite.form(f"many{n}"))["uuid"], range(count)))
    ours = max(events.wait_status(uuid, "ACTIVE", 300)["at"] for uuid in made) - started
    for uuid in made:
        suite.delete(uuid)
    raw, names = floor.create_many(count, count)
    for name in names:
        floor.delete(name)
    return ours, raw


def _print(
    ours: Times, raw: Times, many: tuple[float, float], work: tuple[float, float], idle: dict[str, float], count: int
) -> None:
    print(f"\n{'':12} {'ours: median (range)':>28} {'floor: median (range)':>30} {'ratio':>7}  goal")
    for verb in ours:
        goal = f"{GOALS[verb]:.1f}" if verb in GOALS else ""
        print(f"{verb:12} {spread(ours[verb]):>28} {spread(raw[verb]):>30} {ratio(ours[verb], raw[verb]):7.2f}  {goal}")
    name = f"{count} at once"
    print(f"{name:12} {many[0]:25.2f} s {many[1]:28.2f} s {many[0] / many[1]:7.2f}  {GOALS.get(name, '')}")
    print(f"\nper VM created: {work[0]:.0f} internal calls, {work[1]:.0f} SQL statements")
    print(f"resident memory, idle: {sum(idle.values()):.0f} MiB together (goal: 400)")
    for service, mib in idle.items():
        print(f"  {service:18} {mib:6.0f} MiB")


if __name__ == "__main__":
    main()
