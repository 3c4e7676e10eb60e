"""A newcomer's first steps in the console, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite


def test_a_wrong_password_is_told_and_nothing_else(visit: Visit) -> None:
    nobody = visit(None)
    nobody.go("/")
    nobody.page.locator("input").first.fill("admin")
    nobody.page.locator("input[type=password]").fill("not this one")
    nobody.page.keyboard.press("Enter")
    expect(nobody.page.get_by_role("alert").first).to_be_visible()
    assert "sign-in" in nobody.page.url


def test_a_vm_from_the_wizard_becomes_active_by_itself(visit: Visit) -> None:
    admin = visit()
    admin.go("/vms")
    admin.press("New VM")
    admin.page.get_by_placeholder("4 to 32 characters").fill("first VM")
    admin.press("Create")
    admin.sees("Active")
    admin.go("/vms")
    row = admin.page.get_by_role("row").filter(has_text="first VM")
    expect(row.get_by_text("Active")).to_be_visible()


def test_two_windows_see_each_others_changes(visit: Visit, console: RunningSuite) -> None:
    one, two = visit(), visit()
    for window in (one, two):
        window.go("/vms")
    vm = console.create("seen by both")
    for window in (one, two):
        expect(window.page.get_by_role("row").filter(has_text="seen by both")).to_be_visible()
    console.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    for window in (one, two):
        expect(window.page.get_by_role("row").filter(has_text="seen by both").get_by_text("Stopped")).to_be_visible()


def test_the_network_goes_and_comes_back(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/vms")
    admin.context.set_offline(True)
    console.create("made meanwhile")
    admin.context.set_offline(False)
    expect(admin.page.get_by_role("row").filter(has_text="made meanwhile")).to_be_visible()


def test_a_member_sees_the_own_vms_alone(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group())
    console.create("of the administrator")
    people.vm(member, name="of the member")
    window = visit(member.username, member.password)
    window.go("/vms")
    expect(window.page.get_by_role("row").filter(has_text="of the member")).to_be_visible()
    assert "of the administrator" not in window.page.content()
