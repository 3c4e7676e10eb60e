"""The database is lost: rows are rebuilt from what the hosts hold."""

from __future__ import annotations

from tests.helpers.suite import running_suite
from tests.helpers.volumes import Volumes


def test_rows_are_rebuilt_from_the_hosts_alone() -> None:
    with running_suite("simulated") as suite:
        before = suite.create("kept", description="not kept")
        plain = suite.create("second")
        volumes = Volumes(suite)
        plugged, free = volumes.create("plugged", 2), volumes.create("free", 3)
        volumes.attach(plugged, before["uuid"])
        before = suite.api.vm(before["uuid"])
        suite.suite.stop_service("db-proxy")
        for file in (suite.config.state / "sqlite").iterdir():
            file.unlink()
        suite.suite.start_service("db-proxy")
        suite.suite.stop_service("iaas-agent")
        suite.suite.start_service("iaas-agent")
        suite.api.until(lambda: suite.api.http.get("/readyz").status_code, lambda status: status == 200, 60)
        api, volumes = suite.sign_in_again(), Volumes(suite)
        assert api.get("/vm/query_all") == []

        shown = api.post("/host/recover", {})
        assert shown["dryRun"] is True
        assert {vm["uuid"] for vm in shown["hosts"][0]["vms"]} == {before["uuid"], plain["uuid"]}
        assert api.get("/vm/query_all") == [], "a dry run writes nothing"

        adopted = api.post("/host/recover", {"dryRun": False})["hosts"][0]
        assert adopted["problems"] == []
        after = api.vm(before["uuid"])
        for field in ("uuid", "name", "cpus", "memory", "diskSize", "imageUuid", "status", "userName"):
            assert after[field] == before[field], field
        assert [(ip["ip"], ip["mac"]) for ip in after["ips"]] == [(ip["ip"], ip["mac"]) for ip in before["ips"]]
        for field in ("uuid", "name", "size", "usageType", "status", "mountPoint", "bus", "providerLocation"):
            assert [v[field] for v in after["volumes"]] == [v[field] for v in before["volumes"]], field
        assert (volumes.one(free)["status"], volumes.one(free)["size"]) == ("AVAILABLE", 3)
        volumes.detach(plugged, before["uuid"])
        volumes.delete_all()
        assert api.post("/host/recover", {"dryRun": False})["hosts"][0]["vms"] == []
        api.post("/vm/delete", {"vmUuid": before["uuid"], "deleteType": "force"})
        suite.delete(plain["uuid"])
        assert suite.disk_files() == []
