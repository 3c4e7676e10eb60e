"""Trying an operation again: an open one goes on, an undone one is asked for anew with the form it began with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from api_common.contract.operation import ASKED, Operation
from api_common.contract.states import OperationStatus
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.visible import Visible
from iaas_core.forms.base import Form
from iaas_core.forms.device import DeviceForm
from iaas_core.forms.image import PublishImageForm
from iaas_core.forms.replies import MessageReply, OperationReply, VmReply, VolumeReply
from iaas_core.forms.vm import CreateVmForm, DeleteVmForm, ModifyVmForm, OperateVmForm
from iaas_core.forms.volume import AttachVolumeForm, CreateVolumeForm, DeleteVolumeForm
from iaas_core.services.devices import Devices
from iaas_core.services.image_publish import Publishing
from iaas_core.services.operations import Operations
from iaas_core.services.request import Asker
from iaas_core.services.vm_create import VmCreation
from iaas_core.services.vm_work import REBOOT, RESUME, START, STOP, SUSPEND, Verb, VmWork
from iaas_core.services.volume_work import VolumeWork

Reply = MessageReply | VmReply | VolumeReply
Ask = Callable[[Any, Asker], Reply]


class Retries:
    """`POST /operation/retry`. Whatever is asked for anew passes all checks again, as its asker's wish."""

    def __init__(
        self,
        operations: Operations,
        visible: Visible,
        creation: VmCreation,
        work: VmWork,
        volumes: VolumeWork,
        devices: Devices,
        publishing: Publishing,
    ) -> None:
        self._operations = operations
        self._visible = visible
        self._ways: dict[str, tuple[type[Form], Ask]] = {
            "vm_create": (CreateVmForm, creation.create),
            "vm_delete": (DeleteVmForm, work.delete),
            "vm_forget": (DeleteVmForm, work.delete),
            "vm_update": (ModifyVmForm, work.update),
            "vm_reduce": (ModifyVmForm, work.reduce),
            "volume_create": (CreateVolumeForm, volumes.create),
            "volume_delete": (DeleteVolumeForm, volumes.delete),
            "volume_attach": (AttachVolumeForm, volumes.attach),
            "volume_detach": (AttachVolumeForm, volumes.detach),
            "image_publish": (PublishImageForm, publishing.publish),
            "device_attach": (DeviceForm, devices.attach),
            "device_detach": (DeviceForm, devices.detach),
            **{verb.kind: (OperateVmForm, _power(work, verb)) for verb in (START, STOP, REBOOT, SUSPEND, RESUME)},
        }

    def retry(self, uuid: str, asker: Asker) -> OperationReply:
        """The operation that goes on, which is a new one for one that was undone. Does not wait for its end."""
        operation = self._visible.operation(uuid, asker.caller)
        if operation.status is not OperationStatus.UNDONE:
            return self._operations.hurry(uuid)
        form, ask = self._wish(operation)
        answer = ask(form, replace(asker, at_once=True))
        return self._operations.query(answer.operation_uuid or uuid, asker.caller)

    def _wish(self, operation: Operation) -> tuple[Form, Ask]:
        """What was asked for, and of whom; operations of other versions may not tell."""
        try:
            form_type, ask = self._ways[operation.kind]
            return form_type.model_validate(operation.input[ASKED]), ask
        except (KeyError, ValidationError) as error:
            text = "it is not known how this was asked for; start it again at what it was for"
            raise IaasError(ErrorKind.WRONG_STATE, text) from error


def _power(work: VmWork, verb: Verb) -> Ask:
    return lambda form, asker: work.power(verb, form, asker)
