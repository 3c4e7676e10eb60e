"""Revision 0005: an upgraded database has what a new one has."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from api_common.contract.vm import VmFilter
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import to_start, vms
from db_proxy.tables import METADATA
from tests.db_proxy.migrations.v1 import USE, v1_database


def test_every_table_and_column_is_there(database: Database) -> None:
    found = database.read(
        lambda connection: {
            table: {column["name"] for column in inspect(connection).get_columns(table)}
            for table in inspect(connection).get_table_names()
        }
    )
    for table in METADATA.sorted_tables:
        assert {column.name for column in table.columns} <= found[table.name], table.name


def test_vms_of_v1_are_started_again_and_none_is_due(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{v1_database(tmp_path / 'kubeiaas.db', USE)}")
    upgrade(database)
    found = [view.vm for view in Reader(database)(vms, VmFilter()).content]
    assert found and all(vm.auto_start for vm in found)
    assert all((vm.power_reason, vm.auto_start_uuid) == (None, None) for vm in found)
    assert Reader(database)(to_start, 9) == []
    database.close()
