"""Every page in both languages: no grave barrier, nothing that sticks out, no error; and its picture for the manual.

The pictures go to the folder that `SCREENSHOTS` names (`make screenshots`), else nowhere that stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from deploy.dev.api import password
from deploy.dev.environment import ADMINISTRATOR
from tests.helpers.browser import Visitor
from tests.helpers.suite import RunningSuite, running_suite

LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
PAGES = {
    "vms": "/vms",
    "vm-new": "/vms/new",
    "vm": "/vms/{vm}",
    "vm-disks": "/vms/{vm}?tab=disks",
    "vm-tasks": "/vms/{vm}?tab=tasks",
    "vm-console": "/vms/{vm}?tab=console",
    "keys": "/account/keys",
    "not-found": "/nowhere",
}
TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def inhabited() -> Iterator[tuple[RunningSuite, dict[str, str]]]:
    """A suite with a few things of each kind, so that no page is empty."""
    with running_suite("simulated", console=True) as suite:
        yield suite, _furnish(suite)


def _furnish(suite: RunningSuite) -> dict[str, str]:
    api = suite.api
    web = suite.create("web-1", description="the school's web page")
    off = suite.create("web-2", description="takes over at noon")
    suite.create("database", description="PostgreSQL for the wards")
    made = [api.post("/volume/create", {"name": name, "diskSize": 1}) for name in ("records", "archive")]
    for volume in made:
        api.wait_operation(volume["operationUuid"])
    attached = api.post("/volume/attach", {"vmUuid": web["uuid"], "volumeUuid": made[0]["uuid"]})
    api.wait_operation(attached["operationUuid"])
    api.post("/vm/stop", {"vmUuid": off["uuid"]})
    return {"vm": web["uuid"], "volume": made[0]["uuid"]}


@pytest.fixture(scope="module", params=LANGUAGES)
def tourist(
    request: pytest.FixtureRequest, browser: Browser, inhabited: tuple[RunningSuite, dict[str, str]]
) -> Iterator[tuple[str, Visitor, dict[str, str]]]:
    suite, things = inhabited
    visitor = Visitor(browser, suite, LANGUAGES[request.param])
    visitor.sign_in(ADMINISTRATOR, password(suite.config))
    yield request.param, visitor, things
    visitor.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page(name: str, tourist: tuple[str, Visitor, dict[str, Any]], pictures: Path) -> None:
    language, visitor, things = tourist
    visitor.go(PAGES[name].format(**things))
    _settle(visitor)
    _inspect(visitor, name)
    visitor.page.screenshot(path=pictures / language / f"{name}.png")
    visitor.page.evaluate("document.documentElement.classList.add('dark')")
    _inspect(visitor, f"{name}, dark")
    visitor.page.evaluate("document.documentElement.classList.remove('dark')")
    visitor.page.set_viewport_size(TABLET)
    _inspect(visitor, f"{name}, tablet")
    visitor.page.set_viewport_size(DESK)
    assert not visitor.errors, visitor.errors


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_in_page(
    language: str, browser: Browser, inhabited: tuple[RunningSuite, dict[str, str]], pictures: Path
) -> None:
    visitor = Visitor(browser, inhabited[0], LANGUAGES[language])
    try:
        visitor.go("/sign-in")
        _settle(visitor)
        _inspect(visitor, "sign-in")
        visitor.page.screenshot(path=pictures / language / "sign-in.png")
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
    beyond = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond <= 0, f"{where}: {beyond} pixels stick out to the right"
