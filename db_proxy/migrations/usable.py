"""Whether a database can be worked with at all: a sentence for the administrator instead of a failure deep inside.

A database that is missing where there was one is never begun anew by itself: a folder that is not mounted, another node
or a slip of the hand would look like an empty installation. A mark beside the file says that there was one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

MARK = "installed"
_DAMAGE = ("*** in database", "Tree ", "Page ", "Freelist")
_RESTORE = "put a copy back (docs/operations.md, Backup and restore)"


def why_unusable(path: Path, known: Collection[str]) -> str | None:
    """Why nothing can be done with this SQLite file, given the revisions that this release knows; null if it can."""
    if not path.exists() or path.stat().st_size == 0:
        if not mark_of(path).exists():
            return None
        return (
            f"{path.name} is gone or empty, and there was a database in {path.parent} before: {_RESTORE}. If it is "
            f"lost for good and an empty one is wanted, remove {mark_of(path).name} there first"
        )
    try:
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            revisions = []
            if "alembic_version" in tables:
                revisions = [str(row[0]) for row in connection.execute("SELECT version_num FROM alembic_version")]
    except sqlite3.OperationalError as error:
        return None if "locked" in str(error) else f"{path.name} cannot be opened: {error}"
    except sqlite3.DatabaseError as error:
        return f"{path.name} is damaged, or no database ({error}): {_RESTORE}"
    if damage := next((line for line in found if line.startswith(_DAMAGE)), None):
        return f"{path.name} is damaged ({damage.splitlines()[-1]}): {_RESTORE}"
    return newer(path.name, revisions, known)


def newer(name: str, revisions: Collection[str], known: Collection[str]) -> str | None:
    """Why a database of another release cannot be used, or null."""
    unknown = next((revision for revision in revisions if revision not in known), None)
    if unknown is None:
        return None
    return f"{name} was written by a newer release (revision {unknown}): start that one, or {_RESTORE}"


def mark_of(path: Path) -> Path:
    """The file that says that there was a database here."""
    return path.with_name(f"{path.name}.{MARK}")


def leave_mark(path: Path) -> None:
    """From now on there is one."""
    mark = mark_of(path)
    if not mark.exists():
        mark.write_text("db_proxy made or took over a database here; without the file it does not start empty\n")
