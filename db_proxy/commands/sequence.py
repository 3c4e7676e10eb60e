"""Numbers that grow: the ids of v1's tables and the fences of claims. Called inside write transactions only."""

from __future__ import annotations

from sqlalchemy import Connection, update

from db_proxy.tables import FENCE, HIBERNATE_SEQUENCE


def take_ids(connection: Connection, count: int) -> list[int]:
    """The next `count` ids. One sequence serves all of v1's tables, and its six rows advance together."""
    if not count:
        return []
    column = HIBERNATE_SEQUENCE.c.next_val
    following = (
        connection.execute(update(HIBERNATE_SEQUENCE).values(next_val=column + count).returning(column))
        .scalars()
        .all()[0]
    )
    return list(range(following - count, following))


def ensure_above(connection: Connection, used: int) -> None:
    """No id up to `used` is given any more: somebody brought it along."""
    column = HIBERNATE_SEQUENCE.c.next_val
    connection.execute(update(HIBERNATE_SEQUENCE).where(column <= used).values(next_val=used + 1))


def take_fences(connection: Connection, count: int) -> list[int]:
    """`count` fences, each greater than any before."""
    last = connection.execute(update(FENCE).values(value=FENCE.c.value + count).returning(FENCE.c.value)).scalar_one()
    return list(range(last - count + 1, last + 1))
