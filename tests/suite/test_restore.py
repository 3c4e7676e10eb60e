"""An older copy of the database is put back, as docs/operations.md says: states are true, work goes on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.suite import RunningSuite, running_suite

SOON = {"iaas-agent": {"INVENTORY_SECONDS": "1"}}


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite("simulated", overrides=SOON) as running:
        yield running


def database(suite: RunningSuite) -> Path:
    return suite.config.state / "sqlite" / "kubeiaas.db"


def copied(suite: RunningSuite) -> Path:
    """As the manual copies, while db_proxy runs."""
    copy = database(suite).with_name("backup.db")
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(database(suite))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def put_back(suite: RunningSuite, copy: Path) -> None:
    suite.suite.stop_service("db-proxy")
    for name in ("kubeiaas.db-wal", "kubeiaas.db-shm"):
        database(suite).with_name(name).unlink(missing_ok=True)
    copy.rename(database(suite))
    suite.suite.start_service("db-proxy")
    suite.api.until(lambda: suite.api.http.get("/readyz").status_code, lambda status: status == 200, 60)


def restart_agent(suite: RunningSuite) -> None:
    suite.suite.stop_service("iaas-agent")
    suite.suite.start_service("iaas-agent")
    suite.api.until(
        lambda: [host["status"] for host in suite.api.get("/host/query_all")], lambda all_: all_ == ["READY"], 60
    )


def stop(suite: RunningSuite, uuid: str) -> None:
    asked = suite.api.post("/vm/stop", {"vmUuid": uuid, "force": True})
    assert suite.api.wait_operation(asked["operationUuid"])["status"] == "done"


def status(suite: RunningSuite, uuid: str) -> str:
    return str(suite.api.vm(uuid)["status"])


def test_what_hosts_show_is_true_after_a_copy_was_put_back(suite: RunningSuite) -> None:
    vm = suite.create("kept")["uuid"]
    copy = copied(suite)
    restart_agent(suite)
    suite.delete(suite.create("since")["uuid"])
    for _ in range(2):
        stop(suite, vm)
        suite.api.post("/vm/start", {"vmUuid": vm})
    put_back(suite, copy)
    restart_agent(suite)
    stop(suite, vm)
    assert status(suite, vm) == "STOPPED"
    suite.api.post("/vm/start", {"vmUuid": vm})
    assert status(suite, vm) == "ACTIVE"
    suite.delete(vm)


def test_work_is_not_refused_by_what_a_host_has_seen(suite: RunningSuite) -> None:
    vm = suite.create("fenced")["uuid"]
    copy = copied(suite)
    for _ in range(6):
        stop(suite, vm)
        suite.api.post("/vm/start", {"vmUuid": vm})
    put_back(suite, copy)
    stop(suite, vm)
    assert status(suite, vm) == "STOPPED"
    suite.delete(vm)


def test_recovery_names_what_clashes_and_takes_the_rest(suite: RunningSuite) -> None:
    old = suite.create("old")
    copy = copied(suite)
    suite.delete(old["uuid"])
    heir, other = suite.create("heir"), suite.create("other")
    assert heir["ips"][0]["ip"] == old["ips"][0]["ip"]
    put_back(suite, copy)
    shown = suite.api.post("/host/recover", {})["hosts"][0]
    adopted = suite.api.post("/host/recover", {"dryRun": False})["hosts"][0]
    for report in (shown, adopted):
        assert [vm["uuid"] for vm in report["vms"]] == [other["uuid"]]
        (problem,) = report["problems"]
        assert problem["uuid"] == heir["uuid"]
        assert heir["ips"][0]["ip"] in problem["problem"] and old["uuid"] in problem["problem"]
    assert status(suite, other["uuid"]) == "ACTIVE"
    suite.delete(old["uuid"])
    again = suite.api.post("/host/recover", {"dryRun": False})["hosts"][0]
    assert ([vm["uuid"] for vm in again["vms"]], again["problems"]) == ([heir["uuid"]], [])
    suite.delete_all()


def test_a_database_of_another_installation_gets_no_host(suite: RunningSuite) -> None:
    vm = suite.create("mine")["uuid"]
    copy = copied(suite)
    suite.suite.stop_service("db-proxy")
    for file in database(suite).parent.iterdir():
        if file != copy:
            file.unlink()
    suite.suite.start_service("db-proxy")
    suite.suite.stop_service("iaas-agent")
    suite.suite.start_service("iaas-agent")
    suite.api.until(lambda: suite.api.http.get("/readyz").status_code, lambda code: code == 200, 60)
    api = suite.sign_in_again()
    (host,) = api.until(lambda: api.get("/host/query_all"), bool, 60)
    assert host["status"] == "ERROR" and "another installation" in host["problem"]
    put_back(suite, copy)
    api = suite.sign_in_again()
    api.until(lambda: [one["status"] for one in api.get("/host/query_all")], lambda all_: all_ == ["READY"], 60)
    assert status(suite, vm) == "ACTIVE"
    suite.delete(vm)
