"""Revision 0005: an upgraded database has what a new one has."""

from __future__ import annotations

from sqlalchemy import inspect

from db_proxy.engine.database import Database
from db_proxy.tables import METADATA


def test_every_table_and_column_is_there(database: Database) -> None:
    found = database.read(
        lambda connection: {
            table: {column["name"] for column in inspect(connection).get_columns(table)}
            for table in inspect(connection).get_table_names()
        }
    )
    for table in METADATA.sorted_tables:
        assert {column.name for column in table.columns} <= found[table.name], table.name
