"""Kill -9 at every step: whatever dies, every operation ends, and nothing is left without its owner.

A gate stands between iaas_core and its two neighbours. For every call that an operation makes, before and after its
effect, a process is killed while the call stands still; then it is started again and the operation must end.
"""

from __future__ import annotations

import pytest

from tests.helpers.gate import Chooser
from tests.helpers.gated import Gated, notes

CREATE_STEPS = ("bind_addresses", "clone_system_volume", "define_domain", "start_domain")
DELETE_STEPS = ("remove_domain", "unbind_addresses", "remove_volumes")
AGENT_CALLS = {
    "bind_addresses": ("PUT", "/dhcp/bindings/"),
    "clone_system_volume": ("PUT", "/volumes/"),
    "start_domain": ("PUT", "/running"),
    "unbind_addresses": ("PUT", "/dhcp/bindings/"),
    "remove_volumes": ("POST", "/volumes/"),
    "remove_domain": ("POST", "/absent"),
}


def _calls(step: str) -> Chooser:
    method, part = AGENT_CALLS.get(step, ("PUT", "/domains/"))

    def chosen(got: str, path: str, _: bytes) -> bool:
        plain_definition = step == "define_domain" and path.count("/") != 2
        return got == method and part in path and not plain_definition

    return chosen


def _begin_create(gated: Gated) -> dict:  # type: ignore[type-arg]
    made: dict = gated.suite.api.post("/vm/create", gated.suite.form("crash"))  # type: ignore[type-arg]
    return made


def _assert_whole(gated: Gated, made: dict) -> None:  # type: ignore[type-arg]
    """The creation ended: done, with a VM that runs, or undone, with nothing but a row that says why."""
    api = gated.suite.api
    ended = api.wait_operation(made["operationUuid"], 60)
    vm = api.wait_vm(made["uuid"], lambda vm: "operationUuid" not in vm, 30)
    if ended["status"] == "done":
        assert vm["status"] == "ACTIVE" and gated.suite.virsh("domstate", made["uuid"]) == "running"
    else:
        assert ended["status"] == "undone" and vm["status"] == "ERROR" and vm["error"]
    gated.suite.assert_no_leftovers()
    gated.suite.delete(made["uuid"])
    gated.suite.assert_no_leftovers()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(len(CREATE_STEPS)))
def test_the_core_dies_while_it_notes_a_step_of_a_creation(gated: Gated, step: int, after: bool) -> None:
    made: dict = {}  # type: ignore[type-arg]
    gated.crash_at(
        gated.db, notes(step, "done"), "iaas-core", after=after, act=lambda: made.update(_begin_create(gated))
    )
    _assert_whole(gated, made)


@pytest.mark.parametrize("victim", ["iaas-core", "iaas-agent", "db-proxy"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", CREATE_STEPS)
def test_a_service_dies_while_the_agent_works_on_a_creation(gated: Gated, step: str, after: bool, victim: str) -> None:
    made: dict = {}  # type: ignore[type-arg]
    gated.crash_at(gated.agent, _calls(step), victim, after=after, act=lambda: made.update(_begin_create(gated)))
    _assert_whole(gated, made)


@pytest.mark.parametrize("victim", ["iaas-core", "iaas-agent", "db-proxy"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", DELETE_STEPS)
def test_a_service_dies_while_a_vm_is_deleted(gated: Gated, step: str, after: bool, victim: str) -> None:
    vm = gated.suite.create("doomed")
    body = {"vmUuid": vm["uuid"], "deleteType": "force"}
    gated.crash_at(
        gated.agent,
        _calls(step),
        victim,
        after=after,
        act=lambda: gated.suite.api.post("/vm/delete", body, headers={"Prefer": "respond-async"}),
    )
    operation = gated.suite.api.get("/operation/page_query_all", page_num=1, page_size=1, target_uuid=vm["uuid"])
    ended = gated.suite.api.wait_operation(operation["content"][0]["uuid"], 60)
    assert ended["status"] == "done", ended
    assert gated.suite.api.get("/vm/query_all") == []
    gated.suite.assert_no_leftovers()


@pytest.mark.parametrize("verb,call,final", [("stop", "/stopped", "STOPPED"), ("suspend", "/suspended", "SUSPENDED")])
@pytest.mark.parametrize("victim", ["iaas-core", "iaas-agent"])
def test_a_service_dies_while_a_vm_changes_its_power(
    gated: Gated, verb: str, call: str, final: str, victim: str
) -> None:
    vm = gated.suite.create("power")
    body = {"vmUuid": vm["uuid"], "force": True}
    gated.crash_at(
        gated.agent,
        lambda method, path, _: method == "PUT" and path.endswith(call),
        victim,
        after=True,
        act=lambda: gated.suite.api.post(f"/vm/{verb}", body, headers={"Prefer": "respond-async"}),
    )
    gated.suite.api.wait_vm(vm["uuid"], lambda shown: shown["status"] == final and "operationUuid" not in shown, 60)
    gated.suite.delete(vm["uuid"])
    gated.suite.assert_no_leftovers()
