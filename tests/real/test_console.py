"""A newcomer's first VM in the web console, with a real browser and a real guest: made, used, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from deploy.dev.api import password
from deploy.dev.environment import ADMINISTRATOR
from tests.helpers.browser import Visitor, chromium
from tests.helpers.guest import Guest
from tests.helpers.suite import RunningSuite, running_suite

PATIENCE_MS = 180_000
"""A guest boots, a disk is copied: on a machine that emulates its processors."""
PAINT_BLUE = r"printf '\033[44m\033[2J'" + "\n"
BLUE_SHARE = """canvas => {
  if (!canvas.width || !canvas.height) return NaN; // no picture yet, or none any more
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let blue = 0;
  for (let at = 0; at < data.length; at += 4) blue += data[at + 2] > 120 && data[at] < 60 && data[at + 1] < 60;
  return (4 * blue) / data.length;
}"""


@pytest.fixture(scope="module")
def shown() -> Iterator[RunningSuite]:
    with running_suite(console=True) as suite:
        yield suite


@pytest.fixture
def visitor(shown: RunningSuite) -> Iterator[Visitor]:
    with chromium() as browser:
        visitor = Visitor(browser, shown)
        visitor.sign_in(ADMINISTRATOR, password(shown.config))
        yield visitor
        errors = visitor.errors
        visitor.close()
    shown.delete_all()
    assert not errors, errors


def test_a_vm_from_the_wizard_to_its_end(visitor: Visitor, shown: RunningSuite) -> None:
    page = visitor.page
    guest = _create(visitor, shown)
    page.get_by_role("button", name="Console", exact=True).click()
    screen = page.locator("canvas")
    expect(page.get_by_role("status").get_by_text("Connected")).to_be_visible(timeout=PATIENCE_MS)
    guest.wait_booted()
    _use(visitor, screen, guest)
    _reboot(visitor, screen, guest)
    _attach(visitor, shown, guest)
    _stop_and_edit(visitor)
    _publish(visitor, shown)
    _delete(visitor, shown)


def _create(visitor: Visitor, suite: RunningSuite) -> Guest:
    visitor.go("/vms/new")
    visitor.page.get_by_placeholder("4 to 32 characters").fill("first VM")
    visitor.press("Create")
    expect(visitor.page.get_by_role("heading", name="first VM")).to_be_visible()
    expect(visitor.page.get_by_text("Active", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    return Guest(suite, visitor.page.url.rstrip("/").rpartition("/")[2].partition("?")[0])


def _use(visitor: Visitor, screen: Locator, guest: Guest) -> None:
    """Sign in by the keyboard; what a command draws is seen in the frame."""
    page = visitor.page
    screen.click()
    page.keyboard.type("root\n", delay=60)
    guest.until(lambda: guest.on_screen("login"))
    page.keyboard.type("guest\n", delay=60)
    guest.until(lambda: guest.on_screen("-sh"))
    assert screen.evaluate(BLUE_SHARE) < 0.1
    _picture(visitor)
    page.get_by_role("button", name="Type text").click()
    page.get_by_role("textbox").last.fill(PAINT_BLUE)
    page.get_by_role("button", name="Type it").click()
    guest.until(lambda: screen.evaluate(BLUE_SHARE) > 0.8)


def _picture(visitor: Visitor) -> None:
    """In both languages: a second window sees the same screen, and takes it from nobody."""
    visitor.picture("vm-console")
    browser = visitor.context.browser
    assert browser is not None
    other = Visitor(browser, visitor.suite, "zh-CN")
    other.sign_in(ADMINISTRATOR, password(visitor.suite.config))
    other.page.goto(visitor.page.url)
    expect(other.page.locator("canvas")).to_be_visible()
    expect(other.page.get_by_role("status").get_by_text("已连接")).to_be_visible()
    other.picture("vm-console")
    other.close()
    expect(visitor.page.get_by_role("status").get_by_text("Connected")).to_be_visible()


def _reboot(visitor: Visitor, screen: Locator, guest: Guest) -> None:
    """The screen comes back by itself, with no error."""
    page = visitor.page
    visitor.press("Reboot")
    page.get_by_role("dialog").get_by_role("button", name="Reboot").click()
    guest.until(lambda: screen.count() == 1 and screen.evaluate(BLUE_SHARE) < 0.1)
    expect(page.get_by_role("status").get_by_text("Connected")).to_be_visible(timeout=PATIENCE_MS)
    guest.wait_booted()
    expect(page.get_by_text("Active", exact=True).first).to_be_visible(timeout=PATIENCE_MS)


def _attach(visitor: Visitor, suite: RunningSuite, guest: Guest) -> None:
    made = suite.api.post("/volume/create", {"name": "some data", "diskSize": 1})
    suite.api.wait_operation(made["operationUuid"])
    before = len(guest.disks())
    _choose(visitor, "Attach a disk")
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    visitor.page.get_by_role("option", name="some data").click()
    dialog.get_by_role("button", name="Attach").click()
    guest.until(lambda: len(guest.disks()) == before + 1)
    visitor.page.get_by_role("tab", name="Disks").click()
    expect(visitor.page.get_by_role("tabpanel").get_by_text("some data").first).to_be_visible()


def _stop_and_edit(visitor: Visitor) -> None:
    page = visitor.page
    visitor.press("Stop")
    page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    _choose(visitor, "Edit")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("renamed VM")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="renamed VM", exact=True)).to_be_visible()


def _publish(visitor: Visitor, suite: RunningSuite) -> None:
    _choose(visitor, "Publish as image")
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("golden image")
    dialog.get_by_role("button", name="Publish as image").click()
    visitor.page.get_by_role("tab", name="Tasks").click()
    done = visitor.page.get_by_role("row").filter(has_text="Publish").get_by_text("Done", exact=True)
    expect(done.first).to_be_visible(timeout=PATIENCE_MS)
    assert "golden image" in {image["name"] for image in suite.api.get("/image/query_all")}


def _delete(visitor: Visitor, suite: RunningSuite) -> None:
    page = visitor.page
    _choose(visitor, "Delete")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("system disk")).to_be_visible()
    button = dialog.get_by_role("button", name="Delete")
    expect(button).to_be_disabled()
    dialog.get_by_role("textbox").fill("renamed VM")
    button.click()
    page.wait_for_url(lambda url: url.partition("?")[0].endswith("/vms"))
    expect(page.get_by_text("There are no VMs yet.")).to_be_visible(timeout=PATIENCE_MS)
    assert [volume["name"] for volume in suite.api.get("/volume/query_all")] == ["some data"], "its data disk is kept"


def _choose(visitor: Visitor, action: str) -> None:
    """An entry of the menu of everything else that can be done."""
    visitor.press("More")
    visitor.page.get_by_role("menuitem", name=action, exact=True).click()
