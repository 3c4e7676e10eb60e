"""Two iaas_core at once: no harm, either answers for both, and each takes over what the other leaves."""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.dev.config import free_ports
from deploy.dev.environment import environment
from deploy.dev.process import Process
from tests.helpers.api import Api
from tests.helpers.suite import RunningSuite

CHECKOUT = Path(__file__).resolve().parents[2]
MANY = 24


class Second:
    """A second iaas_core beside the suite's own."""

    def __init__(self, suite: RunningSuite) -> None:
        self.port = free_ports()["iaas-core"]
        self._suite = suite
        self.process = Process("iaas-core-2", suite.config.state / "run", suite.config.state / "log")
        self.api = Api(f"http://127.0.0.1:{self.port}", suite.api.token)

    def start(self) -> None:
        usual = environment(self._suite.config, "iaas-core", self._suite.suite.libvirt_uri())
        self.process.start([sys.executable, "-m", "iaas_core"], {**usual, "PORT": str(self.port)}, CHECKOUT)
        self.api.until(self._ready, bool, 60)

    def _ready(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.api.url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
        return False


@pytest.fixture
def second(suite: RunningSuite) -> Iterator[Second]:
    second = Second(suite)
    second.start()
    yield second
    second.process.stop()
    second.api.close()


def test_both_create_and_both_know(suite: RunningSuite, second: Second) -> None:
    doors = [suite.api, second.api]

    def create(number: int) -> str:
        uuid: str = doors[number % 2].post("/vm/create", suite.form(f"vm{number}"))["uuid"]
        return uuid

    with ThreadPoolExecutor(8) as pool:
        uuids = list(pool.map(create, range(MANY)))
    for number, uuid in enumerate(uuids):
        doors[(number + 1) % 2].wait_vm(uuid, "ACTIVE")  # asked of the one that did not make it
    shown = [[vm["uuid"] for vm in door.get("/vm/query_all")] for door in doors]
    assert shown[0] == shown[1] and sorted(shown[0]) == sorted(uuids)
    addresses = [ip["ip"] for vm in suite.api.get("/vm/query_all") for ip in vm["ips"]]
    assert len(set(addresses)) == MANY
    body = {"vmUuid": uuids[0]}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: doors[n % 2].raw("POST", "/vm/suspend", body)["code"], range(8)))
    assert answers.count(200.0) == 1, answers
    for uuid in uuids:
        ended = suite.api.get("/operation/page_query_all", page_num=1, page_size=9, target_uuid=uuid)["content"]
        assert {row["status"] for row in ended} == {"done"}, ended


def test_what_one_leaves_the_other_ends(suite: RunningSuite, second: Second) -> None:
    suite.suite.stop_service("iaas-agent")  # so that the operation stands still
    made = second.api.post("/vm/create", suite.form("orphan"))
    second.process.kill()
    suite.suite.start_service("iaas-agent")
    assert suite.api.wait_operation(made["operationUuid"], 60)["status"] in ("done", "undone")
    vm = suite.api.wait_vm(made["uuid"], lambda vm: "operationUuid" not in vm, 30)
    assert vm["status"] in ("ACTIVE", "ERROR")
