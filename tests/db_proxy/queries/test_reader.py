"""Pages of tables, and what stands beside their rows."""

from __future__ import annotations

from functools import partial

import pytest

from api_common.contract.states import ResourceType
from api_common.contract.vm import VmFilter
from api_common.identity import new_uuid
from db_proxy.queries import reader
from db_proxy.queries.reader import Reader, beside, page_of
from db_proxy.tables import VM, VOLUME
from tests.helpers.db import Rows


@pytest.mark.parametrize("costly", [False, True])
def test_each_page_has_its_rows_and_the_total(rows: Rows, read: Reader, costly: bool) -> None:
    for number in range(7):
        rows.vm(name=f"vm{number}", cpus=number % 2)
    paged = partial(page_of, order=[VM.c.id], costly=costly)

    def names(page_num: int, page_size: int) -> tuple[list[str], int]:
        found, total = read(paged, VM, [VM.c.cpus == 0], VmFilter(page_num=page_num, page_size=page_size))
        return [row["name"] for row in found], total

    assert names(1, 3) == (["vm0", "vm2", "vm4"], 4)
    assert names(2, 3) == (["vm6"], 4)
    assert names(3, 3) == ([], 4)
    assert names(1, 0) == names(0, 9) == (["vm0", "vm2", "vm4", "vm6"], 4)


@pytest.mark.parametrize("costly", [False, True])
def test_an_empty_table_has_an_empty_page(read: Reader, costly: bool) -> None:
    assert read(partial(page_of, order=[VM.c.id], costly=costly), VM, [], VmFilter(page_size=5)) == ([], 0)


def test_rows_beside_are_found_in_portions(rows: Rows, read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_AT_ONCE", 2)
    owners = [new_uuid() for _ in range(5)]
    for place in ("vda", "vdb"):
        for owner in owners:
            rows.create(ResourceType.VOLUME, uuid=new_uuid(), instanceUuid=owner, mountPoint=place)
    found = read(beside, VOLUME.c.instance_uuid, owners)
    assert {owner: [row["mount_point"] for row in found[owner]] for owner in owners} == dict.fromkeys(
        owners, ["vda", "vdb"]
    )


def test_nothing_is_beside_none(rows: Rows, read: Reader) -> None:
    for owner in ("", None):
        rows.create(ResourceType.VOLUME, uuid=new_uuid(), instanceUuid=owner)
    assert read(beside, VOLUME.c.instance_uuid, ["", None]) == {}
