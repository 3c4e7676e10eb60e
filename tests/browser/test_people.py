"""People in the console: accounts, groups with quotas, who did what, and coming back after a session has ended."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite

CHOSEN = "a password of my own 7"


def _row(visitor: Visitor, text: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=text)


def _more(visitor: Visitor, username: str, action: str) -> None:
    visitor.press(f"More: {username}")
    visitor.page.get_by_role("menuitem", name=action).click()


def _choose(visitor: Visitor, within: Locator, label: str, option: str) -> None:
    field = within.get_by_role("combobox", name=label)
    field.click()
    visitor.page.get_by_role("option", name=option).first.click()


def test_a_member_from_the_first_password_to_the_own_vm(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    group = people.group(vms=1)
    name = next(each["name"] for each in console.api.get("/user_group/query_all") if each["id"] == group)
    console.create("of the administrator")
    admin = visit()
    admin.go("/users")
    admin.press("New user")
    form = admin.page.get_by_role("dialog")
    form.get_by_placeholder("for signing in").fill("nora")
    _choose(admin, form, "Group", name)
    form.get_by_role("button", name="Create", exact=True).dblclick()
    shown = form.locator("code")
    first = shown.inner_text()
    assert re.fullmatch(r"\w{16}", first)
    form.get_by_role("button", name="Close", exact=True).click()
    expect(_row(admin, "nora").get_by_text("must change the password")).to_be_visible()

    nora = visit(None)
    nora.go("/tasks?status=done")
    nora.page.locator("input").first.fill("nora")
    nora.page.locator("input[type=password]").fill(first)
    nora.page.keyboard.press("Enter")
    nora.sees("Choose a password of your own")
    nora.go("/vms")
    nora.sees("Choose a password of your own")
    fields = nora.page.locator("input[type=password]")
    fields.nth(0).fill(first)
    fields.nth(1).fill("nora and more 1")
    nora.sees("It must not contain the user name.")
    fields.nth(1).fill(CHOSEN)
    fields.nth(2).fill(CHOSEN)
    nora.press("Change password")
    nora.page.wait_for_url(re.compile(r"^[^?]*/vms$"))
    expect(nora.page.get_by_text("There are no VMs yet.")).to_be_visible()
    assert not {"Users", "Audit log"} & set(nora.page.locator(".el-menu-item").all_inner_texts())
    for hidden in ("/users", "/audit"):
        nora.go(hidden)
        nora.sees("This page does not exist.")


def test_a_quota_that_is_used_up_is_said_and_shown(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group(vms=1))
    window = visit(member.username, member.password)
    window.go("/account")
    expect(window.page.get_by_text("0 / 1", exact=True)).to_be_visible()
    people.vm(member, name="the only one")
    expect(window.page.get_by_text("1 / 1", exact=True)).to_be_visible()
    window.go("/vms/new")
    window.page.get_by_placeholder("4 to 32 characters").fill("one too many")
    expect(window.page.get_by_role("alert").filter(has_text="more than your group has left")).to_be_visible()
    expect(window.page.get_by_role("button", name="Create", exact=True)).to_be_disabled()


def test_a_session_that_has_ended_comes_back_to_the_same_page(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group())
    window = visit(member.username, member.password)
    window.go("/tasks?status=done&size=50")
    window.page.get_by_role("heading", name="Tasks").first.wait_for()
    for enabled in (False, True):
        console.api.post("/user/edit", {"id": member.id, "enabled": enabled})
    window.sees("Your session has ended.")
    window.page.locator("input").first.fill(member.username)
    window.page.locator("input[type=password]").fill(member.password)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url(re.compile(r"^[^?]*/tasks\?status=done&size=50$"))


def test_who_comes_next_sees_nothing_of_who_was_there(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group())
    console.create("of the administrator")
    window = visit()
    window.go("/vms")
    expect(_row(window, "of the administrator")).to_be_visible()
    window.page.get_by_role("button", name=re.compile("Account of")).click()
    window.page.get_by_role("menuitem", name="Log out").click()
    window.page.wait_for_url("**/sign-in*")
    window.page.locator("input").first.fill(member.username)
    window.page.locator("input[type=password]").fill(member.password)
    window.page.keyboard.press("Enter")
    window.page.get_by_role("menuitem", name="Cloud VMs").click()
    expect(window.page.get_by_text("There are no VMs yet.")).to_be_visible()
    assert "of the administrator" not in window.page.content()


def test_an_account_is_emptied_and_deleted(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    group = people.group()
    leaves, stays = people.person("MEMBER", group), people.person("MEMBER", group)
    people.vm(leaves, name="goes on")
    people.volume(leaves, name="records")
    admin = visit()
    admin.go(f"/users?group={group}")
    _more(admin, leaves.username, "Delete")
    dialog = admin.page.get_by_role("dialog")
    for thing in ("goes on", "records"):
        expect(dialog.get_by_role("row").filter(has_text=thing)).to_be_visible()
    _choose(admin, dialog, "Search by name", stays.username)
    dialog.get_by_role("button", name="Give all", exact=True).click()
    dialog.get_by_label("Name of what is to be deleted").fill(leaves.username)
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(_row(admin, stays.username)).to_be_visible()
    expect(_row(admin, leaves.username)).to_have_count(0)
    assert {vm["userName"] for vm in stays.api.get("/vm/query_all")} == {stays.username}
    admin.go("/audit?action=user_delete&outcome=success")
    expect(_row(admin, "Delete user").first).to_be_visible()


def test_a_leader_manages_members_and_nobody_else(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    group = people.group()
    leader, member = people.person("GROUP_LEADER", group), people.person("MEMBER", group)
    stranger = people.person("MEMBER", people.group())
    vm = people.vm(member, name="lent out")
    window = visit(leader.username, leader.password)
    window.go("/users")
    expect(_row(window, member.username)).to_be_visible()
    expect(_row(window, stranger.username)).to_have_count(0)
    _more(window, member.username, "Lock")
    window.page.get_by_role("dialog").get_by_role("button", name="Lock", exact=True).click()
    expect(_row(window, member.username).get_by_text("Locked")).to_be_visible()
    window.press(f"More: {leader.username}")
    expect(window.page.get_by_text("Nobody deletes the own account.").first).to_be_visible()
    window.go(f"/vms/{vm}")
    window.press("More")
    window.page.get_by_role("menuitem", name="Give to somebody else").click()
    dialog = window.page.get_by_role("dialog")
    _choose(window, dialog, "Search by name", leader.username)
    dialog.get_by_role("button", name="Give", exact=True).click()
    expect(window.page.get_by_text("lent out has a new owner.").first).to_be_visible()
    assert leader.api.vm(vm)["userName"] == leader.username


def test_lists_of_people_follow_what_others_do(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    admin = visit()
    admin.go("/groups")
    admin.page.get_by_role("heading", name="User groups").wait_for()
    group = people.group()
    console.api.post("/user_group/edit", {"id": group, "name": "made elsewhere", "vms": 7})
    expect(_row(admin, "made elsewhere").get_by_text("0 / 7")).to_be_visible()
    admin.go(f"/groups/{group}")
    admin.sees("This group has no members yet.")
    member = people.person("MEMBER", group)
    expect(_row(admin, member.username)).to_be_visible()
