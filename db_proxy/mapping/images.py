"""Who needs an image, for those who ask and for the command that lets it go."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from api_common.contract.image import ImageUse, ImageUseQuery
from api_common.contract.states import VolumeUsage
from db_proxy.tables import VM, VOLUME

FOLDER = "images/"


def image_use(connection: Connection, query: ImageUseQuery) -> ImageUse:
    """The VMs made from an image, and those that have one of its files as a CD."""
    made = select(VM.c.uuid).where(VM.c.image_uuid == query.uuid).order_by(VM.c.id)
    cds = select(VOLUME.c.provider_location, VOLUME.c.instance_uuid).where(
        VOLUME.c.usage_type == VolumeUsage.ISO.value,
        VOLUME.c.provider_location.in_([FOLDER + file for file in query.files]),
    )
    files: dict[str, list[str]] = defaultdict(list)
    for location, owner in connection.execute(cds.order_by(VOLUME.c.id)):
        files[location.removeprefix(FOLDER)].append(owner or "")
    vms = [uuid for uuid in connection.execute(made).scalars() if uuid]
    return ImageUse(vms=vms, files=files)
