"""What was decided by a look is asked again where it is written; if it is not so any more, services look again.

A service reads rows, decides, and sends with its changes what it relied on (`same`, `parts`). db_proxy compares in the
transaction that writes and answers `conflict` with `changed` in its detail when somebody was quicker: nothing is
written, and `look_again` lets the service decide anew, so that people get the answer that is true now.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from api_common.contract.account import User
from api_common.contract.changes import CHANGED, Expect, ExpectParts
from api_common.contract.network import IpSegment
from api_common.contract.states import ResourceType
from api_common.contract.vm import Vm, VmView
from api_common.contract.volume import Volume
from api_common.errors import IaasError

F = TypeVar("F", bound=Callable[..., Any])
LOOKS = 6
"""Whoever meets so many quicker ones is told that there is too much going on."""
_TYPES: dict[type, ResourceType] = {
    Vm: ResourceType.VM,
    Volume: ResourceType.VOLUME,
    IpSegment: ResourceType.IP_SEGMENT,
    User: ResourceType.USER,
}
_OWNER = ("user_id", "group_id")
_ALWAYS: dict[type, tuple[str, ...]] = {Vm: _OWNER, Volume: _OWNER, IpSegment: (), User: ("role", "group_id")}
"""What decides whether the asker may do this at all."""


def look_again(work: F) -> F:
    """A service's work that begins with looking and ends with writing; it must not do anything else before."""

    @wraps(work)
    def again(*arguments: Any, **options: Any) -> Any:
        for _ in range(LOOKS - 1):
            try:
                return work(*arguments, **options)
            except IaasError as error:
                if not error.detail.get(CHANGED):
                    raise
        return work(*arguments, **options)

    return cast(F, again)


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
