"""The first revision: what an empty database gets, and what becomes of one of v1."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select

from api_common.contract.states import ResourceType, VmStatus
from api_common.contract.vm import VmFilter
from api_common.identity import new_uuid
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from db_proxy.queries.hosts import dhcp_plan, hosts
from db_proxy.queries.lists import spec_configs
from db_proxy.queries.network import segment_addresses, segments
from db_proxy.queries.vms import vms
from db_proxy.tables import HIBERNATE_SEQUENCE, METADATA
from tests.db_proxy.migrations.v1 import DUPLICATES, USE, columns, dump, v1_database
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows


def adopted(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    return database


def test_the_revisions_make_the_tables_that_the_code_knows(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), METADATA)

    assert database.read(differences) == []


def test_a_fresh_database_has_v1s_options_and_sequence(database: Database) -> None:
    options = database.read(lambda connection: spec_configs(connection, None))
    assert sorted(option.id or 0 for option in options) == list(range(1, 24))
    by_id = {option.id: (option.type, option.value) for option in options}
    assert (by_id[1], by_id[9], by_id[23]) == (("VM_COMPUTE", "2,2"), ("DATA_VOLUME", "20"), ("VNC_DOMAIN", ""))
    values = database.read(lambda connection: list(connection.execute(select(HIBERNATE_SEQUENCE.c.next_val)).scalars()))
    assert values == [64] * 6


@pytest.mark.parametrize("scripts", [(), (USE,), (USE, DUPLICATES)], ids=["as delivered", "used", "with duplicates"])
def test_every_row_of_v1_stays_as_it_is(tmp_path: Path, scripts: tuple[str, ...]) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", *scripts)
    shape, before = columns(path), dump(path)
    adopted(path).close()
    assert dump(path, shape) == before


def test_rows_of_v1_are_read(tmp_path: Path) -> None:
    database = adopted(v1_database(tmp_path / "kubeiaas.db", USE))
    views = database.read(lambda connection: vms(connection, VmFilter())).content
    one, two, *_ = views
    assert [view.vm.id for view in views] == [66, 70, 71, 72]
    assert (one.vm.status, one.vm.create_time, one.host_name) == (VmStatus.ACTIVE, 1690000000000, "node1")
    assert (one.ips[0].ip, one.volumes[0].uuid, one.devices[0].bus) == ("10.1.0.2", "vol1", "001")
    assert (two.vm.status, two.vm.revision) == (None, 0)
    assert two.vm.create_time is not None
    load = database.read(hosts)[0]
    assert (load.host.vcpu, load.host.epoch, load.used_cpus) == (8, 0, 2)
    assert database.read(lambda connection: segments(connection, None))[0].used == 2
    assert len(database.read(lambda connection: segment_addresses(connection, 65))) == 2
    plan = database.read(lambda connection: dhcp_plan(connection, "h1"))
    assert [segment.bridge for segment in plan.segments] == ["br0"]
    assert [(vm.vm_uuid, vm.bindings[0].mac, vm.bindings[0].ip) for vm in plan.bindings] == [
        ("vm1", "00:10:00:00:00:01", "10.1.0.2")
    ]
    database.close()


def test_the_sequence_goes_on_where_v1_was(tmp_path: Path) -> None:
    database = adopted(v1_database(tmp_path / "kubeiaas.db", USE))
    rows = Rows(Writer(database, EventSignal(), ManualClock()))
    assert rows.create(ResourceType.VM, uuid=new_uuid())["id"] == 80
    database.close()


@pytest.mark.parametrize("sequence", ["DELETE FROM hibernate_sequence", "UPDATE hibernate_sequence SET next_val = 3"])
def test_a_sequence_that_fell_behind_is_set_right(tmp_path: Path, sequence: str) -> None:
    database = adopted(v1_database(tmp_path / "kubeiaas.db", USE, sequence + ";"))
    values = database.read(lambda connection: list(connection.execute(select(HIBERNATE_SEQUENCE.c.next_val)).scalars()))
    assert values == [76] * 6
    database.close()


def test_options_that_the_administrator_removed_stay_removed(tmp_path: Path) -> None:
    database = adopted(v1_database(tmp_path / "kubeiaas.db", "DELETE FROM spec_config WHERE id = 1;"))
    assert [option.id for option in database.read(lambda connection: spec_configs(connection, None))] == [23]
    database.close()


def test_duplicates_of_v1_are_named_and_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="db_proxy"):
        database = adopted(v1_database(tmp_path / "kubeiaas.db", USE, DUPLICATES))
    found = {record.__dict__["index"]: record.__dict__["values"] for record in caplog.records}
    assert found == {"uq_ip_used_address": ["65/10.1.0.2"], "uq_ip_used_mac": ["00:10:00:00:00:01"]}
    assert len(database.read(lambda connection: segment_addresses(connection, 65))) == 3
    database.close()
