"""Bad input and bad days in the console: odd names, impatient fingers, services that go and come back, failures."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.suite import RunningSuite

ODD = '<img src=x onerror="document.title=1"> 🐧 \u202egnirts ' + "w" * 206


def test_an_odd_name_is_only_a_name(visit: Visit, console: RunningSuite) -> None:
    """Such names are not taken any more, but KubeIaaS 1.0 took them and its rows are still there."""
    assert len(ODD) == 255
    vm = console.create("odd")
    with closing(sqlite3.connect(console.config.state / "sqlite" / "kubeiaas.db", timeout=30)) as database, database:
        database.execute("UPDATE vm SET name = ?, description = ? WHERE uuid = ?", (ODD, ODD, vm["uuid"]))
    console.suite.stop_service("iaas-core")  # it remembers rows; nobody else writes them
    console.suite.start_service("iaas-core")
    admin = visit()
    for path in ("/vms", f"/vms/{vm['uuid']}", f"/vms/{vm['uuid']}?tab=disks"):
        admin.go(path)
        expect(admin.page.get_by_text("🐧").first).to_be_visible()
        assert admin.page.locator("img[src=x]").count() == 0 and admin.page.title() != "1"
        assert admin.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_double_click_makes_one_vm(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/vms/new")
    admin.page.get_by_placeholder("4 to 32 characters").fill("only one")
    admin.page.get_by_role("button", name="Create", exact=True).dblclick()
    expect(admin.page.get_by_role("heading", name="only one")).to_be_visible()
    assert [vm["name"] for vm in console.api.get("/vm/query_all")] == ["only one"]


def test_an_answer_that_was_lost_on_the_way_makes_one_vm(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/vms/new")
    admin.page.get_by_placeholder("4 to 32 characters").fill("asked twice")
    sent: list[str] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort() if len(sent) == 1 else route.fallback()

    admin.page.route("**/api/vm/create", lose_the_first)
    admin.press("Create")
    expect(admin.page.get_by_role("alert").first).to_be_visible()
    admin.press("Create")
    expect(admin.page.get_by_role("heading", name="asked twice")).to_be_visible()
    assert len(sent) == 2 and len(set(sent)) == 1
    assert [vm["name"] for vm in console.api.get("/vm/query_all")] == ["asked twice"]


def test_a_vm_by_the_keyboard_alone(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/vms")
    admin.page.get_by_role("heading", name="Cloud VMs").wait_for()
    _tab_to(admin, "New VM")
    admin.page.keyboard.press("Enter")
    expect(admin.page.get_by_placeholder("4 to 32 characters")).to_be_focused()
    admin.page.keyboard.type("by keyboard")
    _tab_to(admin, "Create")
    admin.page.keyboard.press("Enter")
    expect(admin.page.get_by_role("heading", name="by keyboard")).to_be_visible()
    expect(admin.page.get_by_text("Active", exact=True).first).to_be_visible()


def test_a_failed_creation_is_begun_anew_with_what_was_asked_for(visit: Visit, console: RunningSuite) -> None:
    """Cancelled while its host is away, it is undone as any that fails."""
    console.suite.stop_service("iaas-agent")
    made = console.api.post("/vm/create", console.form("second try", cpus=3, memory=2, description="for the wards"))
    console.api.post("/operation/cancel", {"uuid": made["operationUuid"]})
    console.suite.start_service("iaas-agent")
    assert console.api.wait_operation(made["operationUuid"])["status"] == "undone"
    admin = visit()
    admin.go("/tasks")
    row = admin.page.get_by_role("row").filter(has_text="second try")
    row.get_by_role("button", name="Retry").click()
    expect(admin.page.get_by_placeholder("4 to 32 characters")).to_have_value("second try")
    expect(admin.page.get_by_text("3 vCPU")).to_be_visible()
    admin.press("Create")
    expect(admin.page.get_by_text("Active", exact=True).first).to_be_visible()
    (again,) = [vm for vm in console.api.get("/vm/query_all") if vm["status"] == "ACTIVE"]
    assert (again["name"], again["cpus"], again["description"]) == ("second try", 3, "for the wards")


def _tab_to(visitor: Visitor, name: str) -> None:
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement?.textContent?.trim()") == name:
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_the_server_goes_and_comes_back(visit: Visit, console: RunningSuite) -> None:
    """Whoever looks at a page keeps it, whoever opens one waits for it; both go on by themselves."""
    vm = console.create("patient")
    looking, opening = visit(), visit()
    row = looking.page.get_by_role("row").filter(has_text="patient")
    looking.go("/vms")
    expect(row.get_by_text("Active")).to_be_visible()
    console.suite.stop_service("iaas-core")
    try:
        opening.go(f"/vms/{vm['uuid']}?tab=disks")
        for window in (looking, opening):
            expect(window.page.get_by_text("The server does not answer.").first).to_be_visible(timeout=30_000)
        expect(row.get_by_text("Active")).to_be_visible()
    finally:
        console.suite.start_service("iaas-core")
    expect(opening.page.get_by_role("heading", name="patient")).to_be_visible(timeout=30_000)
    assert opening.page.url.endswith(f"/vms/{vm['uuid']}?tab=disks")
    expect(looking.page.get_by_text("The server does not answer.").first).to_be_hidden(timeout=30_000)
    console.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    expect(row.get_by_text("Stopped")).to_be_visible()


def test_many_at_once_each_with_its_result(visit: Visit, console: RunningSuite) -> None:
    console.create("runs")
    off = console.create("is off")
    console.api.post("/vm/stop", {"vmUuid": off["uuid"]})
    admin = visit()
    admin.go("/vms")
    expect(admin.page.get_by_role("row").filter(has_text="is off").get_by_text("Stopped")).to_be_visible()
    admin.page.locator("thead .el-checkbox").click()
    admin.sees("2 selected")
    admin.page.locator(".tools").get_by_role("button", name="Stop", exact=True).click()
    admin.page.get_by_role("dialog").get_by_role("button", name="Stop").click()
    results = admin.page.get_by_role("dialog").last
    expect(results.get_by_role("row").filter(has_text="runs").get_by_text("done")).to_be_visible()
    left_out = results.get_by_role("row").filter(has_text="is off")
    expect(left_out.get_by_text("left out")).to_be_visible()
    expect(left_out.get_by_text("Not while the VM is Stopped.")).to_be_visible()


def test_filters_and_page_are_in_the_address(visit: Visit, console: RunningSuite) -> None:
    for name in ("red one", "red two", "blue"):
        console.create(name)
    admin = visit()
    admin.go("/vms?keywords=red&size=10")
    expect(admin.page.locator("tbody").get_by_role("row")).to_have_count(2)
    admin.page.get_by_role("searchbox").or_(admin.page.get_by_placeholder("Name, description")).first.fill("blue")
    expect(admin.page.locator("tbody").get_by_role("row")).to_have_count(1)
    assert "keywords=blue" in admin.page.url
    admin.go("/vms?keywords=nothing-like-this")
    expect(admin.page.get_by_text("Nothing matches these filters.")).to_be_visible()
    admin.press("Reset filters")
    expect(admin.page.locator("tbody").get_by_role("row")).to_have_count(3)
