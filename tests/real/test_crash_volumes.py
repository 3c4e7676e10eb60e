"""Kill -9 while a volume is made, attached, detached or deleted: every operation ends, and nobody has half a disk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.gate import Chooser
from tests.helpers.gated import Gated, notes
from tests.helpers.guest import Guest
from tests.helpers.volumes import Volumes

VICTIMS = ("iaas-core", "iaas-agent", "db-proxy")
LATER = {"Prefer": "respond-async"}


@pytest.fixture(scope="module")
def vm(real_gated_suite: Gated) -> Iterator[str]:
    """A guest that runs, for all tests of this file: it lets go of disks only once it has booted."""
    uuid = real_gated_suite.suite.create("host of disks")["uuid"]
    Guest(real_gated_suite.suite, uuid).wait_booted()
    yield uuid
    real_gated_suite.suite.delete_all()


@pytest.fixture
def volumes(real_gated_suite: Gated, vm: str) -> Iterator[Volumes]:
    volumes = Volumes(real_gated_suite.suite)
    yield volumes
    real_gated_suite.suite.assert_no_leftovers()


def _agent_call(method: str, part: str) -> Chooser:
    return lambda got, path, _: got == method and part in path


def _ended(gated: Gated, kind: str) -> dict[str, Any]:
    page = gated.suite.api.get("/operation/page_query_all", page_num=1, page_size=20)
    operation = next(row for row in page["content"] if row["kind"] == kind)
    ended = gated.suite.api.wait_operation(operation["uuid"], 60)
    assert ended["status"] in ("done", "undone"), ended
    return ended


def _has(gated: Gated, vm: str, uuid: str) -> tuple[bool, bool]:
    """Whether the domain has the disk now, and in its definition."""
    now, later = (gated.suite.virsh("dumpxml", *option, vm) for option in ((), ("--inactive",)))
    return uuid in now, uuid in later


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_while_it_is_made(real_gated_suite: Gated, volumes: Volumes, after: bool, victim: str) -> None:
    gated = real_gated_suite
    act = {"name": "crash", "diskSize": 1}
    call = _agent_call("PUT", "/volumes/")
    gated.crash_at(
        gated.agent, call, victim, after=after, act=lambda: gated.suite.api.post("/volume/create", act, headers=LATER)
    )
    ended = _ended(gated, "volume_create")
    shown = volumes.one(ended["targetUuid"])
    assert shown["status"] == ("AVAILABLE" if ended["status"] == "done" else "ERROR")
    gated.suite.api.post("/volume/delete", {"volumeUuid": shown["uuid"]})


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_while_it_is_attached_and_detached(
    real_gated_suite: Gated, volumes: Volumes, vm: str, after: bool, victim: str
) -> None:
    gated, uuid = real_gated_suite, volumes.create("crash")
    pair = {"vmUuid": vm, "volumeUuid": uuid}

    def begin(verb: str) -> None:
        gated.suite.api.post(f"/volume/{verb}", pair, headers=LATER)

    gated.crash_at(gated.agent, _agent_call("PUT", "/disks/"), victim, after=after, act=lambda: begin("attach"))
    done = _ended(gated, "volume_attach")["status"] == "done"
    assert _has(gated, vm, uuid) == (done, done)
    assert volumes.one(uuid)["status"] == ("ATTACHED" if done else "AVAILABLE")
    if not done:
        volumes.attach(uuid, vm)

    gated.crash_at(gated.agent, _agent_call("POST", "/disks/"), victim, after=after, act=lambda: begin("detach"))
    done = _ended(gated, "volume_detach")["status"] == "done"
    assert _has(gated, vm, uuid) == (not done, not done)
    if not done:
        volumes.detach(uuid, vm)
    assert volumes.one(uuid)["status"] == "AVAILABLE"
    assert gated.suite.api.vm(vm)["status"] == "ACTIVE"
    gated.suite.api.post("/volume/delete", {"volumeUuid": uuid})


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_while_it_is_deleted(real_gated_suite: Gated, volumes: Volumes, after: bool, victim: str) -> None:
    gated, uuid = real_gated_suite, volumes.create("crash")
    body = {"volumeUuid": uuid}
    call = _agent_call("POST", "/volumes/")
    gated.crash_at(
        gated.agent, call, victim, after=after, act=lambda: gated.suite.api.post("/volume/delete", body, headers=LATER)
    )
    ended = _ended(gated, "volume_delete")
    assert ended["status"] == "done" and gated.suite.api.get("/volume/query_all") == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(3))
def test_while_a_disk_is_published(real_gated_suite: Gated, vm: str, step: int, after: bool) -> None:
    """The core dies when it notes a step: the image is there and whole, or not there."""
    gated = real_gated_suite
    origin = gated.suite.create("origin")["uuid"]
    gated.suite.api.post("/vm/stop", {"vmUuid": origin, "force": True})
    gated.suite.api.wait_vm(origin, "STOPPED")
    form = {"vmUuid": origin, "name": "crash", "vdSize": 1}
    gated.crash_at(
        gated.db,
        notes(step, "done"),
        "iaas-core",
        after=after,
        act=lambda: gated.suite.api.post("/vm/publish_image", form),
    )
    assert _ended(gated, "image_publish")["status"] == "done"
    (image,) = [image for image in gated.suite.api.get("/image/query_all") if image["name"] == "crash"]
    assert image["status"] == "AVAILABLE", image
    gated.suite.api.post("/image/delete", {"uuid": image["uuid"]})
    gated.suite.delete(origin)
