"""Defects of v1 that only a real guest shows; the others are in tests/defects."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite


def test_d05_stopped_means_off(suite: RunningSuite) -> None:
    """v1 stored STOPPED at once, while the guest went on for up to 20 s."""
    vm = suite.create("slow")
    guest = Guest(suite, vm["uuid"])
    guest.wait_booted()
    guest.run("/bin/killall", "acpid")
    body = {"vmUuid": vm["uuid"]}
    suite.api.post("/vm/stop", body)
    assert suite.virsh("domstate", vm["uuid"]) == "running"
    assert suite.api.vm(vm["uuid"])["status"] == "STOPPING"
    suite.api.refused("/vm/reduce", {**body, "cpus": 1}, code=202.02)
    suite.api.refused("/vm/publish_image", {**body, "name": "x", "vdSize": 1}, code=202.08)
    suite.api.refused("/vm/delete", {**body, "deleteType": "normal"}, code=202.01)
    suite.api.wait_vm(vm["uuid"], "STOPPED", 60)
    assert suite.virsh("domstate", vm["uuid"]) == "shut off"


def test_d38_a_new_size_leaves_the_rest_alone(suite: RunningSuite) -> None:
    """v1 redefined the domain from its running XML: the screen's password was gone at the next start."""
    vm = suite.create("sized")
    body = {"vmUuid": vm["uuid"]}
    suite.api.post("/vm/update", {**body, "cpus": 2})
    for option in ((), ("--inactive",)):
        xml = ElementTree.fromstring(suite.virsh("dumpxml", "--security-info", *option, vm["uuid"]))
        screen, vcpu = xml.find("devices/graphics"), xml.find("vcpu")
        assert screen is not None and len(screen.get("passwd", "")) == 8
        assert vcpu is not None and vcpu.get("current") == "2"
    most = suite.api.vm(vm["uuid"])["maxCpus"]
    suite.api.refused("/vm/update", {**body, "cpus": most + 1}, code=202.02)
    suite.api.refused("/vm/update", {**body, "cpus": 1}, code=202.02)
    suite.api.post("/vm/update", {**body, "cpus": None, "memory": 2})
    assert (suite.api.vm(vm["uuid"])["cpus"], suite.api.vm(vm["uuid"])["memory"]) == (2, 2)


def test_d45_a_screen_is_not_for_everybody(suite: RunningSuite) -> None:
    """v1's screens listened on 0.0.0.0, and their token was the VM's uuid for ever."""
    vm = suite.create("screen")
    screen = ElementTree.fromstring(suite.virsh("dumpxml", vm["uuid"])).find("devices/graphics")
    assert screen is not None and screen.get("listen") == "127.0.0.1"
    urls = [suite.api.get("/vm/vnc_url", uuid=vm["uuid"])["vnc_url"] for _ in range(2)]
    tokens = [parse_qs(urlsplit(url).query.replace("path=?", ""))["token"][0] for url in urls]
    assert tokens[0] != tokens[1] and vm["uuid"] not in tokens
    suite.api.post("/vm/stop", {"vmUuid": vm["uuid"], "force": True})
    suite.api.wait_vm(vm["uuid"], "STOPPED")
    assert suite.api.raw("GET", "/vm/vnc_url", params={"uuid": vm["uuid"]})["code"] != 200.0
