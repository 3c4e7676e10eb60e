"""Bodies of the requests under `/volume`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from iaas_core.forms.base import DiskGib, Form, Name, OptionalUuid, Text, Uuid, empty_is_null, whole_number


class CreateVolumeForm(Form):
    """A data volume to create. Without `hostUuid` a host is chosen."""

    name: Name
    disk_size: Annotated[DiskGib | None, BeforeValidator(whole_number)] = Field(None, description="GiB; default 20")
    description: Text | None = None
    host_uuid: OptionalUuid = None


class DeleteVolumeForm(Form):
    """A data volume to delete, file and row; refused while it is attached."""

    volume_uuid: Uuid


class AttachVolumeForm(Form):
    """A data volume, and the VM to attach it to or to detach it from."""

    vm_uuid: Uuid
    volume_uuid: Uuid


class EditVolumeForm(Form):
    """Null leaves a value; an empty description clears it, an empty name leaves it."""

    volume_uuid: Uuid
    name: Annotated[Name | None, BeforeValidator(empty_is_null)] = None
    description: Text | None = None
