"""What cannot be worked with is refused in a sentence, and changed by nobody."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from api_common.errors import ErrorKind
from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from tests.db_proxy.migrations.v1 import USE, v1_database
from tests.helpers.db import refused


def tried(path: Path) -> str:
    """What the start says; the file is as it was."""
    before = path.read_bytes() if path.exists() else None
    database = Database(f"sqlite:///{path}")
    with refused(ErrorKind.UNAVAILABLE) as error:
        upgrade(database)
    database.close()
    assert (path.read_bytes() if path.exists() else None) == before
    return str(error.value.message)


@pytest.fixture
def path(tmp_path: Path, migrated_file: Path) -> Path:
    """A database that was in use."""
    path = tmp_path / "kubeiaas.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


def test_garbage_is_no_database(path: Path) -> None:
    path.write_bytes(b"this is a text" * 1000)
    assert "damaged, or no database" in tried(path)


def test_a_damaged_file_is_told(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3 * 4096 : 12 * 4096] = os.urandom(9 * 4096)
    path.write_bytes(content)
    assert "damaged" in tried(path)


def test_a_file_that_was_cut_off_is_told(path: Path) -> None:
    os.truncate(path, 5 * 4096)
    assert "damaged" in tried(path)


def test_a_newer_release_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
        connection.commit()
    assert "newer release (revision 0099)" in tried(path)


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    os.truncate(path, 0)


@pytest.mark.parametrize("harm", [missing, emptied])
def test_nothing_begins_anew_where_there_was_a_database(path: Path, harm: Callable[[Path], None]) -> None:
    harm(path)
    assert "kubeiaas.db.installed" in tried(path)
    path.with_name("kubeiaas.db.installed").unlink()
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    assert path.with_name("kubeiaas.db.installed").exists()


def test_a_file_of_v1_is_taken(tmp_path: Path) -> None:
    path = v1_database(tmp_path / "kubeiaas.db", USE)
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()


def test_the_program_ends_with_the_sentence(path: Path) -> None:
    path.write_bytes(b"x" * 5000)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "PORT": "0", "BIND_ADDRESS": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-m", "db_proxy"], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode != 0
    assert "cannot start: kubeiaas.db is damaged" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
