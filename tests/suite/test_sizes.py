"""Sizes that change while something goes wrong: row, domain, quota and the host's account agree afterwards.

The agent stands behind a gate that holds the call that resizes, before or after its effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from deploy.dev.config import free_ports
from tests.helpers.gate import Gate
from tests.helpers.people import People, Person
from tests.helpers.suite import RunningSuite, running_suite

ASYNC = {"Prefer": "respond-async"}
QUOTA = 6


@dataclass
class Ground:
    """A suite, the gate before its agent, and a group with a quota of memory."""

    suite: RunningSuite
    agent: Gate
    person: Person

    def sizes(self, uuid: str) -> tuple[int, int]:
        """vCPUs and GiB of the row; those of the domain's definition and what is counted are the same."""
        vm = self.suite.api.vm(uuid)
        row = (vm["cpus"], vm["memory"])
        assert row == (vm["domainCpus"], vm["domainMemory"]) == self.defined(uuid)
        assert self.used() == row
        return row

    def used(self) -> tuple[int, int]:
        """vCPUs and GiB of the group, which the host shows too."""
        quota = self.person.api.get("/user_group/quota")
        use = self.suite.api.get("/host/node_resource")[self.suite.api.get("/host/query_all")[0]["name"]]
        used = (quota["cpus"]["used"], quota["memory"]["used"])
        assert used == (use["used_vcpu"], use["used_mem"])
        return used

    def defined(self, uuid: str) -> tuple[int, int]:
        """The same of the domain's definition, in its own words."""
        (kept,) = self.suite.config.state.rglob(f"{uuid}.domain")
        domain = fromstring(kept.read_text().partition("\n")[2])
        vcpu = domain.find("vcpu")
        assert vcpu is not None
        return int(vcpu.get("current") or vcpu.text or 0), int(domain.findtext("currentMemory", "0")) // 1024**2

    def vm(self, *, runs: bool, **size: int) -> str:
        """One of the group's; off, its power is what its row says."""
        made = self.person.api.post("/vm/create", self.suite.form(**size))
        self.person.api.wait_operation(made["operationUuid"])
        if not runs:
            self.person.api.post("/vm/stop", {"vmUuid": made["uuid"], "force": True})
            self.person.api.wait_vm(made["uuid"], "STOPPED")
        return str(made["uuid"])

    def resize_held(self, uuid: str, size: dict[str, int], *, after: bool) -> str:
        """The operation of a resize whose call stands still at the agent's door."""
        before = self.suite.api.vm(uuid)
        grows = all(value >= before[field] for field, value in size.items())
        self.agent.hold(lambda method, path, _: method == "PUT" and path.endswith("/size"), after=after)
        body = {"vmUuid": uuid, **size}
        made = self.person.api.post("/vm/update" if grows else "/vm/reduce", body, headers=ASYNC)
        assert self.agent.reached.wait(30)
        return str(made["operationUuid"])


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[RunningSuite, Gate, Person]]:
    ports = free_ports()
    gate = Gate(f"http://127.0.0.1:{ports['iaas-agent']}")
    core = {"OPERATION_GIVE_UP_SECONDS": "2", "OPERATION_LEASE_SECONDS": "6", "CALL_TIMEOUT_SECONDS": "3"}
    overrides = {"iaas-core": core, "iaas-agent": {"AGENT_URL": gate.url}}
    try:
        with running_suite("simulated", overrides=overrides, ports=ports) as suite:
            people = People(suite)
            yield suite, gate, people.person("MEMBER", people.group(memory=QUOTA))
    finally:
        gate.close()


@pytest.fixture
def ground(town: tuple[RunningSuite, Gate, Person]) -> Iterator[Ground]:
    yield Ground(*town)
    town[1].release()
    town[0].delete_all()


CHANGES: list[Any] = [
    pytest.param(True, {"cpus": 3, "memory": 4}, id="running-grows"),
    pytest.param(False, {"cpus": 3, "memory": 4}, id="stopped-grows"),
    pytest.param(False, {"cpus": 1, "memory": 1}, id="stopped-shrinks"),
]


