"""The named checks behind `/readyz`."""

from __future__ import annotations

from api_common.web.health import Check
from db_proxy.engine.database import Database


def checks(database: Database) -> dict[str, Check]:
    """Only the database: db_proxy needs nobody else."""
    return {"database": database.problem}
