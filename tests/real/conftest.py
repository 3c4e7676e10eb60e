"""One suite on real parts for all tests of this folder; each test leaves it as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.gated import Gated, gated_suite
from tests.helpers.suite import RunningSuite, running_suite


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/real/" in str(item.path):
            item.add_marker(pytest.mark.qemu)


@pytest.fixture(scope="session")
def real_suite() -> Iterator[RunningSuite]:
    overrides = {"iaas-core": {"HOST_SILENT_SECONDS": "600"}, "iaas-agent": {"DETACH_GRACE_SECONDS": "6"}}
    with running_suite(overrides=overrides) as suite:
        yield suite


@pytest.fixture
def suite(real_suite: RunningSuite) -> Iterator[RunningSuite]:
    """The suite without VMs; whatever a failed test left is removed."""
    yield real_suite
    real_suite.delete_all()
    real_suite.assert_no_leftovers()


@pytest.fixture(scope="session")
def real_gated_suite() -> Iterator[Gated]:
    with gated_suite() as gated:
        yield gated


@pytest.fixture
def gated(real_gated_suite: Gated) -> Iterator[Gated]:
    """No test inherits what a failed one left."""
    yield real_gated_suite
    real_gated_suite.suite.delete_all()
