"""The lines of docs/operations.md that put files of databases back, as they stand there, killed at each step."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from db_proxy.engine.database import Database
from db_proxy.migrations import upgrade
from tests.db_proxy.migrations.v1 import USE, dump, v1_database

MANUAL = Path(__file__).parents[3] / "docs" / "operations.md"
FOLDER = "/usr/local/kubeiaas/sqlite"
PROGRAMS = ("sqlite3", "mkdir", "cp", "mv", "ln", "sync", "ls", "grep")
NEW = "INSERT INTO volume (id, uuid, description) VALUES (900, 'new', 'made since')"


def lines(word: str) -> str:
    """The one block of the manual with this word in it."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```$", MANUAL.read_text(), re.MULTILINE | re.DOTALL)
    (found,) = [text for _, text in blocks if word in text and FOLDER in text]
    return str(found)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database of v1 that this release took over and works with; it died with its newest row only in the log."""
    folder = tmp_path / "sqlite"
    path = v1_database(folder / "kubeiaas.db", USE)
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    left = tmp_path / "left"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute(NEW)
        shutil.copytree(folder, left)
    shutil.rmtree(folder)
    left.rename(folder)
    assert (folder / "kubeiaas.db-wal").stat().st_size
    return folder


def run(script: str, folder: Path, kill_at: int = 0) -> tuple[int, int]:
    """Exit status, and how many programs were started; the whole is killed before the one of this number starts."""
    wrappers, count = folder.parent / "bin", folder.parent / "count"
    shutil.rmtree(wrappers, ignore_errors=True)
    wrappers.mkdir()
    count.write_text("")
    for name in PROGRAMS:
        die = f"echo >> {count}\ntest $(wc -l < {count}) -lt {kill_at or 999} || kill -9 0"
        text = f'#!/bin/sh\n{die}\nexec {shutil.which(name)} "$@"\n'
        (wrappers / name).write_text(text)
        (wrappers / name).chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", script.replace(FOLDER, str(folder))],
        env={**os.environ, "PATH": f"{wrappers}:{os.environ['PATH']}"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode, len(count.read_text())


def holds_new(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("SELECT 1 FROM volume WHERE uuid = 'new'").fetchall())


def kept(folder: Path, name: str) -> bool:
    """Whether what was made since is still somewhere: looked for in a copy of the folder, which changes nothing."""
    look = folder.parent / "look"
    shutil.rmtree(look, ignore_errors=True)
    shutil.copytree(folder, look)
    return any(holds_new(path) for path in (look / "kubeiaas.db", *look.glob(name)) if path.exists())


def killed_everywhere(script: str, folder: Path, aside: str) -> None:
    """Kill at each step, look, give the lines again."""
    whole = folder.parent / "whole"
    shutil.copytree(folder, whole)
    status, programs = run(script, folder)
    assert status == 0 and programs > 2
    expected = dump(folder / "kubeiaas.db")
    for number in range(1, programs + 1):
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        assert run(script, folder, kill_at=number)[0] == -signal.SIGKILL
        assert kept(folder, aside), f"lost when killed at program {number}"
        assert run(script, folder)[0] == 0
        assert dump(folder / "kubeiaas.db") == expected
        assert kept(folder, aside)


def test_the_way_back_to_v1(folder: Path, tmp_path: Path) -> None:
    script = lines("before-")
    killed_everywhere(script, folder, "kubeiaas.db.of-2")
    v1 = v1_database(tmp_path / "v1" / "kubeiaas.db", USE)
    assert dump(folder / "kubeiaas.db") == dump(v1)
    assert not list(folder.glob("kubeiaas.db-*"))


def test_the_way_back_is_refused_while_db_proxy_runs(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "kubeiaas.db")) as connection:
        connection.execute("SELECT count(*) FROM vm").fetchall()
        assert run(lines("before-"), folder)[0] != 0
    assert holds_new(folder / "kubeiaas.db")


def test_the_restore_of_a_copy(folder: Path) -> None:
    v1_database(folder / "backup.db", USE)
    killed_everywhere(lines("backup.db"), folder, "replaced-*/kubeiaas.db")
    assert dump(folder / "kubeiaas.db") == dump(folder / "backup.db")
