"""No room, no address, no image, no neighbour: the right code, a sentence that helps, and nothing half-made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.suite import RunningSuite


@contextmanager
def _limits(suite: RunningSuite, **limits: int) -> Iterator[None]:
    before = next(h for h in suite.api.get("/host/query_all") if h["uuid"] == suite.host)
    usual = {"vcpu": before["vCPU"], "mem": before["memory"], "storage": before["storage"]}
    suite.api.post("/host/node_resource", {"hostUuid": suite.host, **usual, **limits})
    try:
        yield
    finally:
        suite.api.post("/host/node_resource", {"hostUuid": suite.host, **usual})


def test_no_room_names_every_host_and_why(suite: RunningSuite) -> None:
    with _limits(suite, vcpu=1):
        suite.create("first")
        answer = suite.api.refused("/vm/create", suite.form("second"), code=202.0)
    assert answer["kind"] == "no_capacity"
    (reason,) = answer["detail"]["hosts"].values()
    assert "vCPU" in reason or "cpu" in reason.lower()
    assert len(suite.api.get("/vm/query_all")) == 1


def test_parallel_requests_never_pass_the_limits(suite: RunningSuite) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with _limits(suite, mem=3), ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(lambda n: suite.api.raw("POST", "/vm/create", suite.form(f"vm{n}"))["code"], range(10)))
        for vm in suite.api.get("/vm/query_all"):
            suite.api.wait_vm(vm["uuid"], "ACTIVE")
    assert sorted(codes) == [200.0] * 3 + [202.0] * 7
    assert suite.api.get("/host/statistics")["used_mem"] == 3


def test_no_address_left(suite: RunningSuite) -> None:
    fields = {
        "name": "tiny",
        "hostUuid": suite.host,
        "type": "PRIVATE",
        "bridge": "br1",
        "ipRangeStart": "10.78.0.10",
        "ipRangeEnd": "10.78.0.10",
        "gateway": "10.78.0.1",
        "netmask": "255.255.255.0",
    }
    segment = suite.api.post("/ip_segment/create_ip_segment", fields)["id"]
    try:
        vm = suite.create("one", ipSegmentId=segment)
        answer = suite.api.refused("/vm/create", suite.form("two", ipSegmentId=segment), code=202.0)
        assert "address" in answer["log"] and len(suite.api.get("/vm/query_all")) == 1
        suite.api.refused("/ip_segment/delete_ip_segment", {"ipSegmentId": segment}, code=202.0)
        suite.api.refused(
            "/ip_segment/edit_ip_segment", {**fields, "ipSegmentId": segment, "bridge": "br2"}, code=202.0
        )
        suite.delete(vm["uuid"])
    finally:
        suite.api.post("/ip_segment/delete_ip_segment", {"ipSegmentId": segment})


def test_an_image_without_its_disk(suite: RunningSuite) -> None:
    manifest = (suite.config.images / "kubeiaas-guest.yaml").read_text()
    (suite.config.images / "empty.yaml").write_text(manifest.replace("kubeiaas-guest.qcow2", "missing.qcow2"))
    try:
        answer = suite.api.refused("/vm/create", suite.form(imageUuid="empty.yaml"), code=202.0)
        assert "missing.qcow2" in answer["log"]
        assert suite.api.get("/vm/query_all") == []
    finally:
        (suite.config.images / "empty.yaml").unlink()


def test_a_disk_that_cannot_be_made_undoes_the_creation(suite: RunningSuite) -> None:
    base, away = (suite.config.state / "data" / name for name in ("base", "base.away"))
    base.rename(away) if base.exists() else away.mkdir()
    base.write_text("a file where the agent wants a folder")
    try:
        made = suite.api.post("/vm/create", suite.form())
        ended = suite.api.wait_operation(made["operationUuid"])
        assert ended["status"] == "undone" and ended["error"]
        vm = suite.api.vm(made["uuid"])
        assert vm["status"] == "ERROR" and vm["error"] and vm["ips"] == [] and vm["volumes"] == []
        suite.delete(vm["uuid"])
    finally:
        base.unlink()
        away.rename(base)


def test_agent_away_for_a_moment(suite: RunningSuite) -> None:
    suite.suite.kill("iaas-agent")
    made = suite.api.post("/vm/create", suite.form("patient"))
    suite.suite.start_service("iaas-agent")
    assert suite.api.wait_operation(made["operationUuid"])["status"] in ("done", "undone")


def test_agent_away_for_long_undoes_by_itself_when_it_is_back(suite: RunningSuite) -> None:
    suite.suite.kill("iaas-agent")
    made = suite.api.post("/vm/create", suite.form("given up"))
    suite.api.until(
        lambda: suite.api.operation(made["operationUuid"]), lambda operation: operation["status"] == "undoing", 30
    )
    suite.suite.start_service("iaas-agent")
    assert suite.api.wait_operation(made["operationUuid"])["status"] == "undone"
    vm = suite.api.vm(made["uuid"])
    assert vm["status"] == "ERROR" and "cannot be reached" in vm["error"]


def test_database_away(suite: RunningSuite) -> None:
    suite.suite.kill("db-proxy")
    try:
        answer = suite.api.raw("GET", "/vm/query_all")
        assert answer["code"] == 202.0 and answer["kind"] == "unavailable" and "db-proxy" in answer["log"]
        assert suite.api.raw("POST", "/vm/create", suite.form())["code"] == 202.0
        assert suite.api.http.get("/healthz").status_code == 200
        assert suite.api.http.get("/readyz").status_code == 503
    finally:
        suite.suite.start_service("db-proxy")
    suite.suite.wait_ready("iaas-core")
    assert suite.create("after")["status"] == "ACTIVE"
