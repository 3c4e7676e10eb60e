"""Domains on a host: define, start, stop, save, restart, and what undoes the first two. Their sizes: `sizes`.

Every answer of an agent carries the state it saw; it is stored with the step, so that nobody waits for the report.
"""

from __future__ import annotations

from typing import Any

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureStopped,
    Fenced,
    Restart,
    WantedSize,
)
from api_common.contract.changes import Change, SetFields
from api_common.contract.states import PowerState, ResourceType
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order, waiting_for
from iaas_core.steps.plan import addresses_of, host_of
from iaas_core.steps.sizes import row_size
from iaas_core.steps.specs import domain_spec
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

OFF = frozenset({PowerState.STOPPED, PowerState.CRASHED, PowerState.SAVED, PowerState.ABSENT})
ASK_AGAIN_SECONDS = 5.0
"""A guest that is still booting misses the first press of its power button."""
SAVED_ADVICE = "the VM is suspended; resume it first, or use force, which drops its saved memory"


def define_domain(context: StepContext[Doors]) -> Outcome:
    """The domain is there, with everything needed to rebuild our rows in its metadata."""
    vm = Vm.model_validate({**context.input["vm"], "hostUuid": host_of(context)})
    volumes = [Volume.model_validate(context.input["volume"])]
    volumes += [Volume.model_validate(record) for record in context.input.get("isoVolumes", [])]
    spec = domain_spec(vm, volumes, addresses_of(context), context.input["vncPassword"])
    return _seen(agent_of(context).ensure_defined(order(context, EnsureDefined, domain=spec)))


def undefine_domain(context: StepContext[Doors]) -> Done:
    """No domain and no saved memory; a running one loses its power."""
    if host_of(context):
        agent_of(context).ensure_absent(_uuid(context), order(context, Fenced))
    return Done()


def remove_domain(context: StepContext[Doors]) -> Outcome:
    """`undefine_domain` as a step of its own."""
    return undefine_domain(context)


def start_domain(context: StepContext[Doors]) -> Outcome:
    """The domain runs; its screen has the password that the plan chose. One that is off has the size of its row then,
    whatever its definition was left with."""
    size = WantedSize() if "vm" in context.input else row_size(context)  # of a new VM it is defined
    body = order(context, EnsureRunning, vnc_password=context.input["vncPassword"], size=size)
    return _seen(agent_of(context).ensure_running(_uuid(context), body))


def power_off_domain(context: StepContext[Doors]) -> Done:
    """The partner of `start_domain`: no power."""
    if host_of(context):
        _stop(context, "force")
    return Done()


def request_stop(context: StepContext[Doors]) -> Outcome:
    """Press the power button, or cut the power at once when the plan says so."""
    return _seen(_stop(context, "force" if context.input.get("force") else "ask"))


def await_stopped(context: StepContext[Doors]) -> Outcome:
    """Wait for the guest to go off; after the grace its power is cut. The agent's report wakes us.

    The grace counts by the host's own clock, from the first press: no clock that somebody sets cuts it short.
    """
    if context.input.get("force"):
        return _without_power(context)
    answer = _stop(context, "ask")
    if answer.report.power in OFF:
        return _seen(answer)
    left = _grace_left(context, answer)
    return Wait(min(left, ASK_AGAIN_SECONDS)) if left > 0 else _without_power(context)


def suspend_domain(context: StepContext[Doors]) -> Outcome:
    """Memory goes to disk, which takes as long as there is memory; the job's report wakes us."""
    answer = agent_of(context).ensure_suspended(_uuid(context), order(context, Fenced))
    return waiting_for(answer.job, answer.report) or _seen(answer)


def reboot_domain(context: StepContext[Doors]) -> Outcome:
    """The guest has restarted. It is asked to go off and started then; after the grace, or with force, it is reset.

    One that is off is started, as in v1. One that is suspended loses its saved memory, with force only.
    """
    agent, force = agent_of(context), bool(context.input.get("force"))
    power = agent.domain(_uuid(context)).report.power
    if power is PowerState.SAVED:
        if not force:
            raise IaasError(ErrorKind.WRONG_STATE, SAVED_ADVICE)
        _stop(context, "force")
    if power in OFF:
        return start_domain(context)
    if force:
        return _reset(context)
    answer = agent.restart(_uuid(context), order(context, Restart, mode="ask"))
    if answer.report.power in OFF:
        return start_domain(context)
    if answer.restarted:
        return _seen(answer)
    left = _grace_left(context, answer)
    return Wait(min(left, ASK_AGAIN_SECONDS)) if left > 0 else _reset(context)


def _reset(context: StepContext[Doors]) -> Outcome:
    """The machine begins anew; where its QEMU hangs, it loses its power for that."""
    try:
        return _seen(agent_of(context).restart(_uuid(context), order(context, Restart, mode="force")))
    except IaasError as error:
        if error.kind is not ErrorKind.WRONG_STATE and not error.detail.get("hangs"):
            raise
    _stop(context, "force")
    return start_domain(context)


def _without_power(context: StepContext[Doors]) -> Outcome:
    """Off, by force; again as long as something else turns it on."""
    answer = _stop(context, "force")
    return _seen(answer) if answer.report.power in OFF else Wait(1.0)


def _grace_left(context: StepContext[Doors], answer: DomainAnswer) -> float:
    asked = context.elapsed_seconds if answer.asked_seconds is None else answer.asked_seconds  # an older agent
    return context.doors.stop_grace_seconds - asked


def _stop(context: StepContext[Doors], mode: Any) -> DomainAnswer:
    return agent_of(context).ensure_stopped(_uuid(context), order(context, EnsureStopped, mode=mode))


def _seen(answer: DomainAnswer) -> Done:
    changes: list[Change] = []
    if answer.vnc_password:
        fields = {"vncPassword": answer.vnc_password}
        changes.append(SetFields(type=ResourceType.VM, key=answer.report.uuid, fields=fields))
    return Done(output={"power": answer.report.power.value}, changes=changes, observations=[answer.report])


def _uuid(context: StepContext[Doors]) -> str:
    return context.operation.target_uuid
