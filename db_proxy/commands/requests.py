"""Both ends of a request that changes something: its audit entry, and its idempotency key if it has one.

The work between them is other commands, which note what they did beside the key (`effects`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, insert, select, update

from api_common.contract.request import KeyClaim, KeyState, RequestBegin, RequestBegun, RequestEnd
from db_proxy.commands.audit import begin_entry, end_entry
from db_proxy.commands.unit import Unit
from db_proxy.tables import REQUEST_KEY

_COLUMNS = REQUEST_KEY.c


def begin_request(unit: Unit, begin: RequestBegin) -> RequestBegun:
    """Write who is about to do what, and claim the key; what is known of it already."""
    audit_id = begin_entry(unit, begin.entry)
    if begin.key is None:
        return RequestBegun(audit_id=audit_id)
    return RequestBegun(audit_id=audit_id, **_claimed(unit, begin.key))


def end_request(unit: Unit, end: RequestEnd) -> None:
    """Write how it was answered. The first answer stands: the same call may arrive twice."""
    end_entry(unit, end.end)
    if end.key is None:
        return
    ours = (_COLUMNS.key == end.key) & (_COLUMNS.claim == end.claim)
    if end.answer is not None or end.unsure:
        unit.connection.execute(update(REQUEST_KEY).where(ours).values(answer=end.answer, lease_until=None))
        return
    unit.connection.execute(update(REQUEST_KEY).where(ours).values(lease_until=None))
    unit.connection.execute(delete(REQUEST_KEY).where(ours, _COLUMNS.effect.is_(None)))


def _claimed(unit: Unit, claim: KeyClaim) -> dict[str, Any]:
    row = unit.connection.execute(select(REQUEST_KEY).where(_COLUMNS.key == claim.key)).mappings().first()
    ours = {
        **claim.model_dump(exclude={"key", "lease_seconds"}),
        "lease_until": unit.steady + int(claim.lease_seconds * 1000),
    }
    if row is None:
        unit.connection.execute(insert(REQUEST_KEY), {"key": claim.key, "create_time": unit.steady, **ours})
        return {"state": KeyState.NEW}
    if row["digest"] not in (None, claim.digest):
        return {"state": KeyState.OTHER}
    if row["answer"] is not None:
        return {"state": KeyState.ANSWERED, "answer": row["answer"]}
    if row["effect"] is not None:
        return {"state": KeyState.DONE, "effect": row["effect"]}
    died = row["holder"] == claim.holder and row["boot"] != claim.boot
    if row["lease_until"] is not None and row["lease_until"] > unit.steady and not died:
        return {"state": KeyState.WORKING}
    unit.connection.execute(update(REQUEST_KEY).where(_COLUMNS.key == claim.key).values(**ours))
    return {"state": KeyState.AGAIN}