@pytest.mark.parametrize("after", [False, True], ids=["before-its-effect", "after-its-effect"])
@pytest.mark.parametrize(("runs", "size"), CHANGES)
def test_a_cancelled_resize_ends_in_the_truth(ground: Ground, runs: bool, size: dict[str, int], after: bool) -> None:
    """A plain member asked for four vCPUs and cancelled: the row said one, the domain had four."""
    uuid = ground.vm(runs=runs, cpus=2, memory=2)
    operation = ground.resize_held(uuid, size, after=after)
    assert ground.used() == (max(2, size["cpus"]), max(2, size["memory"])), "the larger counts until it is over"
    ground.suite.api.post("/operation/cancel", {"uuid": operation})
    ground.agent.release()
    assert ground.suite.api.wait_operation(operation)["status"] == "undone"
    assert ground.sizes(uuid) == ((3, 4) if runs else (2, 2)), "a running guest keeps what it has got"
    if not runs:
        ground.person.api.post("/vm/start", {"vmUuid": uuid})
        assert ground.sizes(uuid) == (2, 2)


@pytest.mark.parametrize(("runs", "size"), CHANGES)
def test_a_resize_that_is_given_up_ends_in_the_truth(ground: Ground, runs: bool, size: dict[str, int]) -> None:
    """The agent did it, its answer is lost, and the host stays away for longer than an operation is patient."""
    uuid = ground.vm(runs=runs, cpus=2, memory=2)
    operation = ground.resize_held(uuid, size, after=True)
    ground.suite.suite.kill("iaas-agent")
    api = ground.suite.api
    api.until(lambda: api.operation(operation), lambda shown: shown["status"] == "undoing", 60)
    ground.agent.release()
    ground.suite.suite.start_service("iaas-agent")
    assert ground.suite.api.wait_operation(operation)["status"] == "undone"
    assert ground.sizes(uuid) == ((3, 4) if runs else (2, 2))


def test_what_is_given_up_is_free_when_it_is_given_up(ground: Ground) -> None:
    """Reduce, create, cancel: a group had 15 of 8 GiB."""
    uuid = ground.vm(runs=False, memory=QUOTA)
    operation = ground.resize_held(uuid, {"memory": 1}, after=True)
    api = ground.suite.api
    api.until(lambda: api.vm(uuid), lambda vm: vm["domainMemory"] == 1, 30)  # the host shows it; it can be undone still
    answer = ground.person.api.raw("POST", "/vm/create", ground.suite.form(memory=2))
    assert answer["detail"] == {"quota": "memory", "limit": QUOTA, "used": QUOTA, "asked": 2}
    ground.suite.api.post("/operation/cancel", {"uuid": operation})
    ground.agent.release()
    assert ground.suite.api.wait_operation(operation)["status"] == "undone"
    assert ground.sizes(uuid) == (1, QUOTA)
    ground.person.api.post("/vm/reduce", {"vmUuid": uuid, "memory": 1})
    assert ground.sizes(uuid) == (1, 1)
    ground.vm(runs=True, memory=QUOTA - 1)


def test_a_stopped_vm_is_given_any_size_and_room_anew(ground: Ground) -> None:
    """It could never have more than four times its first memory."""
    api, uuid = ground.suite.api, ground.suite.create(memory=1)["uuid"]
    assert api.vm(uuid)["maxMemory"] == 16
    refused = api.refused("/vm/update", {"vmUuid": uuid, "memory": 17}, code=202.02)
    assert "stop it" in refused["log"]
    api.post("/vm/stop", {"vmUuid": uuid, "force": True})
    api.wait_vm(uuid, "STOPPED")
    api.post("/vm/update", {"vmUuid": uuid, "memory": 40, "cpus": 20})
    api.post("/vm/start", {"vmUuid": uuid})
    vm = api.vm(uuid)
    assert (vm["cpus"], vm["maxCpus"], vm["memory"], vm["maxMemory"]) == (20, 20, 40, 160)
    assert (vm["domainCpus"], vm["domainMemory"]) == (20, 40)
    api.post("/vm/update", {"vmUuid": uuid, "memory": 160})
    assert ground.defined(uuid) == (20, 160)
