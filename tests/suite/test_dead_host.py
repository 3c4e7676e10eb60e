"""A host that is gone for good: a VM there is forgotten, then it is removed; and it comes back all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    overrides = {
        "iaas-core": {"HOST_SILENT_SECONDS": "2", "CALL_TIMEOUT_SECONDS": "3"},
        "iaas-agent": {"INVENTORY_SECONDS": "0.5"},
    }
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


def test_a_host_that_is_gone_for_good(suite: RunningSuite) -> None:
    api, volumes = suite.api, Volumes(suite)
    lost, deleted, used, kept = suite.create("lost"), suite.create("deleted"), volumes.create("u"), volumes.create("k")
    volumes.attach(used, lost["uuid"])
    volumes.attach(kept, deleted["uuid"])
    (host,) = api.get("/host/query_all")
    form = {"hostUuid": host["uuid"], "name": host["name"]}
    assert "heard of" in api.refused("/host/delete", form, code=202.0)["log"]

    suite.suite.kill("iaas-agent")
    api.until(lambda: api.get("/host/query_all")[0], lambda seen: seen["status"] == "OFFLINE", 30)
    api.post("/vm/delete", {"vmUuid": deleted["uuid"], "deleteType": "force"})
    shown = volumes.one(kept)
    assert shown["status"] == "USED" and "may still write" in shown["error"] and shown["operationUuid"]
    api.refused("/volume/attach", {"vmUuid": lost["uuid"], "volumeUuid": kept}, code=202.12)
    api.refused("/volume/delete", {"volumeUuid": kept}, code=202.11)
    cleanup = api.operation(shown["operationUuid"])
    assert (cleanup["kind"], cleanup["cancellable"]) == ("vm_cleanup", False)
    api.refused("/operation/cancel", {"uuid": cleanup["uuid"]}, code=202.0)
    assert (
        "reached" in api.until(lambda: api.operation(cleanup["uuid"]), lambda o: o.get("waitingFor"), 30)["waitingFor"]
    )

    assert "name" in api.refused("/host/delete", {**form, "name": "another"}, code=402.0)["log"]
    key = {"Idempotency-Key": "the-end"}
    api.post("/host/delete", form, headers=key)
    api.post("/host/delete", form, headers=key)
    assert api.get("/host/query_all") == []
    assert [volumes.one(uuid)["status"] for uuid in (used, kept)] == ["AVAILABLE"] * 2
    assert api.operation(cleanup["uuid"])["status"] == "undone"
    gone = api.vm(lost["uuid"])
    assert gone["status"] == "ERROR" and "removed as dead" in gone["error"] and gone["ips"] == []
    api.post("/vm/delete", {"vmUuid": lost["uuid"], "deleteType": "none"})
    assert api.get("/vm/query_all") == []

    suite.suite.start_service("iaas-agent")
    back = api.until(lambda: api.get("/host/query_all"), bool, 30)[0]
    told = api.until(lambda: api.get("/host/query_all")[0], lambda seen: lost["uuid"] in (seen["problem"] or ""), 30)
    assert told["status"] == "ERROR" and back["uuid"] != host["uuid"]
    for file in (suite.config.state / "agent" / "simulated").glob("*.domain"):
        file.unlink()
    suite.suite.kill("iaas-agent")
    suite.suite.start_service("iaas-agent")
    api.until(lambda: api.get("/host/query_all")[0], lambda seen: seen["status"] == "READY", 30)
    for uuid in (used, kept):
        api.post("/volume/delete", {"volumeUuid": uuid})
    assert api.get("/volume/query_all") == []
