"""Ids and fences grow and are never given twice."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from db_proxy.commands.sequence import ensure_above, take_fences, take_ids
from db_proxy.commands.unit import Unit, Writer
from db_proxy.tables import HIBERNATE_SEQUENCE
from tests.helpers.db import together


def three_ids(unit: Unit) -> list[int]:
    return take_ids(unit.connection, 3)


def test_all_six_rows_advance_together(write: Writer) -> None:
    assert write(three_ids) == [64, 65, 66]
    assert write(lambda unit: take_ids(unit.connection, 0)) == []
    values = write(lambda unit: list(unit.connection.execute(select(HIBERNATE_SEQUENCE.c.next_val)).scalars()))
    assert values == [67] * 6


def test_an_id_brought_along_is_passed(write: Writer) -> None:
    write(lambda unit: ensure_above(unit.connection, 500))
    write(lambda unit: ensure_above(unit.connection, 100))
    assert write(three_ids) == [501, 502, 503]


def test_nobody_gets_the_same(write: Writer, write_elsewhere: Writer) -> None:
    answers, refusals = together([partial(each, three_ids) for each in [write, write_elsewhere] * 5])
    assert not refusals
    assert sorted(id_ for answer in answers for id_ in answer) == list(range(64, 64 + 30))


def test_fences_grow(write: Writer) -> None:
    assert write(lambda unit: take_fences(unit.connection, 2)) == [1, 2]
    assert write(lambda unit: take_fences(unit.connection, 1)) == [3]
