"""Bodies of the requests under `/vm`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from iaas_core.forms.base import (
    MAX_CPUS,
    MAX_MEMORY_GIB,
    Cpus,
    DiskGib,
    Flag,
    Form,
    Id,
    ImageUuid,
    MemoryGib,
    Name,
    OptionalInt,
    OptionalUuid,
    Text,
    Uuid,
    empty_is_null,
    whole_number,
)


class CreateVmForm(Form):
    """A VM to create. `publicIpSegId` null or 0 means no public address; without `hostUuid` a host is chosen."""

    name: Name
    cpus: Cpus
    memory: MemoryGib = Field(description="GiB")
    image_uuid: ImageUuid
    ip_segment_id: Id
    public_ip_seg_id: OptionalInt = None
    disk_size: Annotated[DiskGib | None, BeforeValidator(whole_number)] = Field(None, description="GiB; default 20")
    description: Text | None = None
    host_uuid: OptionalUuid = None
    auto_start: Flag = Field(True, description="start it again when its host lost power while it ran")


class DeleteVmForm(Form):
    """`deleteType` exactly `force` also deletes a running or busy VM. Data volumes are kept unless `deleteVolumes`."""

    vm_uuid: Uuid
    delete_type: Annotated[str, Field(max_length=20)]
    delete_volumes: Flag = False


class OperateVmForm(Form):
    """The VM to start, stop, reboot, suspend or resume.

    `force` asks no guest: stop cuts the power, reboot resets the machine. Both then end whatever else is being done
    with the VM, and drop the saved memory of a suspended one. Other verbs do not look at it.
    """

    vm_uuid: Uuid
    force: Flag = False


class ModifyVmForm(Form):
    """New size; null, 0 or the present value mean unchanged."""

    vm_uuid: Uuid
    cpus: Annotated[Annotated[int, Field(ge=0, le=MAX_CPUS)] | None, BeforeValidator(whole_number)] = None
    memory: Annotated[Annotated[int, Field(ge=0, le=MAX_MEMORY_GIB)] | None, BeforeValidator(whole_number)] = Field(
        None, description="GiB"
    )


class EditVmForm(Form):
    """Null leaves a value; an empty description clears it, an empty name leaves it."""

    vm_uuid: Uuid
    name: Annotated[Name | None, BeforeValidator(empty_is_null)] = None
    description: Text | None = None
    auto_start: Flag | None = Field(None, description="start it again when its host lost power while it ran")
