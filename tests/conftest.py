"""Options of the whole test suite. Fixtures belong to the folders that use them, shared code to `tests/helpers`."""

from __future__ import annotations

import warnings

import pytest

with warnings.catch_warnings():
    # The test client asks for a successor of httpx that the suite does not use; said once, at its first import.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write golden files anew instead of comparing with them")


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written."""
    return bool(request.config.getoption("--regenerate"))
