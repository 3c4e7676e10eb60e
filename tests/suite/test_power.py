"""Force gets through: what else is done with the VM ends for it, and only what may be forced is touched.

The agent stands behind a gate that holds one call, as a QEMU that hangs holds its agent's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api_common.identity import new_uuid
from deploy.dev.config import free_ports
from tests.helpers.gate import Gate
from tests.helpers.suite import RunningSuite, running_suite

AT_ONCE = {"Prefer": "respond-async"}


class Held:
    """A suite, and its agent behind a gate."""

    def __init__(self, suite: RunningSuite, gate: Gate) -> None:
        self.suite, self.gate, self.api = suite, gate, suite.api

    @contextmanager
    def at(self, path_end: str, begin: str, body: dict[str, Any]) -> Iterator[str]:
        """Inside, the operation of this request stands still at the agent; gives its uuid."""
        self.gate.hold(lambda method, path, _: method == "PUT" and path.endswith(path_end), after=False)
        try:
            operation = self.api.post(begin, body, headers=AT_ONCE)["operationUuid"]
            assert self.gate.reached.wait(30)
            yield operation
        finally:
            self.gate.release()

    def saved(self) -> str:
        uuid: str = self.suite.create()["uuid"]
        self.api.post("/vm/suspend", {"vmUuid": uuid})
        assert self.api.vm(uuid)["status"] == "SUSPENDED"
        return uuid


@pytest.fixture(scope="module")
def gated() -> Iterator[Held]:
    ports = free_ports()
    gate = Gate(f"http://127.0.0.1:{ports['iaas-agent']}")
    overrides = {"iaas-core": {"CALL_TIMEOUT_SECONDS": "3"}, "iaas-agent": {"AGENT_URL": gate.url}}
    try:
        with running_suite("simulated", overrides=overrides, ports=ports) as suite:
            yield Held(suite, gate)
    finally:
        gate.close()


@pytest.fixture
def held(gated: Held) -> Iterator[Held]:
    yield gated
    gated.suite.delete_all()


@pytest.mark.parametrize(
    ("path_end", "begin", "more"),
    [
        ("/stopped", "/vm/stop", {}),
        ("/size", "/vm/update", {"cpus": 2}),
        ("/suspended", "/vm/suspend", {}),
        ("/restarted", "/vm/reboot", {}),
    ],
)
def test_power_is_cut_while_something_else_is_done(held: Held, path_end: str, begin: str, more: Any) -> None:
    uuid = held.suite.create()["uuid"]
    with held.at(path_end, begin, {"vmUuid": uuid, **more}) as other:
        held.api.post("/vm/stop", {"vmUuid": uuid, "force": True})
        held.api.wait_vm(uuid, "STOPPED")
    assert held.api.wait_operation(other)["status"] == "undone"
    held.api.post("/vm/start", {"vmUuid": uuid})
    shown = held.api.vm(uuid)
    assert (shown["status"], shown["cpus"]) == ("ACTIVE", 1)


def test_a_start_that_hangs_gives_way(held: Held) -> None:
    uuid = held.suite.create()["uuid"]
    held.api.post("/vm/stop", {"vmUuid": uuid, "force": True})
    held.api.wait_vm(uuid, "STOPPED")
    with held.at("/running", "/vm/start", {"vmUuid": uuid}):
        held.api.post("/vm/stop", {"vmUuid": uuid, "force": True})
        held.api.wait_vm(uuid, "STOPPED")


def test_a_reset_gets_through_too(held: Held) -> None:
    uuid = held.suite.create()["uuid"]
    with held.at("/size", "/vm/update", {"vmUuid": uuid, "cpus": 2}):
        held.api.post("/vm/reboot", {"vmUuid": uuid, "force": True})
    assert held.api.vm(uuid)["status"] == "ACTIVE"


def test_a_forced_stop_that_is_repeated_is_not_its_own_enemy(held: Held) -> None:
    uuid, key = held.suite.create()["uuid"], {"Idempotency-Key": new_uuid()}
    body = {"vmUuid": uuid, "force": True}
    first, second = (held.api.post("/vm/stop", body, headers=key)["operationUuid"] for _ in range(2))
    assert first == second and held.api.wait_operation(first)["status"] == "done"


def test_what_may_not_be_stopped_is_not_disturbed(held: Held) -> None:
    """Force ends other work where power can be cut, and nowhere else."""
    uuid = held.suite.create()["uuid"]
    held.api.post("/vm/stop", {"vmUuid": uuid, "force": True})
    held.api.wait_vm(uuid, "STOPPED")
    held.api.refused("/vm/stop", {"vmUuid": uuid, "force": True}, code=202.04)
    held.gate.hold(lambda method, path, _: method == "PUT" and path.endswith("/running"), after=False)
    made = held.api.post("/vm/create", held.suite.form("new"))
    assert held.gate.reached.wait(30)
    held.api.refused("/vm/stop", {"vmUuid": made["uuid"], "force": True}, code=202.04)
    held.gate.release()
    assert held.api.wait_operation(made["operationUuid"])["status"] == "done"


@pytest.mark.parametrize(("verb", "code", "ends"), [("stop", 202.04, "STOPPED"), ("reboot", 202.05, "ACTIVE")])
def test_saved_memory_is_dropped_by_force_alone(held: Held, verb: str, code: float, ends: str) -> None:
    uuid = held.saved()
    told = held.api.refused(f"/vm/{verb}", {"vmUuid": uuid}, code=code)
    assert "resume it first, or use force" in json.dumps(told)
    assert held.api.vm(uuid)["status"] == "SUSPENDED"
    held.api.post(f"/vm/{verb}", {"vmUuid": uuid, "force": True})
    held.api.wait_vm(uuid, ends)
