"""A host whose disk of data volumes is full to the last byte: what frees space needs none, and nobody is held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.small_disk import SmallDisk, needs_mounts, small_disk
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

pytestmark = needs_mounts


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite("simulated", overrides={"iaas-agent": {"INVENTORY_SECONDS": "0.5"}}) as suite:
        yield suite


@pytest.fixture
def disk(suite: RunningSuite) -> Iterator[SmallDisk]:
    with small_disk(suite.config.state / "data" / "data-volumes", "size=16m,nr_inodes=1000") as disk:
        yield disk


def host(suite: RunningSuite) -> dict[str, Any]:
    found: dict[str, Any] = suite.api.get("/host/query_all")[0]
    return found


@pytest.mark.parametrize("how", ["fill", "use_up_inodes", "read_only"])
def test_disks_are_taken_out_put_in_and_deleted(suite: RunningSuite, disk: SmallDisk, how: str) -> None:
    volumes = Volumes(suite)
    vm = suite.create("full")["uuid"]
    one, other, third = (volumes.create(name) for name in ("one", "other", "third"))
    volumes.attach(one, vm)
    getattr(disk, how)()
    told = suite.api.until(lambda: host(suite), lambda host: bool(host["warnings"][1:]), 30)
    assert told["status"] == "READY" and any("data-volumes" in warning for warning in told["warnings"])
    refused = suite.api.refused("/volume/create", {"name": "no", "diskSize": 1}, code=202.0)
    assert "has no room left (data-volumes)" in str(refused["detail"])
    volumes.detach(one, vm)
    assert (volumes.one(one)["status"], len(suite.api.vm(vm)["volumes"])) == ("AVAILABLE", 1)
    volumes.attach(other, vm)
    assert volumes.one(other)["status"] == "ATTACHED"
    suite.api.post("/vm/stop", {"vmUuid": vm, "force": True})
    suite.api.wait_vm(vm, "STOPPED")
    volumes.detach(other, vm)
    if how == "read_only":
        disk.read_only(False)
    suite.api.post("/volume/delete", {"volumeUuid": third})
    disk.empty()
    suite.api.until(lambda: host(suite), lambda host: not host["warnings"][1:], 30)
    assert volumes.one(volumes.create("room again"))["status"] == "AVAILABLE"
    suite.delete(vm)
    volumes.delete_all()
    assert suite.disk_files() == [] == suite.dhcp_files()


def test_a_new_vm_goes_nowhere_where_its_disk_has_no_room(suite: RunningSuite) -> None:
    with small_disk(suite.config.state / "data" / "sys-volumes", "size=16m") as disk:
        disk.fill()
        suite.api.until(lambda: host(suite), lambda host: bool(host["warnings"][1:]), 30)
        refused = suite.api.refused("/vm/create", suite.form("nowhere"), code=202.0)
        assert "has no room left (sys-volumes)" in str(refused["detail"])
        disk.empty()
        suite.api.until(lambda: host(suite), lambda host: not host["warnings"][1:], 30)
        suite.delete(suite.create("somewhere")["uuid"])
    assert suite.disk_files() == [] == suite.dhcp_files()
