"""The answer to a request that was done, whose own answer was lost: told from what the work left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from api_common.contract.operation import Operation
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import MessageReply, OperationReply, VmReply, VolumeReply
from iaas_core.services.operations import Operations, reply
from iaas_core.services.present import vm_created, volume_reply

NOT_WAITED_FOR = frozenset({"vm_create", "vm_stop", "image_publish"})
"""Whose requests answer while the work goes on, as in v1."""


class Replays:
    """Repeats no work."""

    def __init__(self, operations: Operations, visible: Visible) -> None:
        self._operations = operations
        self._visible = visible

    def answer(self, effect: Mapping[str, Any], shape: Any, caller: Caller, *, at_once: bool) -> BaseModel:
        """`effect` as db_proxy noted it, in the shape that the route answers."""
        uuid = effect.get("operationUuid")
        if uuid is None:
            return _shaped(dict(effect.get("row") or {}), shape)
        operation = self._operations.rejoin(uuid, at_once=at_once, but=NOT_WAITED_FOR)
        if shape is OperationReply:
            return reply(operation, with_steps=True)
        try:
            return self._of_target(operation, shape, caller)
        except IaasError as error:
            if error.kind is not ErrorKind.NOT_FOUND:  # it is gone by now
                raise
            gone: BaseModel = shape.model_construct(uuid=operation.target_uuid, operation_uuid=operation.uuid)
            return gone

    def _of_target(self, operation: Operation, shape: Any, caller: Caller) -> BaseModel:
        if shape is VmReply:
            view = self._visible.vm(operation.target_uuid, caller)
            return vm_created(view.vm.model_copy(update={"operation_uuid": operation.uuid}), view.ips)
        if shape is VolumeReply:
            volume = self._visible.volume(operation.target_uuid, caller)
            return volume_reply(volume.model_copy(update={"operation_uuid": operation.uuid}))
        return MessageReply(operation_uuid=operation.uuid)


def _shaped(row: dict[str, Any], shape: Any) -> BaseModel:
    """A row in the shape of an answer; what it has not is left out."""
    told = {**row, **(row.get("quota") or {})}
    try:
        made: BaseModel = shape.model_validate(told)
        return made
    except (ValidationError, AttributeError):
        return MessageReply()
