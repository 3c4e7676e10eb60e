"""Old history goes: events beyond a number; ended operations, the audit log and what opens nothing beyond an age.

How old something is, is measured by time that passed while db_proxy ran (`timekeeping`): no clock that is set to
another year makes anything old.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, select

from api_common.clock import Clock
from api_common.errors import IaasError
from db_proxy.commands.operation_rows import FINAL
from db_proxy.commands.sign_in import FORGOTTEN_MS
from db_proxy.commands.timekeeping import MS_PER_DAY, KeptTime, begin_time, history_time, keep_time
from db_proxy.commands.unit import Unit, Writer
from db_proxy.engine.steady import SteadyClock
from db_proxy.tables import AUDIT, AUDIT_END, CREDENTIAL, EVENT, OPERATION, REQUEST_KEY, SIGN_IN_FAILURE

_LOG = logging.getLogger(__name__)
PERIOD_SECONDS = 3600.0
TICK_SECONDS = 300.0
"""How often it is written what time it is."""
TOLD_MS = 60_000
HELD_MS = 7 * MS_PER_DAY
"""From when on the administrator is told: of a clock that jumped, of history that is held back."""
KEY_MS = MS_PER_DAY
"""How long a request's key is remembered at least."""
BATCH = 2000
"""Rows removed by one transaction, so that nobody waits long for it."""


def prune(unit: Unit, events: int, operation_days: int, audit_days: int) -> bool:
    """Remove a batch of what is too old; whether there may be more."""
    now = history_time(unit)
    newest = unit.connection.execute(select(func.max(EVENT.c.id))).scalar() or 0
    beyond = select(EVENT.c.id).where(EVENT.c.id <= newest - events).order_by(EVENT.c.id).limit(BATCH)
    ended = (
        select(OPERATION.c.id)
        .where(OPERATION.c.status.in_(sorted(FINAL)), OPERATION.c.update_time < now - operation_days * MS_PER_DAY)
        .order_by(OPERATION.c.id)
        .limit(BATCH)
    )
    audit_end = now - audit_days * MS_PER_DAY
    removed = [
        _remove(unit, EVENT, beyond),
        _remove(unit, OPERATION, ended),
        *[_remove(unit, table, _written_before(table, audit_end, unit.now)) for table in (AUDIT_END, AUDIT)],
        _remove(unit, CREDENTIAL, _ended(min(now, unit.steady))),
    ]
    unit.connection.execute(delete(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.last_at < now - FORGOTTEN_MS))
    unit.connection.execute(delete(REQUEST_KEY).where(REQUEST_KEY.c.create_time < min(now, unit.steady) - KEY_MS))
    return BATCH in removed


def _remove(unit: Unit, table: Table, rows: Select[Any]) -> int:
    return unit.connection.execute(delete(table).where(table.c.id.in_(rows))).rowcount


def _written_before(table: Table, time: int, now: int) -> Select[Any]:
    """Rows come in order, so what was written after one that is not old is not old either, whatever its time says: a
    clock that was years behind for an hour wrote it. Times that are still to come say nothing."""
    id_: ColumnElement[Any] = table.c.id
    young = select(func.min(id_)).where(and_(table.c.time >= time, table.c.time <= now)).scalar_subquery()
    return select(id_).where(table.c.time < time, id_ < func.coalesce(young, 0)).order_by(id_).limit(BATCH)


def _ended(time: int) -> Select[Any]:
    return select(CREDENTIAL.c.id).where(CREDENTIAL.c.expires_at < time).order_by(CREDENTIAL.c.id).limit(BATCH)


class Pruning:
    """A thread that keeps time, prunes at the start of the service and then once an hour, and knows of odd clocks."""

    def __init__(
        self, write: Writer, clock: Clock, steady: SteadyClock, *, events: int, operation_days: int, audit_days: int
    ) -> None:
        self._write = write
        self._clock = clock
        self._steady = steady
        self._events = events
        self._operation_days = operation_days
        self._audit_days = audit_days
        self._kept: KeptTime | None = None
        self._kept_at = clock.monotonic()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pruning", daemon=True)

    def begin(self) -> None:
        """Find out what time it is, before anything is written."""
        self._kept = self._write(begin_time)
        self._kept_at = self._clock.monotonic()
        self._steady.begin(self._kept.begin)
        if remark := self.remark():
            _LOG.warning("time: %s", remark)

    def start(self) -> None:
        """Begin to prune."""
        self._thread.start()

    def stop(self) -> None:
        """End, after a batch under way."""
        self._stop.set()
        self._thread.join()
        self._try(self.keep)

    def keep(self) -> None:
        """Write what time it is; an odd clock that the administrator has accepted since is odd no longer."""
        now = self._clock.monotonic()
        elapsed = min(max(0.0, now - self._kept_at), 2 * TICK_SECONDS)  # that clock can be lied to as well
        kept = self._write(keep_time, int(elapsed * 1000))
        if self._kept is not None and kept.accepted != self._kept.accepted:
            self._steady.begin(self._clock.now_ms())
        self._kept, self._kept_at = kept, now

    def remark(self) -> str | None:
        """What the administrator should know of the clock, or null."""
        behind = self._steady.behind_ms()
        held = self._clock.now_ms() - self._kept.history_at if self._kept else 0
        if abs(behind) > TOLD_MS:
            way = "ahead" if behind > 0 else "back"
            what = f"this machine's clock went {_span(abs(behind))} {way}; waits and sessions go on by the time before"
        elif held > HELD_MS:
            what = f"history is kept {_span(held)} longer: so long db-proxy was off, or the clock was wrong"
        else:
            return None
        return f"{what}, and nothing is removed by that clock. If it is right: python -m db_proxy accept-time"

    def _run(self) -> None:
        pruned: float | None = None
        while not self._stop.is_set():
            self._try(self.keep)
            now = self._clock.monotonic()
            more = False
            if pruned is None or now - pruned >= PERIOD_SECONDS:
                more = bool(self._try(self._prune))
                pruned = pruned if more else now
            self._stop.wait(0.0 if more else TICK_SECONDS)

    def _prune(self) -> bool:
        return self._write(prune, self._events, self._operation_days, self._audit_days)

    def _try(self, work: Any) -> Any:
        try:
            return work()
        except IaasError as error:
            _LOG.warning("old history could not be looked after: %s", error.describe())
            return None


def _span(ms: int) -> str:
    """A length of time in words."""
    for unit, size in (("days", MS_PER_DAY), ("hours", 3_600_000), ("minutes", 60_000)):
        if ms >= 2 * size:
            return f"{ms // size} {unit}"
    return f"{ms // 1000} s"
