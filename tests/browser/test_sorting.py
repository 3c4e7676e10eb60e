"""Lists are sorted by the server, at a press of a column's head, by mouse and by keyboard."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.suite import RunningSuite
from tests.helpers.volumes import Volumes


def test_a_list_is_sorted_over_its_pages_and_after_a_reload(visit: Visit, console: RunningSuite) -> None:
    volumes = Volumes(console)
    for number in (7, 3, 11, 1, 9, 5, 10, 2, 8, 4, 6):
        volumes.create(f"disk {number:02}")
    admin = visit()
    admin.go("/volumes?page=2&size=10")
    expect(_names(admin)).to_have_text(["disk 06"])
    by_name = admin.page.get_by_role("button", name="Name", exact=True)
    by_name.click()
    expect(_names(admin).first).to_have_text("disk 01")
    expect(_head(admin, "Name")).to_have_attribute("aria-sort", "ascending")
    by_name.press("Enter")
    expect(_names(admin).first).to_have_text("disk 11")
    expect(_head(admin, "Name")).to_have_attribute("aria-sort", "descending")
    admin.page.reload()
    expect(_names(admin).first).to_have_text("disk 11")
    admin.go("/volumes?page=2&size=10&sort=name&order=desc")
    expect(_names(admin)).to_have_text(["disk 01"])
    by_name.click()
    expect(_names(admin).first).to_have_text("disk 07")
    expect(_head(admin, "Name")).not_to_have_attribute("aria-sort", "descending")
    assert "sort=" not in admin.page.url and "order=" not in admin.page.url and "page=" not in admin.page.url


def test_a_new_row_takes_its_place(visit: Visit, console: RunningSuite) -> None:
    volumes = Volumes(console)
    for name in ("beta", "delta"):
        volumes.create(name)
    admin = visit()
    admin.go("/volumes?sort=name")
    expect(_names(admin)).to_have_text(["beta", "delta"])
    volumes.create("Gamma")
    volumes.create("alpha")
    expect(_names(admin)).to_have_text(["alpha", "beta", "delta", "Gamma"])


def _names(visitor: Visitor) -> Locator:
    return visitor.page.locator("tbody a.name")


def _head(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("columnheader", name=name)
