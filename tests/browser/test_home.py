"""The first page in a real browser: its numbers are the API's, and they follow what happens elsewhere."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite


def _count(page: Page, name: str, text: str) -> None:
    expect(page.locator(f"[data-count={name}]")).to_have_text(text)


def _state(page: Page, state: str, count: int) -> None:
    expect(page.locator(f"[data-state={state}] strong")).to_have_text(str(count))


def test_it_is_the_first_page_and_its_numbers_are_the_apis(visit: Visit, console: RunningSuite) -> None:
    console.create("counted")
    admin = visit()
    expect(admin.page.get_by_role("heading", name="Home")).to_be_visible()
    api = console.api
    hosts, services, volumes = (
        api.get("/host/statistics"),
        api.get("/service/statistics"),
        api.get("/volume/statistics"),
    )
    _count(admin.page, "nodes", f"{hosts['active_node']}/{hosts['total_node']}")
    _count(admin.page, "services", f"{services['active']}/{services['total']}")
    _count(admin.page, "vms", str(api.get("/vm/statistics")["total"]))
    _count(admin.page, "volumes", f"{volumes['used']}/{volumes['total']}")
    _count(admin.page, "images", str(api.get("/image/statistics")["total"]))
    used, total = hosts["used_vcpu"], hosts["total_vcpu"]
    expect(admin.page.locator("[data-resource=vcpu]")).to_contain_text(f"{used:,} / {total:,} cores")
    addresses = api.get("/ip_segment/statistics")
    expected = f"{addresses['private_used']:,} / {addresses['private_total']:,}"
    expect(admin.page.locator("[data-resource=privateIps]")).to_contain_text(expected)


def test_a_vm_made_elsewhere_changes_the_ring_by_itself(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    _state(admin.page, "ACTIVE", 0)
    admin.page.evaluate("window.untouched = true")
    vm = console.create("from elsewhere")
    _state(admin.page, "ACTIVE", 1)
    expect(admin.page.get_by_role("img", name="Active 1, Stopped 0")).to_be_visible()
    console.api.post("/vm/stop", {"vmUuid": vm["uuid"]})
    _state(admin.page, "STOPPED", 1)
    _state(admin.page, "ACTIVE", 0)
    _count(admin.page, "vms", "1")
    assert admin.page.evaluate("window.untouched")


def test_charts_are_drawn_and_follow_the_theme(visit: Visit, console: RunningSuite) -> None:
    console.create("drawn")
    admin = visit()
    charts = admin.page.get_by_role("img").filter(has=admin.page.locator("svg"))
    expect(charts).to_have_count(3)
    total = charts.first.locator("text", has_text="1")
    light = total.get_attribute("fill")
    admin.page.evaluate("document.documentElement.classList.add('dark')")
    expect(total).not_to_have_attribute("fill", light or "")


def test_warnings_name_what_the_host_says(visit: Visit) -> None:
    admin = visit()
    expect(admin.page.get_by_role("link", name="VMs are simulated here.")).to_be_visible()
    chinese = visit(language="zh-CN")
    chinese.page.get_by_role("link", name="此处的云主机是模拟的。").click()
    expect(chinese.page.get_by_text("仅供试用，云主机并未真正运行。")).to_be_visible()


def test_the_first_steps_lead_on_and_can_be_put_away(visit: Visit) -> None:
    admin = visit()
    steps = admin.page.get_by_role("region", name="First steps")
    steps.get_by_role("link", name="Create a VM").click()
    expect(admin.page.get_by_placeholder("4 to 32 characters")).to_be_visible()
    admin.go("/")
    steps.get_by_role("button", name="Do not show again").click()
    expect(steps).to_be_hidden()
    admin.page.reload()
    expect(admin.page.locator("[data-count=vms]")).to_have_text("0")
    expect(steps).to_be_hidden()


def test_a_member_sees_the_own_numbers_and_quota(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group(vms=4))
    console.create("of the administrator")
    people.vm(member, name="of the member")
    window = visit(member.username, member.password)
    _count(window.page, "vms", "1")
    _state(window.page, "ACTIVE", 1)
    expect(window.page.get_by_text("1 / 4", exact=True)).to_be_visible()
    expect(window.page.locator("[data-count=nodes]")).to_have_count(0)
    expect(window.page.get_by_role("heading", name="Platform load")).to_have_count(0)
    expect(window.page.get_by_text("Host services")).to_have_count(0)
    window.go("/system")
    window.sees("This page does not exist.")
