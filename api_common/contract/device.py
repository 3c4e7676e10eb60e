"""A USB or PCI device of a host."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.states import DeviceStatus, DeviceType


class Device(WireModel):
    """One row of table `device` (while attached) or one device found on a host (then without id)."""

    id: int | None = None
    type: DeviceType | None = None
    bus: str | None = None
    dev: str | None = None
    vendor: str | None = None
    product: str | None = None
    host_uuid: str | None = None
    name: str | None = None
    status: DeviceStatus | None = None
    instance_uuid: str | None = None
