"""Attach and detach USB devices. The row is there from the start, so that two VMs never get one device."""

from __future__ import annotations

from api_common.contract.changes import Change, Remove
from api_common.contract.device import Device
from api_common.contract.states import ResourceType
from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import devices, looks
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _row_gone(context: StepContext[Doors], _: str | None) -> list[Change]:
    """The row is looked for: its id was given when it was written."""
    wanted = Device.model_validate(context.input["device"])
    rows = context.doors.db.vm(context.operation.target_uuid).devices
    gone: list[Change] = [
        Remove(type=ResourceType.DEVICE, key=str(row.id))
        for row in rows
        if devices.identity(row) == devices.identity(wanted)
    ]
    return [*gone, *settle_from_power(context, None)]


def _row_as_seen(context: StepContext[Doors], error: str | None) -> list[Change]:
    gone = context.outputs.get("detach_device", {}).get("gone")
    return _row_gone(context, error) if gone else settle_from_power(context, None)


DEVICE_ATTACH: Flow[Doors] = Flow(
    "device_attach",
    (Step("attach_device", devices.attach_device, devices.return_device),),
    on_done=settle_from_power,
    on_undone=_row_gone,
)
DEVICE_DETACH: Flow[Doors] = Flow(
    "device_detach",
    (
        Step("reach_host", looks.reach_host),
        Step("detach_device", devices.detach_device, devices.hand_back, final=True),
    ),
    on_done=_row_gone,
    on_undone=_row_as_seen,
    version=2,
)
DEVICE_DETACH_1: Flow[Doors] = Flow(
    "device_detach",
    (Step("detach_device", devices.detach_device, devices.hand_back, final=True),),
    on_done=_row_gone,
    on_undone=_row_as_seen,
)
