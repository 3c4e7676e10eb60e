"""Tables `hibernate_sequence` (ids of all rows of v1's tables) and `fence` (counts the claims of operations)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table

from db_proxy.tables.schema import METADATA, counter

HIBERNATE_SEQUENCE = Table("hibernate_sequence", METADATA, Column("next_val", BigInteger))
"""Six equal rows, as v1 has them. `next_val` is the next id to be given; all rows advance together."""

FENCE = Table("fence", METADATA, Column("id", Integer, primary_key=True, autoincrement=False), counter("value"))
"""One row: the fence given last."""
