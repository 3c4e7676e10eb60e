"""A suite of processes on libvirt's test driver: everything but QEMU is real. Shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes


@pytest.fixture(scope="session")
def simulated_suite() -> Iterator[RunningSuite]:
    overrides = {"iaas-core": {"OPERATION_GIVE_UP_SECONDS": "4", "OPERATION_LEASE_SECONDS": "6"}}
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


@pytest.fixture
def suite(simulated_suite: RunningSuite) -> Iterator[RunningSuite]:
    """The suite without VMs; every test leaves addresses and disks as it found them."""
    yield simulated_suite
    simulated_suite.delete_all()
    used = simulated_suite.api.get("/ip_segment/statistics")["private_used"]
    assert (used, simulated_suite.disk_files(), simulated_suite.dhcp_files()) == (0, [], [])


@pytest.fixture
def volumes(suite: RunningSuite) -> Iterator[Volumes]:
    volumes = Volumes(suite)
    yield volumes
    volumes.delete_all()
