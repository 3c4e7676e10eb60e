"""Who needs an image."""

from __future__ import annotations

from api_common.contract.image import ImageUse, ImageUseQuery
from api_common.contract.states import ResourceType
from api_common.identity import new_uuid
from db_proxy.mapping.images import image_use
from db_proxy.queries.reader import Reader
from tests.helpers.db import Rows


def disk(rows: Rows, vm: str | None, location: str, usage: str = "ISO") -> None:
    rows.create(
        ResourceType.VOLUME, uuid=new_uuid(), instanceUuid=vm, providerLocation=location, usageType=usage, mountPoint=""
    )


def test_vms_made_from_an_image_and_cds_with_its_files(rows: Rows, read: Reader) -> None:
    first, second, other = rows.vm(imageUuid="i.yaml"), rows.vm(imageUuid="i.yaml"), rows.vm(imageUuid="j.yaml")
    disk(rows, second, "images/drivers.iso")
    disk(rows, other, "images/drivers.iso")
    disk(rows, other, "images/setup.iso")
    disk(rows, other, "images/unasked.iso")
    disk(rows, other, "sys-volumes/a/b/drivers.iso")
    disk(rows, other, "images/setup.iso", usage="SYSTEM")
    found = read(image_use, ImageUseQuery(uuid="i.yaml", files=["drivers.iso", "setup.iso", "unused.iso"]))
    assert found == ImageUse(vms=[first, second], files={"drivers.iso": [second, other], "setup.iso": [other]})


def test_a_cd_that_lost_its_vm_still_needs_its_file(rows: Rows, read: Reader) -> None:
    disk(rows, None, "images/drivers.iso")
    assert read(image_use, ImageUseQuery(uuid="i.yaml", files=["drivers.iso"])).files == {"drivers.iso": [""]}


def test_nobody_needs_an_unknown_image(rows: Rows, read: Reader) -> None:
    rows.vm(imageUuid="i.yaml")
    assert read(image_use, ImageUseQuery(uuid="I.yaml")) == ImageUse()
