"""The third revision: tables of people, and owners of what is there already, which is nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

import db_proxy.migrations
from api_common.contract.account import Scope, UserFilter
from api_common.contract.changes import ResourceRef
from api_common.contract.operation import OperationFilter
from api_common.contract.states import OperationStatus, ResourceType
from api_common.contract.vm import VmFilter, VolumeFilter
from db_proxy.commands.owners import change_owner
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from db_proxy.queries import accounts
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm, vms
from db_proxy.queries.volumes import volumes
from tests.db_proxy.migrations.odd import OddDatabase
from tests.db_proxy.migrations.v1 import USE, columns, dump, v1_database
from tests.db_proxy.people import People, id_of
from tests.helpers.clock import ManualClock

RUNNING = """
INSERT INTO operation (id, uuid, kind, version, status, target_type, target_uuid, input, user_name, fence)
VALUES (1, 'op1', 'vm_start', 1, 'running', 'vm', 'vm1', '{}', 'admin', 3)
"""
A_VM = "INSERT INTO vm (id, uuid, name, status, user_name) VALUES (66, 'vm1', 'one', 'ACTIVE', 'admin')"


def make_0002(url: str, *statements: str) -> None:
    """A database of the release before, with some rows."""
    database = Database(url)

    def prepare(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(db_proxy.migrations.__file__).parent).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in statements:
            connection.execute(text(statement))

    database.write(prepare)
    assert not database.read(lambda connection: inspect(connection).has_table("user_account"))
    database.close()


@pytest.mark.parametrize("odd", [False, True], ids=["used", "odd"])
def test_every_value_of_v1_stays(tmp_path: Path, odd: bool) -> None:
    path = tmp_path / "kubeiaas.db"
    path = OddDatabase(3).write(path) if odd else v1_database(path, USE)
    shape, before = columns(path), dump(path)
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    after = dump(path, shape)
    for table in shape.keys() - {"hibernate_sequence"}:
        assert after[table] == before[table], table
    for table in ("vm", "volume"):
        owners = set(dump(path, {table: ["user_id", "group_id", "user_name"]})[table])
        assert owners == {"(None, None, None)"}, table


def test_what_v1_left_is_nobodys_until_it_is_given(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{v1_database(tmp_path / 'kubeiaas.db', USE)}")
    upgrade(database)
    read, clock = Reader(database), ManualClock()
    write = Writer(database, EventSignal(), clock)
    assert read(accounts.users, UserFilter()).total_elements == 0 and read(accounts.groups) == []
    assert read(vms, VmFilter()).total_elements == 4
    people = People(write, clock)
    user = people.user("alice")
    assert id_of(user) >= 80, "ids stand above v1's"
    mine = Scope(user_id=user.id)
    for scope in (mine, Scope(group_id=user.group_id), Scope()):
        assert read(vms, VmFilter(scope=scope)).total_elements == 0
        assert read(volumes, VolumeFilter(scope=scope)).total_elements == 0
    write(change_owner, ResourceRef(type=ResourceType.VM, key="vm1"), id_of(user))
    write(change_owner, ResourceRef(type=ResourceType.VOLUME, key="vol2"), id_of(user))
    (view,) = read(vms, VmFilter(scope=mine)).content
    assert {volume.user_id for volume in view.volumes} == {user.id} and view.vm.user_name == "alice"
    assert read(accounts.groups)[0].use.cpus == 2
    database.close()


def test_what_the_release_before_worked_on_goes_on(empty_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    make_0002(empty_url, A_VM, RUNNING)
    database = Database(empty_url)
    upgrade(database)
    read = Reader(database)
    (operation,) = read(operations, OperationFilter()).content
    assert (operation.uuid, operation.status, operation.fence) == ("op1", OperationStatus.RUNNING, 3)
    assert (operation.user_name, operation.user_id, operation.group_id) == ("admin", None, None)
    found = read(vm, "vm1").vm
    assert (found.user_name, found.user_id, found.group_id) == ("admin", None, None)
    database.close()


def test_names_and_digests_are_unique_for_the_database_too(database: Database) -> None:
    def unique(connection: Connection) -> set[str]:
        tables = ("user_account", "user_group", "credential", "image_owner")
        found = [index for table in tables for index in inspect(connection).get_indexes(table) if index["unique"]]
        return {f"{index['name']}" for index in found}

    assert database.read(unique) == {
        "uq_user_account_username",
        "uq_user_group_name",
        "uq_credential_digest",
        "uq_image_owner_uuid",
    }
