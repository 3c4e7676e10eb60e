"""Numbers that grow: the ids of v1's tables and the fences of claims. Called inside write transactions only."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, bindparam, update

from db_proxy.tables import FENCE, HIBERNATE_SEQUENCE

_NEXT_ID = HIBERNATE_SEQUENCE.c.next_val
_COUNT: BindParameter[int] = bindparam("count")
_TAKE_IDS = update(HIBERNATE_SEQUENCE).values(next_val=_NEXT_ID + _COUNT).returning(_NEXT_ID)
_TAKE_FENCES = update(FENCE).values(value=FENCE.c.value + _COUNT).returning(FENCE.c.value)


def take_ids(connection: Connection, count: int) -> list[int]:
    """The next `count` ids. One sequence serves all of v1's tables, and its six rows advance together."""
    if not count:
        return []
    following = connection.execute(_TAKE_IDS, {"count": count}).scalars().all()[0]
    return list(range(following - count, following))


def ensure_above(connection: Connection, used: int) -> None:
    """No id up to `used` is given any more: somebody brought it along."""
    connection.execute(update(HIBERNATE_SEQUENCE).where(_NEXT_ID <= used).values(next_val=used + 1))


def take_fences(connection: Connection, count: int) -> list[int]:
    """`count` fences, each greater than any before."""
    last = connection.execute(_TAKE_FENCES, {"count": count}).scalar_one()
    return list(range(last - count + 1, last + 1))
