"""Domains on a host: define, start, stop, save, restart, resize, and what undoes the first two.

Every answer of an agent carries the state it saw; it is stored with the step, so that nobody waits for the report.
"""

from __future__ import annotations

from typing import Any

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
)
from api_common.contract.changes import Change, SetFields
from api_common.contract.states import PowerState, ResourceType
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order, waiting_for
from iaas_core.steps.plan import addresses_of, host_of
from iaas_core.steps.specs import MIB_PER_GIB, domain_spec
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

OFF = frozenset({PowerState.STOPPED, PowerState.CRASHED, PowerState.SAVED, PowerState.ABSENT})
ASK_AGAIN_SECONDS = 5.0
"""A guest that is still booting misses the first press of its power button."""


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
    """The domain runs; its screen has the password that the plan chose."""
    body = order(context, EnsureRunning, vnc_password=context.input["vncPassword"])
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
    """Wait for the guest to go off; after the grace period its power is cut. The agent's report wakes us."""
    answer = agent_of(context).domain(_uuid(context))
    if answer.report.power in OFF:
        return _seen(answer)
    left = context.doors.stop_grace_seconds - context.elapsed_seconds
    if left <= 0 or context.input.get("force"):
        return _seen(_stop(context, "force"))
    if context.elapsed_seconds >= ASK_AGAIN_SECONDS / 2:
        _stop(context, "ask")
    return Wait(min(left, ASK_AGAIN_SECONDS))


def suspend_domain(context: StepContext[Doors]) -> Outcome:
    """Memory goes to disk, which takes as long as there is memory; the job's report wakes us."""
    answer = agent_of(context).ensure_suspended(_uuid(context), order(context, Fenced))
    return waiting_for(answer.job) or _seen(answer)


def reboot_domain(context: StepContext[Doors]) -> Outcome:
    """A running guest is asked to restart; one that is off is started, as in v1."""
    agent = agent_of(context)
    if agent.domain(_uuid(context)).report.power in OFF:
        return start_domain(context)
    try:
        return _seen(agent.reboot(_uuid(context), order(context, Fenced)))
    except IaasError as error:
        if error.kind is not ErrorKind.WRONG_STATE:  # it went off between the look and the request
            raise
        return start_domain(context)


def resize_domain(context: StepContext[Doors]) -> Outcome:
    """vCPUs and memory of now and of the next start."""
    cpus, memory = context.input.get("cpus"), context.input.get("memory")
    body = order(context, EnsureSized, cpus=cpus, memory_mib=None if memory is None else memory * MIB_PER_GIB)
    return _seen(agent_of(context).ensure_sized(_uuid(context), body))


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
