"""Debian's Chromium for tests: a visitor of a suite's console, who is told of every error that the page makes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from deploy.dev.config import CONSOLE
from tests.helpers.suite import RunningSuite

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
EXPECTED = (
    "status of 401",
    "status of 403",
    "status of 429",
    "status of 502",
    "status of 503",
    "net::ERR_",
    "Unable to preload",
    "dynamically imported module",
    "Canvas2D: Multiple readback",
)
"""What the browser itself writes when a request is refused, something is away, or a test looks at a screen."""
SETTLED = """(async () => {
  await document.fonts.ready;
  for (let still = 0; still < 3; still++) {  // what is inside follows what is around it, a frame later
    await new Promise(requestAnimationFrame);
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    if (moving.length) still = 0;
    await Promise.all(moving.map((one) => one.finished.catch(() => 0)));
  }
})()"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A fresh browser; tests are skipped where none is installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person at one browser window."""

    def __init__(self, browser: Browser, suite: RunningSuite, language: str = "en-US") -> None:
        self.suite = suite
        self.language = language
        self.home = suite.config.url(CONSOLE)
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 720}, locale=language, bypass_csp=False, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.errors: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._note(str(error)))

    def close(self) -> None:
        self.context.close()

    def sign_in(self, username: str, password: str) -> None:
        """From the sign-in page to the first page."""
        self.page.goto(self.home)
        self.page.locator("input").first.fill(username)
        self.page.locator("input[type=password]").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def go(self, path: str) -> None:
        """Another page."""
        self.page.goto(self.home + path)

    def press(self, name: str) -> None:
        """A button, by what it says."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sees(self, text: str) -> None:
        """Waits until the text is on the page."""
        self.page.get_by_text(text).first.wait_for()

    def violations(self) -> list[dict[str, Any]]:
        """What axe finds serious or critical on the page, once nothing moves on it any more."""
        self.page.evaluate(SETTLED)
        self.page.evaluate(AXE.read_text() + "; undefined")
        found: dict[str, Any] = self.page.evaluate("axe.run(document)")
        return [v for v in found["violations"] if v["impact"] in GRAVE]

    def picture(self, name: str) -> None:
        """What is seen, for the manual: below the folder that `SCREENSHOTS` names, else nowhere that stays."""
        taken = self.page.screenshot()
        if folder := os.environ.get("SCREENSHOTS"):
            path = Path(folder) / self.language[:2] / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(taken)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(message.text)

    def _note(self, text: str) -> None:
        if not any(known in text for known in EXPECTED):
            self.errors.append(text)
