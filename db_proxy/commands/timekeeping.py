"""What time it is when the machine's clock may be wrong: where time goes on at a start, what history is old.

A clock that is wrong must destroy nothing, and nobody can know which of two clocks is right. So: time that went far
ahead, or back, while db_proxy was away goes on where it was last known; history grows older only while db_proxy runs;
and the administrator is told, and can say that the machine's clock is right (`python -m db_proxy accept-time`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update

from db_proxy.commands.installation import installation
from db_proxy.commands.unit import Unit
from db_proxy.tables import AUDIT, EVENT, INSTALLATION, OPERATION

MS_PER_DAY = 86_400_000
PLAUSIBLE_MS = 30 * MS_PER_DAY
"""A database that was away for longer, by the machine's clock, goes on at the time that it knows of."""


@dataclass(frozen=True)
class KeptTime:
    """Where time goes on; by what time history is old; how often the administrator has said that the clock is right."""

    begin: int
    history_at: int
    accepted: int


def begin_time(unit: Unit) -> KeptTime:
    """At the start of the service, before anything is written with a time."""
    row = installation(unit)
    newest = _newest(unit)
    known = newest if row.known_at is None else row.known_at
    history = row.history_at if row.history_at is not None else newest
    begin = unit.now if known is None or known <= unit.now <= known + PLAUSIBLE_MS else known
    return _write(unit, begin, min(unit.now, unit.now if history is None else history), row.accepted)


def keep_time(unit: Unit, elapsed_ms: int) -> KeptTime:
    """So much time has passed, by a monotonic clock. History follows the machine's clock back at once, because that
    holds it, and forward only as fast as time passes."""
    row = installation(unit)
    history = unit.now if row.history_at is None else row.history_at + elapsed_ms
    return _write(unit, unit.steady, min(unit.now, history), row.accepted)


def accept_time(unit: Unit) -> KeptTime:
    """The administrator says that the machine's clock is right: what is old by it is old."""
    return _write(unit, unit.now, unit.now, installation(unit).accepted + 1)


def history_time(unit: Unit) -> int:
    """By what time history is old; never ahead of the machine's clock."""
    kept = installation(unit).history_at
    return unit.now if kept is None else min(unit.now, kept)


def _write(unit: Unit, known_at: int, history_at: int, accepted: int) -> KeptTime:
    values = {"known_at": known_at, "history_at": history_at, "accepted": accepted}
    unit.connection.execute(update(INSTALLATION).values(values))
    return KeptTime(known_at, history_at, accepted)


def _newest(unit: Unit) -> int | None:
    """The last time of which a database speaks that was never asked to remember one."""
    columns = ((AUDIT.c.time, AUDIT.c.id), (EVENT.c.create_time, EVENT.c.id), (OPERATION.c.update_time, OPERATION.c.id))
    last = [
        unit.connection.execute(select(time).where(id_ == select(func.max(id_)).scalar_subquery())).scalar()
        for time, id_ in columns
    ]
    return max((time for time in last if time is not None), default=None)
