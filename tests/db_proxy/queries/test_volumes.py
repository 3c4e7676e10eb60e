"""Disks."""

from __future__ import annotations

from api_common.contract.states import ResourceType, VolumeStatus
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from db_proxy.queries.reader import Reader
from db_proxy.queries.volumes import volume
from tests.helpers.db import Rows, refused


def test_a_disk_is_found_by_its_uuid(rows: Rows, read: Reader) -> None:
    uuid = rows.create(ResourceType.VOLUME, uuid=new_uuid(), status="AVAILABLE", size=5)["uuid"]
    found = read(volume, uuid)
    assert (found.uuid, found.status, found.size) == (uuid, VolumeStatus.AVAILABLE, 5)
    with refused(ErrorKind.NOT_FOUND):
        read(volume, new_uuid())
