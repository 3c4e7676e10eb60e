"""A host's power cut: what ran runs again, by an operation of the suite's own, once; the rest says why it is off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.suite import RunningSuite, running_suite


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    overrides = {"iaas-agent": {"INVENTORY_SECONDS": "0.5"}, "iaas-core": {"HOST_STARTS_AT_ONCE": "2"}}
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


@pytest.fixture(autouse=True)
def clean(suite: RunningSuite) -> Iterator[None]:
    yield
    suite.delete_all()


def cut_power(suite: RunningSuite, *more: str) -> None:
    """The agent is gone, and all that ran on its host with it; others of the suite may go, too."""
    for service in ("iaas-agent", *more):
        suite.suite.kill(service)
    for kept in suite.config.state.rglob("simulated/*.domain"):
        power, _, definition = kept.read_text().partition("\n")
        kept.write_text(f"{'saved' if power == 'saved' else 'stopped'}\n{definition}")


def starts_of(suite: RunningSuite, uuid: str) -> list[dict[str, object]]:
    page = suite.api.get("/operation/page_query_all", page_num=1, page_size=99, target_uuid=uuid, kind="vm_start")
    return [operation for operation in page["content"] if operation["userName"] == "system"]


def test_what_ran_runs_again_and_the_rest_says_why_not(suite: RunningSuite) -> None:
    api = suite.api
    ran = [suite.create(f"ran{number}")["uuid"] for number in range(4)]
    stays, stopped, suspended = (suite.create(name)["uuid"] for name in ("stays", "stopped", "suspended"))
    assert api.post("/vm/edit", {"vmUuid": stays, "autoStart": False})["autoStart"] is False
    api.post("/vm/stop", {"vmUuid": stopped, "force": True})
    api.wait_vm(stopped, "STOPPED")
    api.post("/vm/suspend", {"vmUuid": suspended})

    cut_power(suite)
    suite.suite.start_service("iaas-agent")
    for uuid in ran:
        api.wait_vm(uuid, lambda vm, uuid=uuid: vm["status"] == "ACTIVE" and starts_of(suite, uuid))
        [start] = starts_of(suite, uuid)
        assert (start["status"], start["userName"]) == ("done", "system")
        assert "powerReason" not in api.vm(uuid)
    off = api.wait_vm(stays, "STOPPED")
    assert off["powerReason"]["code"] == "host_lost_stays" and off["host"]["name"] in off["powerReason"]["message"]
    assert api.vm(stopped)["powerReason"]["code"] == "stopped"
    assert api.wait_vm(suspended, "SUSPENDED").get("powerReason") is None
    assert not starts_of(suite, stays) + starts_of(suite, stopped) + starts_of(suite, suspended)
    log = api.get("/audit/page_query_all", page_num=1, page_size=99, username="system")["content"]
    assert sorted(entry["resourceKey"] for entry in log) == sorted(ran)
    listed = {vm["uuid"]: vm.get("powerReason", {}).get("code") for vm in api.get("/vm/query_all")}
    assert listed[stays] == "host_lost_stays"


def test_the_host_is_back_before_iaas_core(suite: RunningSuite) -> None:
    uuid = suite.create()["uuid"]
    cut_power(suite, "iaas-core")
    suite.suite._launch("iaas-agent")  # it cannot become ready yet
    suite.suite.start_service("iaas-core")
    suite.api.wait_vm(uuid, lambda vm: vm["status"] == "ACTIVE" and starts_of(suite, uuid))
    assert len(starts_of(suite, uuid)) == 1


def test_one_that_its_owner_stops_meanwhile_stays_off(suite: RunningSuite) -> None:
    uuid = suite.create()["uuid"]
    cut_power(suite)
    suite.api.post("/vm/stop", {"vmUuid": uuid})
    suite.suite.start_service("iaas-agent")
    assert suite.api.wait_vm(uuid, "STOPPED")["powerReason"]["code"] == "stopped"
    assert not starts_of(suite, uuid)
