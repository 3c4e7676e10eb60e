"""The fourth revision: hosts of v1 have no node until a cluster tells of one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect

from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from db_proxy.queries.hosts import hosts
from tests.db_proxy.migrations.v1 import USE, v1_database


def test_hosts_of_v1_have_no_node(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{v1_database(tmp_path / 'kubeiaas.db', USE)}")
    upgrade(database)
    loads = database.read(hosts)
    assert loads and all(load.host.node is None for load in loads)
    assert "node" in {column["name"] for column in database.read(lambda c: inspect(c).get_columns("host"))}
    database.close()
