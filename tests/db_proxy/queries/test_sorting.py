"""Sorted lists: the same on both databases, complete over their pages."""

from __future__ import annotations

from typing import Any

import pytest

from api_common.contract.account import UserFilter
from api_common.contract.audit import AuditFilter
from api_common.contract.operation import OperationFilter
from api_common.contract.sorting import AuditSort, OperationSort, Order, UserSort, VmSort, VolumeSort
from api_common.contract.states import ResourceType, VolumeStatus, VolumeUsage
from api_common.contract.vm import VmFilter, VolumeFilter
from api_common.identity import new_uuid
from db_proxy.queries.accounts import users
from db_proxy.queries.audit import entries
from db_proxy.queries.operations import operations
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vms
from db_proxy.queries.volumes import volumes
from tests.db_proxy.people import People
from tests.helpers.db import Rows

EVERY_SORT = [
    *((vms, VmFilter(sort=word)) for word in VmSort),
    *((volumes, VolumeFilter(sort=word)) for word in VolumeSort),
    *((users, UserFilter(sort=word)) for word in UserSort),
    *((operations, OperationFilter(sort=word)) for word in OperationSort),
    *((entries, AuditFilter(sort=word)) for word in AuditSort),
]


def names(read: Reader, **query: Any) -> list[str | None]:
    return [view.vm.name for view in read(vms, VmFilter(**query)).content]


@pytest.mark.parametrize(("lister", "query"), EVERY_SORT, ids=lambda value: str(getattr(value, "sort", "")))
@pytest.mark.parametrize("order", Order)
def test_every_word_is_known(read: Reader, rows: Rows, people: People, lister: Any, query: Any, order: Order) -> None:
    rows.started(rows.vm())
    rows.create(ResourceType.VOLUME, uuid=new_uuid(), usageType=VolumeUsage.DATA.value)
    page = read(lister, query.model_copy(update={"order": order}))
    assert len(page.content) == page.total_elements


def test_case_does_not_count_and_no_value_is_last(rows: Rows, read: Reader) -> None:
    for name in ("beta", "Alpha", None, "gamma", "Élan", "alpha"):
        rows.vm(name=name)
    assert names(read, sort=VmSort.NAME) == ["Alpha", "alpha", "beta", "gamma", "Élan", None]
    assert names(read, sort=VmSort.NAME, order=Order.DESC) == ["Élan", "gamma", "beta", "Alpha", "alpha", None]
    assert names(read, order=Order.DESC) == ["beta", "Alpha", None, "gamma", "Élan", "alpha"]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("keywords", [None, "vm"])
def test_pages_have_every_row_once(rows: Rows, read: Reader, order: Order, keywords: str | None) -> None:
    for number in range(9):
        rows.vm(name=f"vm{number}", cpus=number % 2)
    asked: dict[str, Any] = {"sort": VmSort.CPUS, "order": order, "keywords": keywords}
    paged = [name for page in range(1, 6) for name in names(read, **asked, page_num=page, page_size=2)]
    even, odd = [f"vm{number}" for number in range(0, 9, 2)], [f"vm{number}" for number in range(1, 9, 2)]
    assert paged == (even + odd if order is Order.ASC else odd + even)
    assert read(vms, VmFilter(**asked, page_num=9, page_size=2)).total_elements == 9


def test_what_is_linked_counts_by_its_name(rows: Rows, read: Reader) -> None:
    hosts = {name: rows.host(name).uuid for name in ("node10", "Node1")}
    for name, host in (("a", "node10"), ("b", None), ("c", "Node1")):
        rows.vm(name=name, hostUuid=hosts.get(host or ""))
    assert names(read, sort=VmSort.HOST) == ["c", "a", "b"]
    for name, vm in (("x", rows.vm(name="web")), ("y", None), ("z", rows.vm(name="db"))):
        status = VolumeStatus.ATTACHED if vm else VolumeStatus.AVAILABLE
        given = {"name": name, "instanceUuid": vm, "usageType": VolumeUsage.DATA.value, "status": status.value}
        rows.create(ResourceType.VOLUME, uuid=new_uuid(), **given)
    found = read(volumes, VolumeFilter(sort=VolumeSort.VM, order=Order.DESC)).content
    assert [view.volume.name for view in found] == ["x", "z", "y"]


def test_what_is_alike_stays_newest_first_where_that_is_usual(rows: Rows, read: Reader) -> None:
    started = [rows.started(user_name=name).operation.uuid for name in ("berta", "anna", "anna")]
    found = read(operations, OperationFilter(sort=OperationSort.USERNAME)).content
    assert [each.uuid for each in found] == [started[2], started[1], started[0]]
