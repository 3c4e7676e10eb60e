"""A simulated suite with its console, a browser, and visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from deploy.dev.api import password
from deploy.dev.environment import ADMINISTRATOR
from tests.helpers.browser import Visitor, chromium
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For no longer than a file: it keeps an event loop running, beside which other tests can have none."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def console() -> Iterator[RunningSuite]:
    with running_suite("simulated", console=True) as suite:
        yield suite


@pytest.fixture
def visit(browser: Browser, console: RunningSuite) -> Iterator[Visit]:
    """Opens windows: of the administrator unless a user name and password are given, of nobody with `None`."""
    visitors: list[Visitor] = []

    def open_(username: str | None = ADMINISTRATOR, secret: str = "", language: str = "en-US") -> Visitor:
        visitor = Visitor(browser, console, language)
        visitors.append(visitor)
        if username is not None:
            visitor.sign_in(username, secret or password(console.config))
        return visitor

    yield open_
    errors = [error for visitor in visitors for error in visitor.errors]
    for visitor in visitors:
        visitor.close()
    console.delete_all()
    Volumes(console).delete_all()
    assert not errors, errors
