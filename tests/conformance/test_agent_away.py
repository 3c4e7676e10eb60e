"""Failures of a host whose agent does not run; it is started again afterwards, and all that was begun ends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance.client import Answer, Arguments, Caller
from tests.conformance.contract import Contract, Endpoint, Failure, contract
from tests.conformance.recipes import Recipe, arguments
from tests.conformance.shapes import deviations
from tests.conformance.test_success import check_success
from tests.conformance.world import DEVICE, World

CASES = {
    endpoint.id: (endpoint, failure)
    for endpoint in contract().endpoints.values()
    for failure in endpoint.failures
    if failure.away
}


def _vm(status: str, **more: int | str) -> Recipe:
    return lambda world: {"vmUuid": world.new_vm(status, cpus=2), **more}


def _attached(world: World) -> Arguments:
    vm = world.new_vm("STOPPED")
    return {"vmUuid": vm, "volumeUuid": world.attach(world.new_volume(), vm)}


AWAY: dict[str, Recipe] = {
    "vm_delete": _vm("STOPPED", deleteType="normal"),
    "vm_start": _vm("STOPPED"),
    "vm_reboot": _vm("ACTIVE"),
    "vm_suspend": _vm("ACTIVE"),
    "vm_resume": _vm("SUSPENDED"),
    "vm_update": _vm("ACTIVE", cpus=3),
    "vm_reduce": _vm("STOPPED", cpus=1),
    "vm_status": lambda world: {"uuid": world.idle},
    "volume_create": lambda world: {"name": "late", "diskSize": 1},
    "volume_delete": lambda world: {"volumeUuid": world.new_volume()},
    "volume_attach": lambda world: {"vmUuid": world.new_vm("STOPPED"), "volumeUuid": world.free},
    "volume_detach": _attached,
    "device_attach": lambda world: {"vmUuid": world.worker, **DEVICE},
    "device_detach": lambda world: {"vmUuid": world.shown["uuid"], **DEVICE, "dev": "9"},
    "host_statistics": lambda world: {},
    "host_net_sto_resource": lambda world: {},
}
"""What would succeed if the agent ran; everything on a VM of its own, so that all can be asked at once."""


@pytest.fixture(scope="module")
def answers(world: World, caller: Caller) -> Iterator[dict[str, Answer]]:
    given: dict[str, Arguments] = {key: dict(AWAY[key](world)) for key in CASES}
    world.suite.suite.kill("iaas-agent")
    try:
        with ThreadPoolExecutor(len(CASES)) as pool:
            asked = {key: pool.submit(caller.call, endpoint, given[key]) for key, (endpoint, _) in CASES.items()}
        yield {key: answer.result() for key, answer in asked.items()}
    finally:
        world.suite.suite.start_service("iaas-agent")
        world.at_rest()


@pytest.mark.parametrize(("endpoint", "failure"), CASES.values(), ids=CASES)
def test_without_an_agent(rules: Contract, answers: dict[str, Answer], endpoint: Endpoint, failure: Failure) -> None:
    answer = answers[endpoint.id]
    assert answer.code == rules.number(failure.now), answer
    if failure.now == "SUCCESS":
        assert endpoint.data and not list(deviations(rules, endpoint.data, answer.data))


def test_lists_need_no_agent(rules: Contract, answers: dict[str, Answer], world: World, caller: Caller) -> None:
    assert answers
    for key in ("vm_query_all", "vm_query_by_uuid", "volume_query_all", "image_query_all", "host_query_all"):
        check_success(rules, caller, rules.endpoints[key], arguments(key, world))
