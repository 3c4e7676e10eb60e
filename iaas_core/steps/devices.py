"""Pass USB devices of a host through to VMs and take them back."""

from __future__ import annotations

from api_common.contract.agent_spec import EnsureHostDevice
from api_common.contract.device import Device
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order
from iaas_core.workflow.flow import Done, Outcome, StepContext


def identity(device: Device) -> tuple[str | None, ...]:
    """Two records are the same device when all five parts are equal, as in v1."""
    return (device.type, _bare(device.bus), _bare(device.dev), _lower(device.vendor), _lower(device.product))


def attach_device(context: StepContext[Doors]) -> Outcome:
    """The guest has the device: now if it runs, and at its next start."""
    answer = agent_of(context).ensure_host_device(context.operation.target_uuid, _order(context))
    return Done(observations=[answer.report])


def detach_device(context: StepContext[Doors]) -> Outcome:
    """The guest does not have the device."""
    return return_device(context)


def return_device(context: StepContext[Doors]) -> Done:
    """The partner of `attach_device`."""
    answer = agent_of(context).ensure_no_host_device(context.operation.target_uuid, _order(context))
    return Done(observations=[answer.report])


def hand_back(context: StepContext[Doors]) -> Done:
    """The undo of `detach_device`: the guest has it again. One that was pulled out of the host is gone for good."""
    try:
        answer = agent_of(context).ensure_host_device(context.operation.target_uuid, _order(context))
    except IaasError as error:
        if error.kind is not ErrorKind.NOT_FOUND:
            raise
        return Done(output={"gone": True})
    return Done(observations=[answer.report])


def _order(context: StepContext[Doors]) -> EnsureHostDevice:
    device = Device.model_validate(context.input["device"])
    parts = {"vendor": device.vendor, "product": device.product, "bus": device.bus, "dev": device.dev}
    return order(context, EnsureHostDevice, device=parts)


def _bare(number: str | None) -> str | None:
    return number and (number.lstrip("0") or "0")


def _lower(word: str | None) -> str | None:
    return word and word.lower()
