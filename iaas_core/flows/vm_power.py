"""Start, stop, reboot, suspend and resume. Nothing is taken back: the VM ends as what its host shows."""

from __future__ import annotations

from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import domains
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step


def _power(kind: str, *steps: Step[Doors]) -> Flow[Doors]:
    return Flow(kind, steps, on_done=settle_from_power, on_undone=settle_from_power)


VM_START = _power("vm_start", Step("start_domain", domains.start_domain))
VM_STOP = _power("vm_stop", Step("request_stop", domains.request_stop), Step("await_stopped", domains.await_stopped))
VM_REBOOT = _power("vm_reboot", Step("reboot_domain", domains.reboot_domain))
VM_SUSPEND = _power("vm_suspend", Step("suspend_domain", domains.suspend_domain))
VM_RESUME = _power("vm_resume", Step("start_domain", domains.start_domain))
