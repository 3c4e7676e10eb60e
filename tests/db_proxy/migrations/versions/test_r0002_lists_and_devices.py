"""The second revision: a device of a host belongs to one VM."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from api_common.contract.changes import Create, Remove
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.queries.hosts import devices
from tests.db_proxy.migrations.v1 import USE, v1_database
from tests.helpers.db import Rows, refused, together

STICK = {"type": "USB", "bus": "1", "dev": "4", "vendor": "0x1", "product": "0x2", "hostUuid": "h1"}
TWICE = """
INSERT INTO device (id, type, bus, dev, vendor, product, host_uuid, status, instance_uuid)
    VALUES (76, 'USB', '001', '002', '0x1', '0x2', 'h1', 'ATTACHED', 'vm2'),
           (77, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (78, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
"""


def test_one_device_is_held_once(rows: Rows) -> None:
    held = rows.create(ResourceType.DEVICE, **STICK, instanceUuid="a")
    with refused(ErrorKind.CONFLICT):
        rows.create(ResourceType.DEVICE, **STICK, instanceUuid="b")
    rows.create(ResourceType.DEVICE, **{**STICK, "hostUuid": "h2"}, instanceUuid="b")
    rows.create(ResourceType.DEVICE, **{**STICK, "dev": "5"}, instanceUuid="b")
    rows.apply(Remove(type=ResourceType.DEVICE, key=str(held["id"])))
    rows.create(ResourceType.DEVICE, **STICK, instanceUuid="b")


def test_of_many_at_once_one_gets_it(rows: Rows) -> None:
    asked = [Create(type=ResourceType.DEVICE, record={**STICK, "instanceUuid": str(n)}) for n in range(8)]
    given, refusals = together([lambda change=change: rows.apply(change) for change in asked])
    assert (len(given), {error.kind for error in refusals}) == (1, {ErrorKind.CONFLICT})


def test_what_v1_gave_twice_is_named_and_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = Database(f"sqlite:///{v1_database(tmp_path / 'kubeiaas.db', USE, TWICE)}")
    with caplog.at_level(logging.WARNING, logger="db_proxy"):
        upgrade(database)
    found = {record.__dict__["index"]: record.__dict__["values"] for record in caplog.records}
    assert found == {"uq_device_place": ["h1/USB/001/002/0x1/0x2"]}
    assert [device.id for device in database.read(lambda connection: devices(connection, "h1"))] == [75, 76]
    database.close()
