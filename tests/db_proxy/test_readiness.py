"""Ready while the database answers."""

from __future__ import annotations

from pathlib import Path

from db_proxy.engine.database import Database
from db_proxy.readiness import checks


def test_the_database_is_all_it_needs(database: Database) -> None:
    assert {name: check() for name, check in checks(database).items()} == {"database": None}


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/folder/x.db")
    assert "database" in (checks(database)["database"]() or "")
    database.close()
