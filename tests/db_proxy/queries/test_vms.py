"""Lists of VMs: filters, pages, what stands beside each VM, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection

from api_common.contract.operation import AddressRequest
from api_common.contract.states import ResourceType, VmStatus
from api_common.contract.vm import VmFilter
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.commands.addresses import allocate_addresses
from db_proxy.commands.unit import Writer
from db_proxy.engine.database import Database
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm, vm_counts, vms
from tests.helpers.db import Rows, refused


def names(read: Reader, **query: Any) -> list[str | None]:
    return [view.vm.name for view in read(vms, VmFilter(**query)).content]


def address(write: Writer, vm_uuid: str, segment: int) -> None:
    request = AddressRequest(vm_uuid=vm_uuid, segment_ids=[segment])
    write(lambda unit: allocate_addresses(unit, request) and None)


def test_a_vm_comes_with_everything_beside_it(rows: Rows, write: Writer, read: Reader) -> None:
    host, other = rows.host("node7"), rows.vm()
    uuid = rows.vm(hostUuid=host.uuid)
    address(write, uuid, rows.segment())
    address(write, uuid, rows.segment("10.5.0.1", "10.5.0.9"))
    for place in ("vda", "vdb"):
        rows.create(ResourceType.VOLUME, uuid=new_uuid(), instanceUuid=uuid, mountPoint=place)
    rows.create(ResourceType.DEVICE, type="USB", instanceUuid=uuid)
    view = read(vm, uuid)
    assert [ip.ip for ip in view.ips] == ["10.1.0.2", "10.5.0.2"]
    assert [volume.mount_point for volume in view.volumes] == ["vda", "vdb"]
    assert len(view.devices) == 1
    assert (view.host_name, view.host_ip) == ("node7", host.ip)
    alone = read(vm, other)
    assert (alone.ips, alone.volumes, alone.devices, alone.host_name) == ([], [], [], None)
    with refused(ErrorKind.NOT_FOUND):
        read(vm, new_uuid())


def test_pages_are_in_order_of_creation(rows: Rows, read: Reader) -> None:
    for number in range(5):
        rows.vm(name=f"vm{number}")
    page = read(vms, VmFilter(page_num=2, page_size=2))
    assert [view.vm.name for view in page.content] == ["vm2", "vm3"]
    assert (page.total_pages, page.total_elements) == (3, 5)
    beyond = read(vms, VmFilter(page_num=9, page_size=2))
    assert (beyond.content, beyond.total_pages, beyond.total_elements) == ([], 3, 5)
    everything = read(vms, VmFilter())
    assert (len(everything.content), everything.total_pages) == (5, 1)


def test_keywords_match_name_description_or_address(rows: Rows, write: Writer, read: Reader) -> None:
    rows.vm(name="Web-Server")
    rows.vm(name="b", description="runs the WEB shop")
    addressed = rows.vm(name="c")
    address(write, addressed, rows.segment("172.16.0.1", "172.16.0.9"))
    rows.vm(name="d", description=None)
    assert names(read, keywords="web") == ["Web-Server", "b"]
    assert names(read, keywords="72.16.0.2") == ["c"]
    assert names(read, keywords="nothing") == []


@pytest.mark.parametrize("keyword", ["%", "_", "100%", "a_b", "/", "\\", "'"])
def test_wildcards_are_plain_text(rows: Rows, read: Reader, keyword: str) -> None:
    rows.vm(name="axb 1000 plain")
    rows.vm(name=f"with {keyword} inside")
    assert names(read, keywords=keyword) == [f"with {keyword} inside"]


def test_filters_combine(rows: Rows, read: Reader) -> None:
    host = rows.host().uuid
    rows.vm(name="a", status="ACTIVE", hostUuid=host, imageUuid="i")
    rows.vm(name="b", status="STOPPED", hostUuid=host, imageUuid="i")
    rows.vm(name="c", status="ACTIVE", imageUuid="i")
    rows.vm(name="d", status="ACTIVE", hostUuid=host, imageUuid="j")
    assert names(read, statuses=[VmStatus.ACTIVE], host_uuid=host, image_uuid="i") == ["a"]
    assert names(read, statuses=[VmStatus.ACTIVE, VmStatus.STOPPED], host_uuid=host) == ["a", "b", "d"]
    assert names(read, keywords="c", host_uuid=host) == []
    assert names(read, statuses=[]) == []


@pytest.mark.parametrize("query", [VmFilter(), VmFilter(keywords="10.", page_num=1, page_size=200)])
def test_a_page_costs_the_same_for_one_vm_and_for_a_hundred(
    rows: Rows, write: Writer, read: Reader, statements: Callable[[Callable[[], Any]], int], query: VmFilter
) -> None:
    segment, host = rows.segment(), rows.host().uuid
    address(write, rows.vm(hostUuid=host), segment)
    one = statements(lambda: read(vms, query))
    for _ in range(99):
        address(write, rows.vm(hostUuid=host), segment)
    assert len(read(vms, query).content) == 100
    assert statements(lambda: read(vms, query)) == one == 5


def test_a_search_looks_at_each_row_once(rows: Rows, database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("counted with a function of SQLite's")
    for number in range(30):
        rows.vm(name=f"vm{number}", description="text")
    looks: list[str] = []

    def like(pattern: str, text: str, _escape: str) -> bool:
        looks.append(text)
        return pattern.strip("%") in text

    def search(connection: Connection, keyword: str) -> int:
        looks.clear()
        driver: Any = connection.connection.dbapi_connection
        driver.create_function("like", 3, like)
        return vms(connection, VmFilter(keywords=keyword, page_num=1, page_size=5)).total_elements

    assert database.read(lambda connection: search(connection, "vm")) == len(looks) == 30
    assert database.read(lambda connection: search(connection, "none")) == 0 and len(looks) == 60


def test_counts_add_up(rows: Rows, read: Reader) -> None:
    host = rows.host().uuid
    for status, where in (("ACTIVE", host), ("ACTIVE", host), ("STOPPED", host), ("ERROR", None)):
        rows.vm(status=status, hostUuid=where, cpus=2, memory=4, diskSize=None)
    found = {(each.status, each.host_uuid): each for each in read(vm_counts)}
    both = found[VmStatus.ACTIVE, host]
    assert (both.count, both.cpus, both.memory, both.disk_size) == (2, 4, 8, 0)
    assert found[VmStatus.ERROR, None].count == 1
