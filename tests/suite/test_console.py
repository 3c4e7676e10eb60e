"""The web console as it is served: its page, its headers, and the way through it to the API and to screens."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import httpx
import pytest

from deploy.dev.config import CONSOLE
from tests.helpers.suite import RunningSuite, running_suite

MINUTE = 60


@pytest.fixture(scope="module")
def suite() -> Iterator[RunningSuite]:
    with running_suite("simulated", console=True) as running:
        yield running


@pytest.fixture
def browser(suite: RunningSuite) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=suite.config.url(CONSOLE), timeout=MINUTE, trust_env=False) as client:
        yield client


def _token(browser: httpx.Client, suite: RunningSuite, **headers: str) -> str:
    password = (suite.config.state / "secrets" / "admin-password").read_text().strip()
    answer = browser.post("/api/user/login", json={"username": "admin", "password": password}, headers=headers)
    token: str = answer.json()["data"]["token"]
    return token


@pytest.mark.parametrize(
    "path", ["/", "/vms", "/vms/0123456789abcdef0123456789abcdef?tab=console", "/sign-in?back=/vms"]
)
def test_every_page_is_the_console(browser: httpx.Client, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200 and '<div id="app">' in page.text
    assert page.headers["cache-control"] == "no-cache", "the next version is seen at once"


def test_no_script_but_our_own_can_run(browser: httpx.Client) -> None:
    page = browser.get("/")
    rules = dict(rule.strip().partition(" ")[::2] for rule in page.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'" and rules["script-src"] == "'self'" and rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'" and page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff" and page.headers["referrer-policy"] == "no-referrer"
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page.text)) and "style=" not in page.text
    assert "nginx/" not in page.headers["server"], "its version is nobody's business"


def test_files_are_kept_for_ever_and_small(browser: httpx.Client) -> None:
    found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', browser.get("/").text)
    assert any(name.endswith(".js") for name in found) and any(name.endswith(".css") for name in found)
    for name in found:
        file = browser.get(name)
        assert file.status_code == 200 and "immutable" in file.headers["cache-control"], name
        assert "script-src" in file.headers["content-security-policy"]
    script = next(name for name in found if name.endswith(".js"))
    assert browser.get(script).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/assets/none.js", "/.stamp", "/.vite/manifest.json", "/../package.json"])
def test_what_is_no_page_is_not_there(browser: httpx.Client, path: str) -> None:
    assert browser.get(path).status_code in (400, 404)


def test_the_api_is_on_the_same_origin(browser: httpx.Client, suite: RunningSuite) -> None:
    token = _token(browser, suite)
    answer = browser.get("/api/user/current", headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    assert answer.json()["data"]["username"] == "admin" and answer.json()["message"] == "processed"
    refused = browser.get("/api/user/current")
    assert refused.status_code == 401 and refused.json()["kind"] == "unauthenticated", "the envelope comes through"


def test_inner_doors_are_not_reached(browser: httpx.Client) -> None:
    assert browser.post("/api/internal/beat", json={}).status_code == 404


def test_the_audit_log_has_the_browsers_address(browser: httpx.Client, suite: RunningSuite) -> None:
    _token(browser, suite, **{"X-Forwarded-For": "203.0.113.9"})
    entries = suite.api.get("/audit/page_query_all", page_num=1, page_size=20)["content"]
    assert "127.0.0.1" in {entry.get("address") for entry in entries}
    assert "203.0.113.9" not in {entry.get("address") for entry in entries}, "what a browser says of itself"


def test_events_come_through_as_they_happen(browser: httpx.Client, suite: RunningSuite) -> None:
    token = _token(browser, suite)
    ticket = browser.post("/api/event/ticket", headers={"Authorization": f"Bearer {token}"}).json()["data"]["ticket"]
    heard, opened = [], threading.Event()

    def listen() -> None:
        with browser.stream("GET", "/api/event/stream", params={"ticket": ticket}) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            for line in stream.iter_lines():
                opened.set()
                heard.append(line)
                if line == "event: volume":
                    return

    reader = threading.Thread(target=listen)
    reader.start()
    assert opened.wait(MINUTE)
    made = suite.api.post("/volume/create", {"name": "seen", "diskSize": 1})
    reader.join(MINUTE)
    assert not reader.is_alive() and "event: volume" in heard
    suite.api.wait_operation(made["operationUuid"])
    suite.api.post("/volume/delete", {"volumeUuid": made["uuid"]})


def test_screens_are_on_the_same_origin(browser: httpx.Client) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    answer = browser.get("/websockify?token=none", headers={**upgrade, "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="})
    assert answer.status_code == 403, "iaas-novnc itself has looked at the ticket"


def test_a_core_that_is_away_does_not_take_the_console_away(browser: httpx.Client, suite: RunningSuite) -> None:
    suite.suite.stop_service("iaas-core")
    try:
        assert browser.get("/vms").status_code == 200
        assert browser.get("/api/vm/test").status_code == 502
    finally:
        suite.suite.start_service("iaas-core")
    assert browser.get("/api/vm/test").text == "hello"
