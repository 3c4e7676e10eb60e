"""Address ranges and the addresses given out of them."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.states import IpAttach, IpType


class IpSegment(WireModel):
    """One row of table `ip_segment`: an address range on one host and one bridge. The range includes both ends."""

    id: int | None = None
    name: str | None = None
    netmask: str | None = None
    gateway: str | None = None
    dns: str | None = None
    type: IpType | None = None
    ip_range_start: str | None = None
    ip_range_end: str | None = None
    host_uuid: str | None = None
    bridge: str | None = None
    revision: int = 0


class IpSegmentView(WireModel):
    """A segment with its host's name and the number of addresses given out."""

    segment: IpSegment
    host_name: str | None = None
    used: int = 0


class IpUsed(WireModel):
    """One row of table `ip_used`: an address of a segment that belongs to a VM."""

    id: int | None = None
    ip: str
    mac: str | None = None
    type: IpType | None = None
    ip_segment_id: int | None = None
    bridge: str | None = None
    instance_uuid: str | None = None
    status: IpAttach | None = None
    create_time: int | None = None
    instance_name: str | None = None
    """Name of the VM; filled by address lists only."""
