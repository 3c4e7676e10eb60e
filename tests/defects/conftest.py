"""One simulated suite for all defects, and a database and an agent's hypervisor where a single room shows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows
from tests.helpers.suite import RunningSuite, running_suite
from tests.helpers.volumes import Volumes


@pytest.fixture(scope="session")
def defect_suite() -> Iterator[RunningSuite]:
    overrides = {"iaas-core": {"OPERATION_GIVE_UP_SECONDS": "4", "OPERATION_LEASE_SECONDS": "6"}}
    with running_suite("simulated", overrides=overrides) as suite:
        yield suite


@pytest.fixture
def suite(defect_suite: RunningSuite) -> Iterator[RunningSuite]:
    """The suite without VMs and volumes."""
    yield defect_suite
    defect_suite.delete_all()
    Volumes(defect_suite).delete_all()


@pytest.fixture
def volumes(suite: RunningSuite) -> Volumes:
    return Volumes(suite)


class Sql:
    """Writes rows behind the suite's back: what v1 or a crash may have left."""

    def __init__(self, suite: RunningSuite) -> None:
        self._file = suite.config.state / "sqlite" / "kubeiaas.db"

    def __call__(self, statement: str, *values: Any) -> None:
        with closing(sqlite3.connect(self._file, timeout=30)) as connection:
            connection.execute(statement, values)
            connection.commit()


@pytest.fixture
def sql(suite: RunningSuite) -> Sql:
    return Sql(suite)


@pytest.fixture
def segment_form(suite: RunningSuite) -> dict[str, Any]:
    """A sound segment beside the suite's own."""
    return {
        "name": "second",
        "hostUuid": suite.host,
        "type": "PRIVATE",
        "bridge": "br7",
        "ipRangeStart": "10.77.0.10",
        "ipRangeEnd": "10.77.0.20",
        "gateway": "10.77.0.1",
        "netmask": "255.255.255.0",
    }


@pytest.fixture
def write(tmp_path: Path) -> Iterator[Writer]:
    """db_proxy's commands on a fresh database."""
    database = Database(f"sqlite:///{tmp_path}/kubeiaas.db")
    upgrade(database)
    yield Writer(database, EventSignal(), ManualClock())
    database.close()


@pytest.fixture
def rows(write: Writer) -> Rows:
    return Rows(write)
