"""Revision 0005: an upgraded database has what a new one has, and what takes something away is not cancelled."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

import db_proxy.migrations
from api_common.contract.states import OperationStatus
from api_common.contract.vm import VmFilter
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.queries.operations import operation
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import to_start, vms
from db_proxy.tables import METADATA
from tests.db_proxy.migrations.v1 import USE, v1_database

FOLDER = db_proxy.migrations.__path__[0]
KINDS = {"vm_delete": 0, "volume_detach": 0, "vm_cleanup": 0, "vm_create": None, "volume_attach": None}
AN_OPERATION = """
INSERT INTO operation (uuid, kind, version, status, target_type, target_uuid, input, fence)
VALUES (:kind, :kind, 1, 'running', 'vm', 'vm1', '{}', 3)
"""


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


def test_open_deletions_go_on_to_their_end(empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    database = Database(empty_url)

    def before(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", FOLDER.replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        connection.execute(text(AN_OPERATION), [{"kind": kind} for kind in KINDS])

    database.write(before)
    database.close()
    database = Database(empty_url)
    upgrade(database)
    seen = {kind: database.read(lambda connection, uuid=kind: operation(connection, uuid)) for kind in KINDS}
    assert {kind: one.no_return for kind, one in seen.items()} == KINDS
    assert {one.status for one in seen.values()} == {OperationStatus.RUNNING}
    database.close()
