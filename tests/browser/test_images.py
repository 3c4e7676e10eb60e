"""Cloud images and the editor of their descriptions, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from deploy.dev.guest_image import MANIFEST, UUID
from tests.browser.conftest import Visit
from tests.helpers.browser import Visitor
from tests.helpers.people import People
from tests.helpers.suite import RunningSuite

EDITOR = "/images/{}/edit"


@pytest.fixture(autouse=True)
def catalogue_stays_as_it_was(console: RunningSuite, visit: Visit) -> Iterator[None]:
    yield
    for image in console.api.get("/image/query_all"):
        if image["uuid"] != UUID:
            console.api.post("/image/delete", {"uuid": image["uuid"], "force": True})
    console.api.post("/image/save", {"uuid": UUID, "content": MANIFEST})


def test_a_description_is_edited(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/images")
    _row(admin, "KubeIaaS guest").get_by_role("button", name="Edit").click()
    _write(admin, MANIFEST.replace("KubeIaaS guest", "renamed guest"))
    admin.press("Save")
    admin.sees("Saved.")
    admin.go("/images")
    expect(_row(admin, "renamed guest").get_by_text("Available")).to_be_visible()
    assert "renamed guest" in _text(console)


def test_what_is_no_yaml_is_refused_and_nothing_changes(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go(EDITOR.format(UUID))
    _write(admin, MANIFEST.replace("  filename:", "\tfilename:"))
    expect(admin.page.get_by_role("button", name="Line 4").first).to_be_visible()
    save = admin.page.get_by_role("button", name="Save")
    expect(save).to_have_attribute("aria-disabled", "true")
    save.click(force=True)
    admin.page.locator(".cm-content").press("Control+s")
    assert _text(console) == MANIFEST


def test_what_describes_no_image_is_asked_about_and_then_shown_as_broken(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go(EDITOR.format(UUID))
    _write(admin, MANIFEST.replace("vd_size: 1", "vd_size: many"))
    admin.press("Save")
    question = admin.page.get_by_role("dialog", name=f"Save {UUID}")
    expect(question).to_contain_text("vd_size must be a whole number")
    assert _text(console) == MANIFEST
    question.get_by_role("button", name="Save it anyway").click()
    admin.sees("Saved, but this image cannot be used yet")
    expect(
        admin.page.get_by_role("listitem").filter(has_text="Line 6").filter(has_text="valid integer")
    ).to_be_visible()
    admin.go("/images")
    expect(_row(admin, UUID).get_by_text("Cannot be used")).to_be_visible()
    expect(_row(admin, UUID).get_by_text(re.compile("image.spec.vd_size"))).to_be_visible()


def test_unsaved_changes_are_not_lost_unasked(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/images")
    admin.page.get_by_role("link", name="KubeIaaS guest").click()
    _write(admin, MANIFEST + "# a remark\n")
    admin.page.get_by_role("menuitem", name="Cloud VMs").click()
    question = admin.page.get_by_role("dialog", name="Unsaved changes")
    question.get_by_role("button", name="Cancel").click()
    expect(admin.page.locator(".cm-content")).to_contain_text("# a remark")
    admin.page.get_by_role("menuitem", name="Cloud VMs").click()
    question.get_by_role("button", name="Discard the changes").click()
    admin.page.wait_for_url("**/vms")
    assert _text(console) == MANIFEST


def test_the_keyboard_leaves_the_editor(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go(EDITOR.format(UUID))
    content = admin.page.locator(".cm-content")
    content.click()
    admin.page.keyboard.press("Tab")
    expect(content).to_be_focused()
    admin.page.keyboard.press("Escape")
    admin.page.keyboard.press("Tab")
    expect(content).not_to_be_focused()


def test_a_new_description_for_a_file_and_its_end(visit: Visit, console: RunningSuite) -> None:
    admin = visit()
    admin.go("/images")
    admin.press("How to import")
    expect(admin.page.get_by_role("dialog")).to_contain_text(f"{console.config.images}")
    admin.page.keyboard.press("Escape")
    admin.press("New description")
    admin.page.get_by_label("File name").fill("second.yaml")
    _write(admin, MANIFEST.replace("KubeIaaS guest", "second"))
    admin.press("Save")
    admin.page.wait_for_url("**/second.yaml/edit")
    admin.go("/images")
    row = _row(admin, "second.yaml")
    row.get_by_role("button", name="More: second").click()
    admin.page.get_by_role("menuitem", name="Delete").click()
    question = admin.page.get_by_role("dialog", name="Delete: second")
    question.get_by_role("textbox").fill("second")
    question.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    expect(_row(admin, "KubeIaaS guest").get_by_text("Available")).to_be_visible()


def test_a_member_reads_and_cannot_write(visit: Visit, console: RunningSuite) -> None:
    people = People(console)
    member = people.person("MEMBER", people.group())
    window = visit(member.username, member.password)
    window.go("/images")
    _row(window, "KubeIaaS guest").get_by_role("button", name="View").click()
    expect(window.page.locator(".cm-content")).to_contain_text("KubeIaaS guest")
    expect(window.page.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "true")
    window.go("/images/new")
    window.sees("Not found")


def _row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".el-table__body").get_by_role("row").filter(has_text=name)


def _write(visitor: Visitor, text: str) -> None:
    """In the editor, instead of all that is there."""
    visitor.page.locator(".cm-content").click()
    visitor.page.keyboard.press("Control+a")
    visitor.page.keyboard.insert_text(text)


def _text(console: RunningSuite) -> str:
    return str(console.api.get("/image/query_image_raw_by_uuid", uuid=UUID)["content"])
