"""An image that is being deleted: no VM is made of it meanwhile, and none is left behind by a look that came too early.

The files belong to image_operator; what is written here is only that somebody is about to remove them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from api_common.contract.image import ImageLeaving, ImageUse, ImageUseQuery
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from db_proxy.commands.unit import Row, Unit
from db_proxy.mapping.images import image_use
from db_proxy.tables import IMAGE_LEAVING

LONGEST_MS = 120_000
"""After so long whoever wanted to delete it is dead, and the image is what its files say."""


def begin_leaving(unit: Unit, leaving: ImageLeaving) -> ImageUse:
    """Who needs an image. From now on nobody new does, unless VMs were made of it and `force` is not set."""
    use = image_use(unit.connection, ImageUseQuery(uuid=leaving.uuid, files=leaving.files))
    if leaving.force or not use.vms:
        end_leaving(unit, leaving.uuid)
        unit.connection.execute(insert(IMAGE_LEAVING), {"uuid": leaving.uuid, "since": unit.steady})
    return use


def end_leaving(unit: Unit, uuid: str) -> None:
    """The image is gone, or it stays."""
    unit.connection.execute(delete(IMAGE_LEAVING).where(IMAGE_LEAVING.c.uuid == uuid))


def require_images_stay(unit: Unit, created: Iterable[Row]) -> None:
    """No VM is made of an image that is being deleted."""
    for row in created:
        if row.resource.kind is not ResourceType.VM or not row.values.get("image_uuid"):
            continue
        of_image = select(IMAGE_LEAVING.c.since).where(IMAGE_LEAVING.c.uuid == row["image_uuid"])
        since = unit.connection.execute(of_image).scalar()
        if since is not None and unit.steady - since < LONGEST_MS:
            text = f"imageUuid: image {row['image_uuid']!r} is being deleted"
            raise IaasError(ErrorKind.WRONG_STATE, text, detail={"field": "imageUuid"})
