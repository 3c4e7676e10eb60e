"""Cloud disks in the console, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite


@pytest.fixture(autouse=True)
def no_disk_stays(console: RunningSuite, visit: Visit) -> Iterator[None]:
    """Disks outlive their VMs, and so must be deleted after them."""
    yield
    for vm in console.api.get("/vm/query_all"):
        console.delete(vm["uuid"])
    resting = console.api.until(lambda: console.api.get("/volume/query_all"), _rest, 60)
    for volume in resting:
        console.api.post("/volume/delete", {"volumeUuid": volume["uuid"]})


def test_from_new_to_deleted_without_a_reload(visit: Visit, console: RunningSuite) -> None:
    console.create("takes disks")
    admin = visit()
    admin.go("/volumes")
    admin.page.evaluate("window.neverReloaded = true")
    admin.press("New disk")
    form = _dialog(admin, "New disk")
    form.get_by_label("Name").fill("records")
    form.get_by_text("30 GiB", exact=True).click()
    form.get_by_role("button", name="Create").click()
    row = _row(admin, "records")
    expect(row.get_by_text("Available", exact=True)).to_be_visible()
    expect(row.get_by_text("30 GiB")).to_be_visible()

    row.get_by_role("button", name="Attach").click()
    form = _dialog(admin, "Attach records")
    form.get_by_role("combobox").click()
    admin.page.get_by_role("option", name=re.compile("takes disks")).click()
    form.get_by_role("button", name="Attach").click()
    expect(row.get_by_text("Attached", exact=True)).to_be_visible()
    expect(row.get_by_role("link", name="takes disks")).to_be_visible()

    row.get_by_role("button", name="Detach").click()
    question = _dialog(admin, "Detach: records")
    expect(question).to_contain_text("has not yet written to records")
    question.get_by_role("button", name="Detach").click()
    expect(row.get_by_text("Available", exact=True)).to_be_visible()

    row.get_by_role("button", name="More: records").click()
    admin.page.get_by_role("menuitem", name="Delete").click()
    question = _dialog(admin, "Delete: records")
    expect(question.get_by_role("button", name="Delete")).to_be_disabled()
    question.get_by_role("textbox").fill("records")
    question.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert console.api.get("/volume/query_all") == []
    assert admin.page.evaluate("window.neverReloaded") is True


def test_a_search_is_kept_in_the_address(visit: Visit, console: RunningSuite) -> None:
    for name in ("alpha", "beta"):
        _made(console, name)
    admin = visit()
    admin.go("/volumes")
    admin.page.get_by_placeholder("Name, description or VM").fill("alp")
    expect(_row(admin, "beta")).to_have_count(0)
    expect(admin.page).to_have_url(re.compile("keywords=alp"))
    admin.page.reload()
    expect(_row(admin, "alpha")).to_be_visible()
    expect(_row(admin, "beta")).to_have_count(0)


def test_many_are_deleted_and_what_was_left_out_says_why(visit: Visit, console: RunningSuite) -> None:
    vm = console.create("keeps one")
    kept = _made(console, "kept")
    for name in ("first", "second"):
        _made(console, name)
    attached = console.api.post("/volume/attach", {"vmUuid": vm["uuid"], "volumeUuid": kept})
    console.api.wait_operation(attached["operationUuid"])
    admin = visit()
    admin.go("/volumes")
    expect(_row(admin, "kept").get_by_text("Attached", exact=True)).to_be_visible()
    admin.page.locator("thead .el-checkbox").first.click()
    admin.press("Delete")
    question = _dialog(admin, "Delete: 2 ×")
    expect(question).to_contain_text("2 of 3 can do this now")
    question.get_by_role("textbox").fill("delete")
    question.get_by_role("button", name="Delete").click()
    result = _dialog(admin, "Delete: 2 of 3 done")
    expect(result).to_contain_text("It is attached to keeps one; detach it first.")
    result.get_by_role("button", name="Close").last.click()
    expect(_row(admin, "first")).to_have_count(0)
    assert [volume["uuid"] for volume in console.api.get("/volume/query_all")] == [kept]


def test_the_side_panel_has_an_address_and_is_live(visit: Visit, console: RunningSuite) -> None:
    uuid = _made(console, "looked at")
    admin = visit()
    admin.go(f"/volumes?status=ATTACHED&volume={uuid}")
    panel = _dialog(admin, "looked at")
    expect(panel.get_by_text(uuid)).to_be_visible()
    console.api.post("/volume/edit", {"volumeUuid": uuid, "name": "renamed", "description": "by somebody else"})
    expect(_dialog(admin, "renamed").get_by_text("by somebody else")).to_be_visible()
    admin.page.keyboard.press("Escape")
    expect(admin.page).not_to_have_url(re.compile("volume="))


def test_what_is_left_of_the_quota_is_shown_and_kept(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group(dataStorage=25))
    window = visit(member.username, member.password)
    window.go("/volumes")
    window.press("New disk")
    form = _dialog(window, "New disk")
    expect(form).to_contain_text("20 of 25 GiB")
    form.get_by_label("Name").fill("too large")
    form.get_by_role("spinbutton").fill("26")
    form.get_by_role("spinbutton").press("Tab")
    expect(form).to_contain_text("more than your group has left")
    expect(form.get_by_role("button", name="Create")).to_be_disabled()


def test_the_form_has_no_grave_violations(visit: Visit) -> None:
    """Pages are looked at in `test_tour`; this is what opens above one."""
    admin = visit()
    admin.go("/volumes")
    admin.press("New disk")
    _dialog(admin, "New disk").wait_for()
    assert admin.violations() == []
    admin.page.evaluate("document.documentElement.classList.add('dark')")
    assert admin.violations() == [], "dark"


def _row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".el-table__body").get_by_role("row").filter(has_text=name)


def _dialog(visitor: Visitor, title: str) -> Locator:
    return visitor.page.get_by_role("dialog", name=title)


def _made(console: RunningSuite, name: str) -> str:
    """A disk that is AVAILABLE; its uuid."""
    made = console.api.post("/volume/create", {"name": name, "diskSize": 1})
    console.api.wait_operation(made["operationUuid"])
    return str(made["uuid"])


def _rest(volumes: list[dict[str, object]]) -> bool:
    """Nothing is being done with any of them."""
    return not any(volume.get("operationUuid") for volume in volumes)
