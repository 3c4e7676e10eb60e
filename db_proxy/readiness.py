"""The named checks behind `/readyz`, and what is told beside them: ready means that something can be written now."""

from __future__ import annotations

import logging
import os
import threading

from sqlalchemy import update

from api_common.clock import Clock
from api_common.errors import IaasError
from api_common.web.health import Check
from db_proxy.commands.installation import installation
from db_proxy.commands.unit import Unit, Writer
from db_proxy.engine.database import Database
from db_proxy.tables import INSTALLATION

_LOG = logging.getLogger(__name__)
PROVED_SECONDS = 5.0
"""For how long a write proves that writing works."""
LEAST_FREE = 1 << 20
LITTLE_FREE = 256 << 20


class Readiness:
    """Looks at most every few seconds, and not at all while others write."""

    def __init__(self, database: Database, write: Writer, clock: Clock) -> None:
        self._database = database
        self._write = write
        self._clock = clock
        self._lock = threading.Lock()
        self._commits = database.commits
        self._proved_at = clock.monotonic() - PROVED_SECONDS
        self._problem: str | None = None

    def checks(self) -> dict[str, Check]:
        """Only the database: db_proxy needs nobody else."""
        return {"database": self.problem}

    def problem(self) -> str | None:
        """Why work cannot be done, or null."""
        told = self._database.problem()
        if told is not None:
            return told
        if (free := self._free()) is not None and free < LEAST_FREE:
            return "the disk of the database is full"
        with self._lock:
            if self._clock.monotonic() - self._proved_at >= PROVED_SECONDS or self._problem:
                if self._database.commits == self._commits or self._problem:
                    self._problem = self._try()
                self._commits, self._proved_at = self._database.commits, self._clock.monotonic()
            return self._problem

    def remark(self) -> str | None:
        """What will be a problem soon, or null."""
        free = self._free()
        if free is None or free >= LITTLE_FREE:
            return None
        return f"the disk of the database has only {free >> 20} MiB left"

    def _try(self) -> str | None:
        try:
            self._write(prove)
        except IaasError as error:
            _LOG.warning("not ready: %s", error.describe())
            return error.message
        return None

    def _free(self) -> int | None:
        """Bytes that the database's file can grow by; null where that cannot be known from here."""
        if self._database.file is None:
            return None
        try:
            stat = os.statvfs(self._database.file.parent)
        except OSError:
            return None
        return stat.f_bavail * stat.f_frsize


def prove(unit: Unit) -> None:
    """Write something, to see whether anything can be."""
    proved = update(INSTALLATION).values(proof=INSTALLATION.c.proof + 1)
    if not unit.connection.execute(proved).rowcount:
        installation(unit)
