"""One simulated suite with rows in every table, for all conformance tests of a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conformance.client import Caller
from tests.conformance.contract import Contract, contract
from tests.conformance.world import World, plug_in
from tests.helpers.suite import running_suite


@pytest.fixture(scope="session")
def rules() -> Contract:
    return contract()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    usb = tmp_path_factory.mktemp("usb")
    plug_in(usb)
    overrides = {"iaas-agent": {"USB_DEVICES_DIR": str(usb)}, "iaas-core": {"OPERATION_GIVE_UP_SECONDS": "1"}}
    with running_suite("simulated", overrides=overrides) as suite:
        yield World(suite)


@pytest.fixture(scope="session")
def caller(world: World) -> Iterator[Caller]:
    made = Caller(world.api.url, world.api.token, world.service_headers("iaas-agent"))
    yield made
    made.http.close()
