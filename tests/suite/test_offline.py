"""A host that is lost: shown as OFFLINE, its VMs can be deleted by force, and it is cleared when it comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.suite import RunningSuite, running_suite


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    overrides = {"iaas-core": {"HOST_SILENT_SECONDS": "2"}, "iaas-agent": {"INVENTORY_SECONDS": "0.5"}}
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


def test_a_lost_host_and_its_return(suite: RunningSuite) -> None:
    api = suite.api
    kept, gone = suite.create("kept"), suite.create("gone")
    suite.suite.kill("iaas-agent")
    api.until(lambda: api.get("/host/query_all")[0], lambda host: host["status"] == "OFFLINE", 30)
    assert api.vm(kept["uuid"])["powerState"] == "unknown" and api.vm(kept["uuid"])["status"] == "ACTIVE"

    refused = api.refused("/vm/create", suite.form("nowhere"), code=202.0)
    assert "OFFLINE" in str(refused["detail"]["hosts"])
    answer = api.refused("/vm/delete", {"vmUuid": gone["uuid"], "deleteType": "none"}, code=202.01)
    assert "force" in answer["log"]
    api.post("/vm/delete", {"vmUuid": gone["uuid"], "deleteType": "force"})
    assert [vm["uuid"] for vm in api.get("/vm/query_all")] == [kept["uuid"]]
    assert len([name for name in suite.disk_files() if name.endswith(".img")]) == 2, "the host could not be cleared yet"

    suite.suite.start_service("iaas-agent")
    volume = kept["volumes"][0]["uuid"]
    api.until(lambda: {name[:32] for name in suite.disk_files()}, lambda left: left == {volume}, 30)
    assert api.wait_vm(kept["uuid"], "ACTIVE")["powerState"] == "running"
    suite.delete(kept["uuid"])
