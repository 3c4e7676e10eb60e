"""Thirty disks for one VM at once: each waits for its turn, none is refused; cancelling and deleting end the line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes

AT_ONCE = {"Prefer": "respond-async"}
MANY = 30


@pytest.fixture
def disks(volumes: Volumes) -> list[str]:
    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(lambda number: volumes.create(f"disk {number}"), range(MANY)))


def ask(suite: RunningSuite, verb: str, vm: str, disks: list[str], **options: Any) -> list[dict[str, Any]]:
    """The answers to one request for each disk, all sent at once."""
    with ThreadPoolExecutor(len(disks)) as pool:
        bodies = [{"vmUuid": vm, "volumeUuid": disk} for disk in disks]
        return list(pool.map(lambda body: suite.api.raw("POST", f"/volume/{verb}", body, **options), bodies))


@pytest.mark.parametrize("options", [{}, {"headers": AT_ONCE}], ids=["waiting", "at once"])
def test_thirty_at_once_are_attached_and_detached(
    suite: RunningSuite, volumes: Volumes, disks: list[str], options: dict[str, Any]
) -> None:
    vm = suite.create("many")["uuid"]
    for verb, status in (("attach", "ATTACHED"), ("detach", "AVAILABLE")):
        answers = ask(suite, verb, vm, disks, **options)
        assert {answer["code"] for answer in answers} == {200.0}, answers
        ends = [suite.api.wait_operation(answer["data"]["operationUuid"]) for answer in answers]
        assert {(end["status"], end.get("error")) for end in ends} == {("done", None)}, ends
        assert {volumes.one(disk)["status"] for disk in disks} == {status}
        points = {volumes.one(disk).get("mountPoint") for disk in disks}
        assert len(points) == (MANY if verb == "attach" else 1), points
    assert suite.api.vm(vm)["status"] == "ACTIVE"


def waiting(suite: RunningSuite, vm: str, disks: list[str]) -> list[dict[str, Any]]:
    """The operations that are begun while the agent is away: one is at work, the others are in line."""
    answers = [suite.api.post("/volume/attach", {"vmUuid": vm, "volumeUuid": d}, headers=AT_ONCE) for d in disks]
    return [suite.api.operation(answer["operationUuid"]) for answer in answers]


def test_one_in_line_is_cancelled_and_the_others_go_on(suite: RunningSuite, volumes: Volumes, disks: list[str]) -> None:
    vm = suite.create("line")["uuid"]
    suite.suite.kill("iaas-agent")
    try:
        first, second, third = waiting(suite, vm, disks[:3])
        assert (second["step"], second["status"]) == ("wait_turn", "running")
        suite.api.post("/operation/cancel", {"uuid": second["uuid"]})
        assert suite.api.wait_operation(second["uuid"])["status"] == "undone"
        assert volumes.one(disks[1])["status"] == "AVAILABLE"
    finally:
        suite.suite.start_service("iaas-agent")
    assert [suite.api.wait_operation(one["uuid"])["status"] for one in (first, third)] == ["done", "done"]
    suite.api.refused("/volume/attach", {"vmUuid": vm, "volumeUuid": disks[0]}, code=202.12)


def test_a_forced_deletion_dismisses_the_line(suite: RunningSuite, volumes: Volumes, disks: list[str]) -> None:
    vm = suite.create("gone")["uuid"]
    suite.suite.kill("iaas-agent")
    try:
        begun = waiting(suite, vm, disks[:4])
        with ThreadPoolExecutor(1) as pool:
            body = {"vmUuid": vm, "deleteType": "force"}
            answer = pool.submit(suite.api.raw, "POST", "/vm/delete", body)
            for one in begun[1:]:
                assert suite.api.wait_operation(one["uuid"])["status"] == "undone"
            suite.suite.start_service("iaas-agent")
            assert answer.result(90)["code"] == 200.0
    finally:
        suite.suite.start_service("iaas-agent")
    suite.api.until(
        lambda: {volumes.one(disk)["status"] for disk in disks[:4]}, lambda seen: seen == {"AVAILABLE"}, seconds=60
    )


def test_the_line_outlives_iaas_core(suite: RunningSuite, volumes: Volumes, disks: list[str]) -> None:
    vm = suite.create("lives")["uuid"]
    suite.suite.kill("iaas-agent")
    try:
        begun = waiting(suite, vm, disks[:4])
        suite.suite.kill("iaas-core")
        suite.suite.start_service("iaas-core")
    finally:
        suite.suite.start_service("iaas-agent")
    assert [suite.api.wait_operation(one["uuid"])["status"] for one in begun] == ["done"] * 4
    assert {volumes.one(disk)["status"] for disk in disks[:4]} == {"ATTACHED"}
