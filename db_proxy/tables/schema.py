"""The collection of all tables, and the few kinds of columns they are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, MetaData, String, text

METADATA = MetaData()

LONG = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit number; SQLite's INTEGER is one, and only under that name can it count rows by itself."""


def v1_id() -> Column[Any]:
    """The number of a row of v1's tables; all of them take theirs from one sequence."""
    return Column("id", Integer, primary_key=True, autoincrement=False)


def words(name: str) -> Column[Any]:
    """Text, or nothing."""
    return Column(name, String)


def number(name: str) -> Column[Any]:
    """A whole number, or nothing."""
    return Column(name, Integer)


def counter(name: str) -> Column[Any]:
    """A number that starts at 0 and grows."""
    return Column(name, LONG, nullable=False, server_default=text("0"))


def moment(name: str) -> Column[Any]:
    """Epoch milliseconds. Old v1 rows may hold a date as text on SQLite."""
    return Column(name, BigInteger)


def document(name: str) -> Column[Any]:
    """A JSON value, or nothing."""
    return Column(name, JSON(none_as_null=True))


def flag(name: str, default: str) -> Column[bool]:
    """Yes or no."""
    return Column(name, Boolean, nullable=False, server_default=text(default))
