"""What each long request does, in order. A flow is a name, a version, a list of steps and its ends; no logic."""

from __future__ import annotations

from iaas_core.flows.devices import DEVICE_ATTACH, DEVICE_DETACH, DEVICE_DETACH_1
from iaas_core.flows.image_publish import IMAGE_PUBLISH
from iaas_core.flows.vm_create import VM_CREATE
from iaas_core.flows.vm_delete import VM_CLEANUP, VM_CLEANUP_1, VM_DELETE, VM_DELETE_1, VM_FORGET, VM_FORGET_1
from iaas_core.flows.vm_modify import VM_REDUCE, VM_UPDATE
from iaas_core.flows.vm_power import VM_REBOOT, VM_RESUME, VM_START, VM_STOP, VM_SUSPEND
from iaas_core.flows.volumes import (
    VOLUME_ATTACH,
    VOLUME_ATTACH_1,
    VOLUME_CREATE,
    VOLUME_DELETE,
    VOLUME_DELETE_1,
    VOLUME_DETACH,
    VOLUME_DETACH_1,
)
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow

ALL: list[Flow[Doors]] = [
    VM_CREATE,
    VM_DELETE,
    VM_FORGET,
    VM_CLEANUP,
    VM_START,
    VM_STOP,
    VM_REBOOT,
    VM_SUSPEND,
    VM_RESUME,
    VM_UPDATE,
    VM_REDUCE,
    VOLUME_CREATE,
    VOLUME_DELETE,
    VOLUME_ATTACH,
    VOLUME_DETACH,
    IMAGE_PUBLISH,
    DEVICE_ATTACH,
    DEVICE_DETACH,
    # of the release before, whose open operations go on
    VM_DELETE_1,
    VM_FORGET_1,
    VM_CLEANUP_1,
    VOLUME_DELETE_1,
    VOLUME_ATTACH_1,
    VOLUME_DETACH_1,
    DEVICE_DETACH_1,
]
