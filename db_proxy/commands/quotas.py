"""Quotas of groups, taken in the transaction that takes the things: what a unit adds is counted with what is there.

Looks at what the unit does to rows, so no command has to say what it needs, and nothing that adds can forget to ask.
Where nothing grows nothing is refused, even in a group that has more than its quota by now.
"""

from __future__ import annotations

from collections.abc import Iterable

from api_common.contract.account import GroupUse, Quota
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from db_proxy.commands.unit import Row, Unit
from db_proxy.mapping.usage import group_use

_SIZES = {ResourceType.VM: ("cpus", "memory", "disk_size"), ResourceType.VOLUME: ("size",)}
_WORDS = {
    "vms": "VMs",
    "cpus": "vCPUs",
    "memory": "GiB of memory",
    "system_storage": "GiB of system disks",
    "data_storage": "GiB of data volumes",
    "public_ips": "public addresses",
}


def require_quotas(unit: Unit) -> None:
    """Write what the unit has so far; `no_capacity` with numbers if a group would have more of something than it may.

    To be called once what a user asked for is staged: creation, growth, a change of owner.
    """
    touched = {group_id for row in unit.rows() if (group_id := _touched(row)) is not None}
    if not touched:
        return
    before = {group_id: group_use(unit.connection, group_id) for group_id in touched}
    unit.flush()
    for group_id in sorted(touched):
        group = unit.find(ResourceType.USER_GROUP, str(group_id))
        if group is None:
            raise IaasError(ErrorKind.WRONG_STATE, f"the group {group_id} is gone")
        _require(group, before[group_id], group_use(unit.connection, group_id))


def require_owner(unit: Unit, rows: Iterable[Row]) -> None:
    """Whoever gets something must be there, and in the group that gets it: either could have changed since it was
    looked at."""
    owners = {(user_id, row.values.get("group_id")) for row in rows if (user_id := row.values.get("user_id"))}
    for user_id, group_id in owners:
        user = unit.find(ResourceType.USER, str(user_id))
        if user is None or not user["enabled"]:
            raise IaasError(ErrorKind.WRONG_STATE, "the owner's account is gone or disabled")
        if user["group_id"] != group_id:
            raise IaasError(ErrorKind.WRONG_STATE, "the owner is in another group by now; try again")


def _touched(row: Row) -> int | None:
    """The group that may have more through what was done to a row, if one may."""
    sizes = _SIZES.get(row.resource.kind)
    if sizes is None or row.removed or row.values.get("group_id") is None:
        return None
    came = row.created or "group_id" in row.before
    return int(row["group_id"]) if came or not row.before.keys().isdisjoint(sizes) else None


def _require(group: Row, before: GroupUse, after: GroupUse) -> None:
    quota = Quota.model_validate(group["quota"] or {})
    for name, words in _WORDS.items():
        limit, had, has = getattr(quota, name), getattr(before, name), getattr(after, name)
        if limit is not None and has > limit and has > had:
            raise IaasError(
                ErrorKind.NO_CAPACITY,
                f"group {group['name']} has {had} of {limit} {words} in use; {has - had} more do not fit its quota",
                detail={"quota": name, "limit": limit, "used": had, "asked": has - had},
            )
