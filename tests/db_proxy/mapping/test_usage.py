"""What groups have in total: the one group as all of them, odd sizes included."""

from __future__ import annotations

from sqlalchemy import Connection

from api_common.contract.account import GroupUse
from api_common.contract.states import ResourceType
from api_common.identity import new_uuid
from db_proxy.commands.observe import observe_power
from db_proxy.commands.unit import Writer
from db_proxy.mapping.usage import group_use, group_uses
from db_proxy.queries.reader import Reader
from tests.db_proxy.commands.reports import report
from tests.helpers.db import Rows


def test_one_group_has_what_it_has_among_all(rows: Rows, read: Reader) -> None:
    rows.vm(cpus=2, memory=3, diskSize=5, groupId=7)
    rows.vm(cpus=1, memory=None, diskSize=None, groupId=7)
    rows.vm(cpus=9)
    rows.create(ResourceType.VOLUME, uuid=new_uuid(), usageType="DATA", size=11, groupId=8)
    rows.create(ResourceType.VOLUME, uuid=new_uuid(), usageType=None, size=13, groupId=8)

    def each(connection: Connection) -> dict[int, GroupUse]:
        return {group_id: group_use(connection, group_id) for group_id in (7, 8, 9)}

    seven, eight = GroupUse(vms=2, cpus=3, memory=3, system_storage=5), GroupUse(data_storage=11)
    assert read(group_uses) == {7: seven, 8: eight}
    assert read(each) == {7: seven, 8: eight, 9: GroupUse()}


def test_the_most_counts_that_a_guest_can_take(rows: Rows, write: Writer, read: Reader) -> None:
    host = rows.host()
    more, less = (rows.vm(cpus=2, memory=2, diskSize=1, groupId=7, hostUuid=host.uuid) for _ in range(2))
    write(observe_power, host.uuid, [report(more, cpus=3, memory_mib=2049), report(less, cpus=1, memory_mib=1024)])
    assert read(group_uses) == {7: GroupUse(vms=2, cpus=5, memory=5, system_storage=2)}
