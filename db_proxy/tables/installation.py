"""Table `installation`: one row, which says whose database this is and what time it knows of."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from db_proxy.tables.schema import METADATA, counter, moment

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("uuid", String, nullable=False),
    moment("create_time"),
    moment("known_at"),
    moment("history_at"),
    counter("accepted"),
    counter("proof"),
)
"""`known_at`: the time of the steady clock when it was last written. `history_at`: the time by which history is old; it
grows only while db_proxy runs. `accepted` grows when the administrator says that the machine's clock is right. `proof`
is written to find out whether anything can be.
"""
