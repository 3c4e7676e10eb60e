"""The whole suite on PostgreSQL: the URL is the only difference. Commands and queries have tests of their own on it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.helpers.db import PostgresServer, postgres_programs
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    server = PostgresServer(programs)
    try:
        server.execute("CREATE DATABASE kubeiaas")
        with running_suite("simulated", overrides={"db-proxy": {"DATABASE_URL": server.url("kubeiaas")}}) as suite:
            yield suite
            suite.delete_all()
    finally:
        server.stop()


def test_the_life_of_a_vm_with_a_volume(suite: RunningSuite) -> None:
    volumes = Volumes(suite)
    vm, uuid = suite.create("vm", description="虚拟机"), volumes.create("data", 2)
    body = {"vmUuid": vm["uuid"]}
    volumes.attach(uuid, vm["uuid"])
    assert suite.api.get("/volume/fuzzy_query", keywords="VM", status="", page_num=1, page_size=5)["totalElements"] == 1
    for verb in ("suspend", "resume", "reboot"):
        suite.api.post(f"/vm/{verb}", body)
    suite.api.post("/vm/update", {**body, "cpus": 2})
    suite.api.post("/vm/edit", {**body, "description": "100%_"})
    found = suite.api.get(
        "/vm/fuzzy_query", keywords="0%_", status="active", host_uuid="", image_uuid="", page_num=1, page_size=5
    )
    assert [row["description"] for row in found["content"]] == ["100%_"]
    volumes.detach(uuid, vm["uuid"])
    suite.api.post("/vm/stop", {**body, "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    told = suite.api.post("/vm/publish_image", {**body, "name": "published", "vdSize": 1})
    assert suite.api.wait_operation(told["operationUuid"])["status"] == "done"
    (image,) = [row for row in suite.api.get("/image/query_all") if row["name"] == "published"]
    suite.api.refused("/image/delete", {"uuid": vm["imageUuid"]}, code=203.02)
    suite.api.post("/image/delete", {"uuid": image["uuid"]})
    suite.delete(vm["uuid"])
    volumes.delete_all()
    assert (suite.disk_files(), suite.dhcp_files()) == ([], [])


def test_many_at_once_and_a_restart_of_the_database_service(suite: RunningSuite) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: suite.api.post("/vm/create", suite.form(f"vm{n}")), range(16)))
    suite.suite.kill("db-proxy")
    suite.suite.start_service("db-proxy")
    for vm in made:
        assert suite.api.wait_operation(vm["operationUuid"])["status"] in ("done", "undone")
    shown = suite.api.get("/vm/query_all")
    assert [vm["uuid"] for vm in shown] == [vm["uuid"] for vm in sorted(made, key=lambda vm: vm["id"])]
    addresses = [ip["ip"] for vm in shown for ip in vm["ips"]]
    assert len(addresses) == len(set(addresses))
    suite.delete_all()
    assert (suite.disk_files(), suite.dhcp_files()) == ([], [])
