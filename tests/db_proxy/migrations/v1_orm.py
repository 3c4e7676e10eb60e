"""v1's program at the database: the statements of its ORM, which knows v1's columns and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.db_proxy.migrations.v1 import Columns


class V1:
    """One run of it, on the entities in `shape`."""

    def __init__(self, path: Path, shape: Columns) -> None:
        self._connection = sqlite3.connect(path)
        self._shape = {table: list(names) for table, names in shape.items() if table != "hibernate_sequence"}

    def __enter__(self) -> V1:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._connection.close()

    def insert(self, table: str, **values: Any) -> int:
        """A new entity: every column is named, what was not given is null. Its id comes from the sequence."""
        following = self._connection.execute("select next_val as id_val from hibernate_sequence").fetchone()[0]
        advanced = self._connection.execute(
            "update hibernate_sequence set next_val= ? where next_val=?", (following + 1, following)
        )
        assert advanced.rowcount >= 1
        names = self._shape[table]
        row = {**values, "id": following}
        marks = ", ".join("?" * len(names))
        self._connection.execute(
            f"insert into {table} ({', '.join(names)}) values ({marks})", [row.get(name) for name in names]
        )
        self._connection.commit()
        return int(following)

    def save(self, table: str, entity: Mapping[str, Any]) -> None:
        """The whole entity again."""
        names = [name for name in self._shape[table] if name != "id"]
        assignments = ", ".join(f"{name}=?" for name in names)
        self._connection.execute(
            f"update {table} set {assignments} where id=?", [*(entity[name] for name in names), entity["id"]]
        )
        self._connection.commit()

    def all(self, table: str) -> list[dict[str, Any]]:
        """Every entity of a kind."""
        names = self._shape[table]
        rows = self._connection.execute(f"select {', '.join(f'e.{name}' for name in names)} from {table} e")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def delete(self, table: str, id_: int) -> None:
        """An entity goes."""
        self._connection.execute(f"delete from {table} where id=?", (id_,))
        self._connection.commit()
