"""Between a request's look and its write another request comes: what was decided by the look is asked again.

db_proxy stands behind a gate that holds one write; the other request passes through it meanwhile. Or iaas_core dies
there, and the request is sent again with its key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from deploy.dev.config import free_ports
from tests.helpers.gate import Chooser, Gate
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

Answer = dict[str, Any]


@pytest.fixture(scope="module")
def gated() -> Iterator[tuple[RunningSuite, Gate]]:
    ports = free_ports()
    gate = Gate(f"http://127.0.0.1:{ports['db-proxy']}")
    try:
        with running_suite("simulated", overrides={"iaas-core": {"DB_PROXY_URL": gate.url}}, ports=ports) as suite:
            yield suite, gate
    finally:
        gate.close()


@pytest.fixture
def suite(gated: tuple[RunningSuite, Gate]) -> Iterator[RunningSuite]:
    yield gated[0]
    gated[0].delete_all()
    Volumes(gated[0]).delete_all()


@pytest.fixture
def meanwhile(gated: tuple[RunningSuite, Gate]) -> Callable[..., Answer]:
    """The answer to a request during whose write another one was made."""
    suite, gate = gated

    def made(path: str, body: Answer, write: Chooser, other: Callable[[], object]) -> Answer:
        gate.hold(write, after=False)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(suite.api.raw, "POST", path, body)
            try:
                while not gate.reached.wait(0.1):
                    assert not answer.done(), f"the write never came: {answer.result()}"
                other()
            finally:
                gate.release()
            return answer.result(90)

    return made


def starts(kind: str) -> Chooser:
    """The write that begins an operation of this kind."""
    return lambda _, path, body: path == "/operations" and json.loads(body)["kind"] == kind


def writes(method: str, path: str, body: bytes) -> bool:
    """A change set."""
    return path == "/changes"


def test_a_vm_that_was_started_meanwhile_is_not_deleted_without_force(
    suite: RunningSuite, meanwhile: Callable[..., Answer]
) -> None:
    vm = {"vmUuid": suite.create("kept")["uuid"]}
    suite.api.post("/vm/stop", {**vm, "force": True})
    suite.api.wait_vm(vm["vmUuid"], "STOPPED")
    body = {**vm, "deleteType": "none"}
    answer = meanwhile("/vm/delete", body, starts("vm_delete"), lambda: suite.api.post("/vm/start", vm))
    assert answer["code"] == 202.01 and "ACTIVE" in answer["log"], answer
    assert suite.api.vm(vm["vmUuid"])["status"] == "ACTIVE"


def test_a_disk_that_was_attached_meanwhile_is_freed_by_the_deletion(
    suite: RunningSuite, meanwhile: Callable[..., Answer]
) -> None:
    vm, volumes = suite.create("short")["uuid"], Volumes(suite)
    disk = volumes.create("data")
    body = {"vmUuid": vm, "deleteType": "force"}
    answer = meanwhile("/vm/delete", body, starts("vm_delete"), lambda: volumes.attach(disk, vm))
    assert answer["code"] == 200.0, answer
    assert volumes.one(disk)["status"] == "AVAILABLE"


def test_a_disk_is_not_attached_to_a_vm_that_went(suite: RunningSuite, meanwhile: Callable[..., Answer]) -> None:
    vm, volumes = suite.create("gone")["uuid"], Volumes(suite)
    disk = volumes.create("data")
    body = {"vmUuid": vm, "volumeUuid": disk}
    answer = meanwhile("/volume/attach", body, starts("volume_attach"), lambda: suite.delete(vm))
    assert answer["kind"] == "not_found", answer
    assert volumes.one(disk)["status"] == "AVAILABLE"


def segment(suite: RunningSuite, **fields: Any) -> Answer:
    usual = {"name": "net", "type": "PRIVATE", "netmask": "255.255.255.0", "gateway": "10.44.0.1", "bridge": "br44"}
    own = {"hostUuid": suite.host, "ipRangeStart": "10.44.0.10", "ipRangeEnd": "10.44.0.20"}
    return {**usual, **own, **fields}


@pytest.fixture
def added(suite: RunningSuite) -> Iterator[int]:
    """A further segment."""
    made = suite.api.post("/ip_segment/create_ip_segment", segment(suite))["id"]
    yield made
    suite.delete_all()
    suite.api.raw("POST", "/ip_segment/delete_ip_segment", {"ipSegmentId": made})


def test_of_two_equal_segments_one_is_made(suite: RunningSuite, meanwhile: Callable[..., Answer]) -> None:
    made = []
    path, body = "/ip_segment/create_ip_segment", segment(suite)
    answer = meanwhile(path, body, writes, lambda: made.append(suite.api.post(path, body)["id"]))
    assert answer["code"] == 402.0 and f"overlaps segment {made[0]}" in answer["log"], answer
    suite.api.post("/ip_segment/delete_ip_segment", {"ipSegmentId": made[0]})


def test_a_segment_does_not_go_from_under_a_new_vm(
    suite: RunningSuite, added: int, meanwhile: Callable[..., Answer]
) -> None:
    form = suite.form("fresh", ipSegmentId=added)
    body = {"ipSegmentId": added}
    made = []
    answer = meanwhile(
        "/ip_segment/delete_ip_segment", body, writes, lambda: made.append(suite.api.post("/vm/create", form))
    )
    assert answer["code"] == 202.0 and "in use" in answer["log"], answer
    suite.api.wait_operation(made[0]["operationUuid"])


def test_a_vm_is_not_made_in_a_segment_that_went(
    suite: RunningSuite, added: int, meanwhile: Callable[..., Answer]
) -> None:
    gone = {"ipSegmentId": added}
    form = suite.form("late", ipSegmentId=added)
    answer = meanwhile(
        "/vm/create", form, starts("vm_create"), lambda: suite.api.post("/ip_segment/delete_ip_segment", gone)
    )
    assert answer["code"] == 202.0 and "there is no segment" in answer["log"], answer
    assert suite.api.get("/vm/query_all") == []


def test_of_two_deletions_of_an_option_one_finds_it(suite: RunningSuite, meanwhile: Callable[..., Answer]) -> None:
    option = suite.api.post("/spec_config/create", {"type": "VM_COMPUTE", "value": "3,3", "description": "d"})
    body = {"id": option["id"]}
    answer = meanwhile("/spec_config/delete", body, writes, lambda: suite.api.post("/spec_config/delete", body))
    assert answer["kind"] == "not_found", answer


def test_a_size_is_not_reduced_under_a_guest_that_was_started(
    suite: RunningSuite, meanwhile: Callable[..., Answer]
) -> None:
    uuid = suite.create("big", cpus=2)["uuid"]
    vm = {"vmUuid": uuid}
    suite.api.post("/vm/stop", {**vm, "force": True})
    suite.api.wait_vm(uuid, "STOPPED")
    body = {**vm, "cpus": 1}
    answer = meanwhile("/vm/reduce", body, starts("vm_reduce"), lambda: suite.api.post("/vm/start", vm))
    assert answer["code"] == 202.02 and "stop it" in answer["log"], answer
    assert suite.api.vm(uuid)["cpus"] == 2


# --- the same key after a death ---


@pytest.fixture
def killed_at(gated: tuple[RunningSuite, Gate]) -> Callable[..., Answer]:
    """The answer to a request that is sent again after iaas_core was killed at a chosen call of the first try."""
    suite, gate = gated

    def again(path: str, body: Answer, call: Chooser, *, after: bool) -> Answer:
        headers = {"Idempotency-Key": f"{path}{after}{len(gate.calls)}"}
        gate.hold(call, after=after)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(suite.api.raw, "POST", path, body, headers=headers)
            try:
                assert gate.reached.wait(60), gate.calls[-10:]
                suite.suite.kill("iaas-core")
            finally:
                gate.release()
            with pytest.raises(httpx.HTTPError):
                first.result(90)
        suite.suite.start_service("iaas-core")
        return suite.api.raw("POST", path, body, headers=headers)

    return again


def is_path(wanted: str) -> Chooser:
    return lambda _, path, body: path == wanted


def test_a_deletion_whose_process_died_is_found_again(suite: RunningSuite, killed_at: Callable[..., Answer]) -> None:
    body = {"vmUuid": suite.create("found")["uuid"], "deleteType": "force"}
    answer = killed_at("/vm/delete", body, starts("vm_delete"), after=True)
    assert answer["code"] == 200.0 and answer["data"]["operationUuid"], answer
    assert suite.api.operation(answer["data"]["operationUuid"])["status"] == "done"


def test_what_never_reached_the_database_is_done_now(suite: RunningSuite, killed_at: Callable[..., Answer]) -> None:
    body = {"vmUuid": suite.create("anew")["uuid"], "deleteType": "force"}
    answer = killed_at("/vm/delete", body, is_path("/requests/begin"), after=True)
    assert answer["code"] == 200.0, answer
    assert suite.api.get("/vm/query_all") == []


def test_a_row_that_was_made_is_not_made_again(suite: RunningSuite, killed_at: Callable[..., Answer]) -> None:
    body = {"type": "VM_COMPUTE", "value": "7,7", "description": "d"}
    answer = killed_at("/spec_config/create", body, is_path("/changes"), after=True)
    same = [option for option in suite.api.get("/spec_config/query_all") if option["value"] == "7,7"]
    assert [answer["data"]] == same, (answer, same)
    suite.api.post("/spec_config/delete", {"id": same[0]["id"]})
