"""Every database is somebody's, also one of v1."""

from __future__ import annotations

from pathlib import Path

from db_proxy.commands.installation import installation, settled_installation
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.engine.signal import EventSignal
from db_proxy.migrations import upgrade
from tests.db_proxy.migrations.v1 import USE, v1_database
from tests.helpers.clock import ManualClock


def test_a_database_of_v1_is_an_installation(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{v1_database(tmp_path / 'kubeiaas.db', USE)}")
    upgrade(database)
    write = Writer(database, EventSignal(), ManualClock())
    assert write(lambda unit: installation(unit).uuid) == "", "one of its hosts may know"
    first = write(settled_installation, None)
    assert len(first) == 32 and write(settled_installation, "1" * 32) == first
    database.close()
