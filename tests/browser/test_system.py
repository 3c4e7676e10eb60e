"""Host services in a real browser: services, limits, segments, options. Barriers of every tab: `test_tour`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.suite import RunningSuite

SILENT_MS = 200_000


@pytest.fixture(autouse=True)
def tidy(console: RunningSuite) -> Iterator[None]:
    """Segments and options that a test makes are gone after it."""
    yield
    console.delete_all()
    for segment in console.api.get("/ip_segment/query_all"):
        if segment["id"] != console.segment:
            console.api.post("/ip_segment/delete_ip_segment", {"ipSegmentId": segment["id"]})


def _dialog(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("dialog").last


def _field(visitor: Visitor, label: str) -> Locator:
    return _dialog(visitor).locator(".el-form-item").filter(has=visitor.page.locator("label", has_text=label))


def _fill(visitor: Visitor, label: str, text: str) -> None:
    _field(visitor, label).locator("input").fill(text)


def _fill_segment(visitor: Visitor) -> None:
    _fill(visitor, "Name", "guests")
    _fill(visitor, "Network interface", "br7")
    _fill(visitor, "First address", "10.77.0.10")
    _fill(visitor, "Last address", "10.77.0.50")
    _fill(visitor, "Gateway", "10.77.0.1")
    _fill(visitor, "Netmask", "255.255.255.0")


def test_a_service_that_is_stopped_shows_and_comes_back_by_itself(visit: Visit, console: RunningSuite) -> None:
    """Instead of waiting for minutes of silence, its last sign of life is made older."""
    admin = visit()
    admin.go("/system")
    cells = admin.page.locator("tbody").get_by_role("row").first.get_by_role("cell")
    image_operator = cells.nth(3)
    expect(image_operator).to_have_text("Working")
    console.suite.stop_service("image-operator")
    try:
        with (
            closing(sqlite3.connect(console.config.state / "sqlite" / "kubeiaas.db", timeout=30)) as database,
            database,
        ):
            database.execute(
                "UPDATE service_beat SET seen_at = seen_at - ? WHERE service_name = 'image-operator'", (SILENT_MS,)
            )
        expect(image_operator).to_have_text("Not working")
        expect(admin.page.get_by_text("image-operator is needed on")).to_be_visible()
    finally:
        console.suite.start_service("image-operator")
    expect(image_operator).to_have_text("Working")
    expect(admin.page.get_by_text("image-operator is needed on")).to_be_hidden()


def test_limits_are_set_where_they_are_shown(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/system?tab=nodes")
    admin.page.get_by_role("button", name="Configure").click()
    vcpu = _field(admin, "vCPU").locator("input")
    expect(vcpu).to_have_value("1000000")
    vcpu.fill("64")
    _dialog(admin).get_by_role("button", name="Save").click()
    try:
        expect(admin.page.get_by_text("0 / 64 cores")).to_be_visible()
        assert [host["vCPU"] for host in console.api.get("/host/query_all")] == [64]
    finally:
        form = {"hostUuid": console.host, "vcpu": 10**6, "mem": 10**6, "storage": 10**6}
        console.api.post("/host/node_resource", form)
    expect(admin.page.get_by_text("0 / 1,000,000 cores")).to_be_visible()


def test_a_segment_is_made_changed_and_deleted(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/system?tab=network")
    admin.press("New segment")
    _fill_segment(admin)
    _dialog(admin).get_by_role("button", name="Save").dblclick()
    row = admin.page.locator("tbody").get_by_role("row").filter(has_text="guests")
    expect(row.get_by_text("0 / 41")).to_be_visible()
    assert [s["name"] for s in console.api.get("/ip_segment/query_all")].count("guests") == 1
    row.get_by_role("button", name="Edit: guests").click()
    _fill(admin, "Last address", "10.77.0.19")
    _dialog(admin).get_by_role("button", name="Save").click()
    expect(row.get_by_text("0 / 10")).to_be_visible()
    row.get_by_role("button", name="Delete: guests").click()
    delete = _dialog(admin).get_by_role("button", name="Delete")
    expect(_dialog(admin).get_by_text("the range 10.77.0.10 – 10.77.0.19")).to_be_visible()
    expect(delete).to_be_disabled()
    _dialog(admin).get_by_role("textbox").fill("guests")
    delete.click()
    expect(row).to_have_count(0)
    assert [s["id"] for s in console.api.get("/ip_segment/query_all")] == [console.segment]


def test_a_bad_range_is_refused_beside_its_field(visit: Visit) -> None:
    """By the page while one types; what only the server knows (an overlap), by the server."""
    admin = visit()
    admin.go("/system?tab=network")
    admin.press("New segment")
    _fill_segment(admin)
    save = _dialog(admin).get_by_role("button", name="Save")
    _fill(admin, "Last address", "10.77.0.5")
    expect(_field(admin, "Last address").get_by_text("Below the first address.")).to_be_visible()
    expect(save).to_be_disabled()
    for label, text in (("First address", "10.90.0.20"), ("Last address", "10.90.0.30"), ("Gateway", "10.90.0.1")):
        _fill(admin, label, text)
    save.click()
    expect(_field(admin, "First address").get_by_text("the range overlaps segment")).to_be_visible()


def test_a_segment_in_use_shows_who_and_is_not_deleted(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go(f"/system?tab=network&segment={console.segment}&size=10")
    vm = console.create("tenant")
    row = admin.page.get_by_role("row").filter(has_text=vm["ips"][0]["ip"])
    expect(row.get_by_role("link", name="tenant")).to_be_visible()
    delete = admin.page.get_by_role("button", name="Delete")
    expect(delete).to_have_attribute("aria-disabled", "true")
    expect(delete).to_have_attribute("aria-description", "1 addresses are in use. Delete their VMs first.")
    admin.page.get_by_role("button", name="Edit").click()
    expect(_field(admin, "Network interface").locator("input")).to_be_disabled()
    _dialog(admin).get_by_role("button", name="Cancel").click()
    admin.page.get_by_role("listitem", name="page 2").first.click()
    expect(admin.page.get_by_text("10.90.0.20", exact=True)).to_be_visible()
    assert "page=2" in admin.page.url and f"segment={console.segment}" in admin.page.url


def test_an_option_is_made_checked_and_deleted(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/system?tab=config&type=VM_COMPUTE")
    admin.press("New option")
    _fill(admin, "Value", "two, four")
    expect(_field(admin, "Value").get_by_text("vCPUs, comma, GiB: 2,4")).to_be_visible()
    _fill(admin, "Value", "3,5")
    _fill(admin, "Description", "odd size")
    _dialog(admin).get_by_role("button", name="Save").click()
    row = admin.page.locator("tbody").get_by_role("row").filter(has_text="odd size")
    row.get_by_role("button", name="Edit: 3,5").click()
    _fill(admin, "Value", "5,7")
    _dialog(admin).get_by_role("button", name="Save").click()
    row.get_by_role("button", name="Delete: 5,7").click()
    _dialog(admin).get_by_role("textbox").fill("5,7")
    _dialog(admin).get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert all(option["description"] != "odd size" for option in console.api.get("/spec_config/query_all"))


def test_the_folder_for_images_is_named(visit: Visit, console: RunningSuite) -> None:
    told = console.api.get("/host/net_sto_resource")["img_vol_sto"]
    admin = visit()
    admin.go("/system?tab=storage")
    expect(admin.page.locator("code").filter(has_text=told["storage_dir"])).to_be_visible()
    admin.page.get_by_role("tab", name="Network", exact=True).click()
    expect(admin.page.get_by_role("button", name="New segment")).to_be_visible()
    assert admin.page.url.endswith("/system?tab=network")
