"""Numbers that grow: the ids of v1's tables and the fences of claims. Called inside write transactions only."""

from __future__ import annotations

from sqlalchemy import BindParameter, Connection, bindparam, text, update

from db_proxy.tables import FENCE, HIBERNATE_SEQUENCE

_NEXT_ID = HIBERNATE_SEQUENCE.c.next_val
_COUNT: BindParameter[int] = bindparam("count")
_TAKE_IDS = update(HIBERNATE_SEQUENCE).values(next_val=_NEXT_ID + _COUNT).returning(_NEXT_ID)
_TAKE_FENCES = update(FENCE).values(value=FENCE.c.value + _COUNT).returning(FENCE.c.value)
_RAISE_SQLITE = "UPDATE sqlite_sequence SET seq = max(seq, :least) WHERE name = 'event'"
_BEGIN_SQLITE = "INSERT INTO sqlite_sequence (name, seq) VALUES ('event', :least)"
_RAISE_POSTGRESQL = """
    SELECT setval(counter, greatest(:least, nextval(counter)))
    FROM (SELECT pg_get_serial_sequence('event', 'id') AS counter) AS event_counter
"""


def take_ids(connection: Connection, count: int) -> list[int]:
    """The next `count` ids. One sequence serves all of v1's tables, and its six rows advance together."""
    if not count:
        return []
    following = connection.execute(_TAKE_IDS, {"count": count}).scalars().all()[0]
    return list(range(following - count, following))


def ensure_above(connection: Connection, used: int) -> None:
    """No id up to `used` is given any more: somebody brought it along."""
    connection.execute(update(HIBERNATE_SEQUENCE).where(_NEXT_ID <= used).values(next_val=used + 1))


def raise_fences(connection: Connection, seen: int) -> None:
    """No fence up to `seen` is given any more: a host has seen it, in another life of this database."""
    connection.execute(update(FENCE).where(FENCE.c.value < seen).values(value=seen))


def take_fences(connection: Connection, count: int) -> list[int]:
    """`count` fences, each greater than any before."""
    last = connection.execute(_TAKE_FENCES, {"count": count}).scalar_one()
    return list(range(last - count + 1, last + 1))


def raise_events(connection: Connection, least: int) -> None:
    """Events that come now have numbers beyond `least`."""
    if connection.dialect.name == "sqlite":
        raised = connection.execute(text(_RAISE_SQLITE), {"least": least})
        if not raised.rowcount:
            connection.execute(text(_BEGIN_SQLITE), {"least": least})
    else:
        connection.execute(text(_RAISE_POSTGRESQL), {"least": least})
