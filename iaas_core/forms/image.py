"""Bodies of the requests under `/image`, and the one that publishes a VM's disk as an image."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from api_common.identity import IMAGE_FILE_PATTERN
from iaas_core.forms.base import MAX_DISK_GIB, Flag, Form, ImageUuid, Name, Text, Uuid, whole_number

YAML_TEXT_PATTERN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""What image_operator takes, in the words of JSON Schema: for the description of the API."""
YAML_NAME_PATTERN = IMAGE_FILE_PATTERN.removesuffix("$") + r"\.ya?ml$"


class SaveImageForm(Form):
    """The whole text of an image's YAML file. The file is made if there is none."""

    uuid: Annotated[str, Field(pattern=YAML_NAME_PATTERN, max_length=200, description="name of the YAML file")]
    content: Annotated[str, Field(max_length=64 * 1024, json_schema_extra={"pattern": YAML_TEXT_PATTERN})]


class DeleteImageForm(Form):
    """An image to delete: description, disk file, and the children's files that nothing else needs.

    One that VMs were made from is refused unless `force`: their disks do not need it, and CDs in use stay.
    """

    uuid: ImageUuid
    force: Flag = False


class PublishImageForm(Form):
    """The system disk of a stopped VM as a new image."""

    vm_uuid: Uuid
    name: Name
    description: Text | None = None
    vd_size: Annotated[int, Field(ge=0, le=MAX_DISK_GIB), BeforeValidator(whole_number)] = Field(
        description="GiB; smallest system disk of VMs made from it"
    )
