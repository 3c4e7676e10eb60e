"""Lists of operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api_common.contract.operation import OperationFilter, Settlement
from api_common.contract.states import OperationStatus, ResourceType
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.steps import settle_operation
from db_proxy.commands.unit import Writer
from db_proxy.queries.operations import operation, operations
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows, refused


def test_operations_come_newest_first_and_filtered(rows: Rows, write: Writer, read: Reader) -> None:
    vm = rows.vm()
    first = rows.started(vm).operation
    write(settle_operation, first.uuid, Settlement(fence=first.fence, status=OperationStatus.DONE))
    second, third = rows.started(vm).operation, rows.started(client_key="k", input_digest="d").operation

    def uuids(**query: Any) -> list[str]:
        return [each.uuid for each in read(operations, OperationFilter(**query)).content]

    assert uuids() == [third.uuid, second.uuid, first.uuid]
    assert uuids(target_uuid=vm) == [second.uuid, first.uuid]
    assert uuids(status=OperationStatus.DONE) == [first.uuid]
    assert uuids(client_key="k") == [third.uuid]
    assert uuids(kind=first.kind, target_uuid=vm) == [second.uuid, first.uuid] and uuids(kind="other") == []
    page = read(operations, OperationFilter(page_num=2, page_size=2))
    assert ([each.uuid for each in page.content], page.total_pages, page.total_elements) == ([first.uuid], 2, 3)
    with refused(ErrorKind.NOT_FOUND):
        read(operation, new_uuid())


def test_operations_are_found_by_who_asked_and_name_their_target(rows: Rows, read: Reader) -> None:
    vm, volume = rows.vm(name="web"), new_uuid()
    rows.create(ResourceType.VOLUME, uuid=volume, name="records")
    rows.started(vm, user_name="anna")
    rows.started(vm, target_type=ResourceType.VOLUME, target_uuid=volume, user_name="berta", holds=[])
    rows.started(vm, target_uuid=new_uuid(), user_name="berta", holds=[])

    def names(**query: Any) -> list[str | None]:
        return [each.target_name for each in read(operations, OperationFilter(**query)).content]

    assert names() == [None, "records", "web"]
    assert names(user_name="anna") == ["web"] and names(user_name="ann") == []
    assert read(operation, read(operations, OperationFilter(user_name="anna")).content[0].uuid).target_name == "web"


def test_a_page_costs_the_same_for_few_and_for_many(
    rows: Rows, read: Reader, statements: Callable[[Callable[[], Any]], int]
) -> None:
    rows.started()
    one = statements(lambda: read(operations, OperationFilter()))
    for _ in range(20):
        rows.started()
    assert statements(lambda: read(operations, OperationFilter())) == one == 3
