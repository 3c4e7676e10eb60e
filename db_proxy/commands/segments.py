"""Address segments: what must hold of them whoever writes, asked in the transaction that writes.

iaas_core looks first, to say more about what is wrong; between its look and its write another request may have come.
"""

from __future__ import annotations

from sqlalchemy import func, select

from api_common.addresses import range_size
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError, invalid
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import IP_SEGMENT, IP_USED

_RANGE = frozenset({"ip_range_start", "ip_range_end"})
_FIXED = ("host_uuid", "bridge", "type", "netmask")
"""What cannot change while addresses are in use: guests were told so."""


def require_sound_segments(unit: Unit) -> None:
    """Look at what the unit does to segments: no two share an address, none goes or moves from under its guests."""
    for row in unit.rows():
        if row.resource.kind is not ResourceType.IP_SEGMENT:
            continue
        if row.removed:
            _require_unused(unit, row)
            continue
        if row.created or not _RANGE.isdisjoint(row.before):
            _require_apart(unit, row)
        if not row.created and row.before:
            _require_guests_kept(unit, row)


def _require_unused(unit: Unit, segment: Row) -> None:
    if used := len(_addresses(unit, segment)):
        raise IaasError(ErrorKind.WRONG_STATE, f"{used} addresses of this segment are in use; delete their VMs first")


def _require_apart(unit: Unit, segment: Row) -> None:
    start, end = segment.values.get("ip_range_start"), segment.values.get("ip_range_end")
    for other in [
        row for row in unit.load(ResourceType.IP_SEGMENT, IP_SEGMENT.c.id.is_not(None)) if row is not segment
    ]:
        if _meet(start or "", end or "", other["ip_range_start"] or "", other["ip_range_end"] or ""):
            raise invalid("ipRangeStart", f"the range overlaps segment {other['id']} ({other['name']})")


def _require_guests_kept(unit: Unit, segment: Row) -> None:
    moved = [name for name in _FIXED if name in segment.before]
    if not moved and _RANGE.isdisjoint(segment.before):
        return
    start, end = segment["ip_range_start"] or "", segment["ip_range_end"] or ""
    for address in _addresses(unit, segment):
        if moved:
            text = f"{moved[0]} cannot change while addresses of this segment are in use"
            raise IaasError(ErrorKind.WRONG_STATE, text)
        if not _meet(start, end, address, address):
            raise IaasError(ErrorKind.WRONG_STATE, f"address {address} is in use and outside the new range")


def _addresses(unit: Unit, segment: Row) -> list[str]:
    used = select(func.coalesce(IP_USED.c.ip, "")).where(IP_USED.c.ip_segment_id == segment["id"])
    return list(unit.connection.execute(used).scalars())


def _meet(start: str, end: str, other_start: str, other_end: str) -> bool:
    """Whether two ranges share an address. One that is none, as v1 let in, shares nothing."""
    if not range_size(start, end) or not range_size(other_start, other_end):
        return False
    return range_size(start, other_end) > 0 and range_size(other_start, end) > 0
