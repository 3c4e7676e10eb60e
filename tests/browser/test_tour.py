"""Every page in both languages: no grave barrier, nothing that sticks out, no error; and its picture for the manual.

`make screenshots` keeps the pictures in docs/screenshots.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from deploy.dev import guest_image
from deploy.dev.api import password
from deploy.dev.environment import ADMINISTRATOR
from tests.helpers.browser import Visitor
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

LANGUAGES = ("en-US", "zh-CN")
PAGES = {
    "home": "/home",
    "system-services": "/system",
    "system-nodes": "/system?tab=nodes",
    "system-storage": "/system?tab=storage",
    "system-network": "/system?tab=network",
    "system-segment": "/system?tab=network&segment={segment}",
    "system-config": "/system?tab=config",
    "vms": "/vms",
    "vm-new": "/vms/new",
    "vm": "/vms/{vm}",
    "vm-disks": "/vms/{vm}?tab=disks",
    "vm-tasks": "/vms/{vm}?tab=tasks",
    "vm-console": "/vms/{vm}?tab=console",
    "volumes": "/volumes",
    "volume": "/volumes?volume={volume}",
    "images": "/images",
    "image-new": "/images/new",
    "image-edit": "/images/{image}/edit",
    "users": "/users",
    "groups": "/groups",
    "group": "/groups/{group}",
    "audit": "/audit",
    "tasks": "/tasks",
    "account": "/account",
    "keys": "/account/keys",
    "not-found": "/nowhere",
}
"""Picture -> address."""
UNPICTURED = ("vm-console", "not-found")
"""Here a VM has no screen: `tests/real/test_console` has its picture."""
TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def inhabited() -> Iterator[tuple[RunningSuite, dict[str, Any]]]:
    """A suite with a few things of each kind, so that no page is empty, on a host of a usual size."""
    with running_suite("simulated", console=True) as suite:
        yield suite, _furnish(suite)


def _furnish(suite: RunningSuite) -> dict[str, Any]:
    api, people, volumes = suite.api, People(suite), Volumes(suite)
    api.post("/host/node_resource", {"hostUuid": suite.host, "vcpu": 64, "mem": 256, "storage": 2000})
    api.until(lambda: api.get("/service/statistics"), lambda services: services["active"] == services["total"], 60)
    web = suite.create("web-1", description="the school's web page")
    off = suite.create("web-2", description="takes over at noon")
    suite.create("database", description="PostgreSQL for the wards")
    records = volumes.create("records")
    volumes.create("archive")
    volumes.attach(records, web["uuid"])
    api.post("/vm/stop", {"vmUuid": off["uuid"]})
    group = people.group(vms=10, cpus=20, memory=40)
    for role in ("GROUP_LEADER", "MEMBER"):
        people.person(role, group)
    api.post("/image/save", {"uuid": "broken.yaml", "content": "image: ["})
    segment = str(suite.segment)
    return {"vm": web["uuid"], "volume": records, "group": group, "image": guest_image.UUID, "segment": segment}


@pytest.fixture(scope="module", params=LANGUAGES)
def tourist(
    request: pytest.FixtureRequest, browser: Browser, inhabited: tuple[RunningSuite, dict[str, Any]]
) -> Iterator[tuple[Visitor, dict[str, Any]]]:
    suite, things = inhabited
    visitor = Visitor(browser, suite, request.param)
    visitor.sign_in(ADMINISTRATOR, password(suite.config))
    yield visitor, things
    visitor.close()


@pytest.mark.parametrize("name", PAGES)
def test_every_page(name: str, tourist: tuple[Visitor, dict[str, Any]]) -> None:
    """Colours do not depend on the language, nor does what a tablet folds away: each is looked at in one of them."""
    visitor, things = tourist
    visitor.go(PAGES[name].format(**things))
    _settle(visitor)
    _inspect(visitor, name)
    if name not in UNPICTURED:
        visitor.picture(name)
    if visitor.language == "en-US":
        visitor.page.evaluate("document.documentElement.classList.add('dark')")
        _inspect(visitor, f"{name}, dark")
        visitor.page.evaluate("document.documentElement.classList.remove('dark')")
    visitor.page.set_viewport_size(TABLET)
    if visitor.language == "zh-CN":
        _inspect(visitor, f"{name}, tablet")
    _nothing_sticks_out(visitor, f"{name}, tablet")
    visitor.page.set_viewport_size(DESK)
    assert not visitor.errors, visitor.errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_in_page(language: str, browser: Browser, inhabited: tuple[RunningSuite, dict[str, Any]]) -> None:
    visitor = Visitor(browser, inhabited[0], language)
    try:
        visitor.go("/sign-in")
        _settle(visitor)
        _inspect(visitor, "sign-in")
        visitor.picture("sign-in")
    finally:
        visitor.close()


def _settle(visitor: Visitor) -> None:
    """All that the page asked for is there: nothing says any more that it is loading."""
    visitor.page.locator("h1").first.wait_for()
    for placeholder in (".el-skeleton", ".el-loading-mask"):
        expect(visitor.page.locator(f"{placeholder}:visible")).to_have_count(0)


def _inspect(visitor: Visitor, where: str) -> None:
    found = [(v["id"], [node["html"] for node in v["nodes"]]) for v in visitor.violations()]
    assert not found, f"{where}: {found}"
    _nothing_sticks_out(visitor, where)


def _nothing_sticks_out(visitor: Visitor, where: str) -> None:
    beyond = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond <= 0, f"{where}: {beyond} pixels stick out to the right"
