"""Old history goes: events beyond a number; ended operations, the audit log and what opens nothing beyond an age."""

from __future__ import annotations

import logging
import threading
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, func, select

from api_common.errors import IaasError
from db_proxy.commands.operation_rows import FINAL
from db_proxy.commands.sign_in import FORGOTTEN_MS
from db_proxy.commands.unit import Unit, Writer
from db_proxy.tables import AUDIT, AUDIT_END, CREDENTIAL, EVENT, OPERATION, SIGN_IN_FAILURE

_LOG = logging.getLogger(__name__)
PERIOD_SECONDS = 3600.0
MS_PER_DAY = 86_400_000
BATCH = 2000
"""Rows removed by one transaction, so that nobody waits long for it."""


def prune(unit: Unit, events: int, operation_days: int, audit_days: int) -> bool:
    """Remove a batch of what is too old; whether there may be more."""
    newest = unit.connection.execute(select(func.max(EVENT.c.id))).scalar() or 0
    beyond = select(EVENT.c.id).where(EVENT.c.id <= newest - events).order_by(EVENT.c.id).limit(BATCH)
    ended = (
        select(OPERATION.c.id)
        .where(OPERATION.c.status.in_(sorted(FINAL)), OPERATION.c.update_time < unit.now - operation_days * MS_PER_DAY)
        .order_by(OPERATION.c.id)
        .limit(BATCH)
    )
    removed = [
        _remove(unit, EVENT, beyond),
        _remove(unit, OPERATION, ended),
        *[_remove(unit, table, _older(table.c.id, table.c.time, unit, audit_days)) for table in (AUDIT_END, AUDIT)],
        _remove(unit, CREDENTIAL, _older(CREDENTIAL.c.id, CREDENTIAL.c.expires_at, unit, 0)),
    ]
    old = SIGN_IN_FAILURE.c.last_at < unit.now - FORGOTTEN_MS
    unit.connection.execute(delete(SIGN_IN_FAILURE).where(old))
    return BATCH in removed


def _remove(unit: Unit, table: Table, rows: Select[Any]) -> int:
    return unit.connection.execute(delete(table).where(table.c.id.in_(rows))).rowcount


def _older(id_: ColumnElement[Any], time: ColumnElement[Any], unit: Unit, days: int) -> Select[Any]:
    return select(id_).where(time < unit.now - days * MS_PER_DAY).order_by(id_).limit(BATCH)


class Pruning:
    """A thread that prunes at the start of the service and then once an hour."""

    def __init__(self, write: Writer, *, events: int, operation_days: int, audit_days: int) -> None:
        self._write = write
        self._events = events
        self._operation_days = operation_days
        self._audit_days = audit_days
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pruning", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after a batch under way."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        wait = 0.0
        while not self._stop.wait(wait):
            wait = PERIOD_SECONDS
            try:
                if self._write(prune, self._events, self._operation_days, self._audit_days):
                    wait = 0.0
            except IaasError as error:
                _LOG.warning("old history could not be removed: %s", error.describe())
