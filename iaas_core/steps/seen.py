"""What a decision relied on, in the words of a change set: db_proxy compares before it writes."""

from __future__ import annotations

from api_common.contract.account import User
from api_common.contract.changes import Expect, ExpectParts
from api_common.contract.network import IpSegment
from api_common.contract.states import ResourceType
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume

_TYPES: dict[type, ResourceType] = {
    Vm: ResourceType.VM,
    Volume: ResourceType.VOLUME,
    IpSegment: ResourceType.IP_SEGMENT,
    User: ResourceType.USER,
}
_OWNER = ("user_id", "group_id")
_ALWAYS: dict[type, tuple[str, ...]] = {Vm: _OWNER, Volume: _OWNER, IpSegment: (), User: ("role", "group_id")}
"""What decides whether the asker may do this at all."""


def same(row: Vm | Volume | IpSegment | User, *fields: str) -> Expect:
    """The row still is as it was looked at: in whose it is, and in these fields."""
    wire, infos = row.to_wire(), type(row).model_fields
    names = [infos[field].alias or field for field in (*_ALWAYS[type(row)], *fields)]
    key = row.uuid if isinstance(row, Vm | Volume) else str(row.id)
    return Expect(type=_TYPES[type(row)], key=key, fields={name: wire[name] for name in names})


def parts(view: VmView) -> ExpectParts:
    """The VM still has what it had: a plan that names its disks, addresses and devices names all of them."""
    return ExpectParts(
        key=view.vm.uuid,
        volumes=[volume.uuid for volume in view.volumes],
        ips=[ip.id for ip in view.ips if ip.id is not None],
        devices=[device.id for device in view.devices if device.id is not None],
    )
