"""Lists: 100 VMs against 10,000, and a page against an endpoint that has the same bytes in memory.

Rows are put into the database behind db_proxy's back: they are only looked at. Each list is timed twice: as it is
remembered from the question before, and made anew (a query that was not asked before, by a parameter nobody reads).
"""

from __future__ import annotations

import itertools
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import httpx
import uvicorn
from fastapi import FastAPI, Response

from deploy.dev.config import free_ports
from tests.bench.figures import counters, ratio, spread
from tests.helpers.suite import RunningSuite, running_suite

FEW, MANY = 100, 10_000
ASKED = 60
LISTS = {
    "page of 20": "/vm/page_query_all?page_num=1&page_size=20",
    "search": "/vm/fuzzy_query?keywords=vm-77&status=&host_uuid=&image_uuid=&page_num=1&page_size=20",
    "sorted": "/vm/page_query_all?page_num=1&page_size=20&sort=host&order=desc",
    "page of 100": "/vm/page_query_all?page_num=1&page_size=100",
}
VM = "INSERT INTO vm (id, uuid, name, description, cpus, memory, disk_size, status, host_uuid, image_uuid, create_time)"
VOLUME = "INSERT INTO volume (id, uuid, name, size, usage_type, format_type, status, instance_uuid, host_uuid)"
ADDRESS = "INSERT INTO ip_used (id, ip, mac, type, ip_segment_id, bridge, instance_uuid, status)"
_numbers = itertools.count()


def measure() -> None:
    """Print the table."""
    with running_suite("simulated") as suite:
        _fill(suite, 0, FEW)
        few = {name: _times(suite, url) for name, url in LISTS.items()}
        body = suite.api.http.get(LISTS["page of 100"]).content
        calls = _calls(suite, LISTS["page of 100"])
        with _bare(body) as ask:
            bare = _timed(ask)
            page = _times(suite, LISTS["page of 100"])
        _fill(suite, FEW, MANY)
        many = {name: _times(suite, url) for name, url in LISTS.items()}
    print(f"\n{'':12} {f'{FEW} VMs: median (range)':>28} {f'{MANY} VMs':>30} {'ratio':>7}  goal")
    for how, kind in enumerate(("remembered", "made")):
        for name in ("page of 20", "search", "sorted"):
            less, more = few[name][how], many[name][how]
            goal = " - " if name == "sorted" else "1.5"  # every row has to be looked at
            print(f"{name:12} {spread(less):>28} {spread(more):>30} {ratio(more, less):7.2f}  {goal} {kind}")
    for how, kind in enumerate(("remembered", "made")):
        print(
            f"{'page of 100':12} {spread(page[how]):>28} {spread(bare):>30} {ratio(page[how], bare):7.2f}  3.0 {kind}"
        )
    print(f"(floor: {len(body)} bytes from the memory of a bare FastAPI); {calls:.0f} internal calls per page made")


def _fill(suite: RunningSuite, first: int, last: int) -> None:
    """VMs number `first` to `last`, each with a disk and an address."""
    host, segment = suite.host, suite.segment
    ids = [(1_000_000 + 3 * n, f"{n:032x}", n) for n in range(first, last)]
    with closing(sqlite3.connect(suite.config.state / "sqlite" / "kubeiaas.db", timeout=30)) as connection:
        connection.executemany(
            f"{VM} VALUES (?, ?, ?, 'bench', 1, 1, 20, 'STOPPED', ?, 'guest.yaml', 1700000000000)",
            [(id_, uuid, f"vm-{n}", host) for id_, uuid, n in ids],
        )
        connection.executemany(
            f"{VOLUME} VALUES (?, ?, ?, 20, 'SYSTEM', 'QCOW2', 'ATTACHED', ?, ?)",
            [(id_ + 1, f"{n + MANY:032x}", f"vm-{n}", uuid, host) for id_, uuid, n in ids],
        )
        connection.executemany(
            f"{ADDRESS} VALUES (?, ?, ?, 'PRIVATE', ?, 'br', ?, 'ATTACHED')",
            [
                (
                    i + 2,
                    f"10.91.{n >> 8}.{n & 255}",
                    f"02:00:{n >> 24:02X}:{n >> 16 & 255:02X}:{n >> 8 & 255:02X}:{n & 255:02X}",
                    segment,
                    u,
                )
                for i, u, n in ids
            ],
        )
        connection.commit()


def _times(suite: RunningSuite, url: str) -> tuple[list[float], list[float]]:
    """Seconds of an answer from memory, and of one made anew; both took turns."""
    remembered, made = [], []
    get = suite.api.http.get
    for _ in range(ASKED):
        get(url)
        remembered += _once(lambda: get(url))
        made += _once(lambda: get(f"{url}&nobody={next(_numbers)}"))
    return remembered, made


def _timed(ask: Callable[[], object]) -> list[float]:
    return [seconds for _ in range(ASKED) for seconds in _once(ask)]


def _once(ask: Callable[[], object]) -> list[float]:
    started = time.perf_counter()
    ask()
    return [time.perf_counter() - started]


def _calls(suite: RunningSuite, url: str) -> float:
    before = counters(suite)[0]
    suite.api.http.get(f"{url}&nobody={next(_numbers)}")
    return counters(suite)[0] - before


@contextmanager
def _bare(body: bytes) -> Iterator[Callable[[], object]]:
    """An endpoint that has the bytes already, in a process of its own."""
    port = free_ports()["iaas-core"]
    server = multiprocessing.get_context("fork").Process(target=_serve, args=(body, port), daemon=True)
    server.start()
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)
    try:
        _until_up(client)
        yield lambda: client.get("/")
    finally:
        client.close()
        server.kill()
        server.join()


def _until_up(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the bare endpoint did not start")


def _serve(body: bytes, port: int) -> None:
    app = FastAPI()

    @app.get("/")
    def answer() -> Response:
        return Response(body, media_type="application/json")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    measure()
