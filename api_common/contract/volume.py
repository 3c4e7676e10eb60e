"""A disk as it crosses between services."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.states import VolumeFormat, VolumeStatus, VolumeUsage


class Volume(WireModel):
    """One row of table `volume`. Size in GiB; `provider_location` is relative to the data root."""

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    host_uuid: str | None = None
    image_uuid: str | None = None
    size: int | None = None
    provider_location: str | None = None
    format_type: VolumeFormat | None = None
    usage_type: VolumeUsage | None = None
    status: VolumeStatus | None = None
    instance_uuid: str | None = None
    bus: str | None = None
    mount_point: str | None = None
    create_time: int | None = None

    user_name: str | None = None
    user_id: int | None = None
    group_id: int | None = None
    operation_uuid: str | None = None
    error: str | None = None
    revision: int = 0
