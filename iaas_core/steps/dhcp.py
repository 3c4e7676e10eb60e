"""Tell the host's DHCP server a VM's addresses, and make it forget them."""

from __future__ import annotations

from api_common.contract.agent_report import DhcpBinding
from api_common.contract.agent_spec import EnsureBound
from api_common.contract.changes import Change, SetFields
from api_common.contract.states import IpAttach, ResourceType
from iaas_core.steps.doors import Doors
from iaas_core.steps.orders import agent_of, order
from iaas_core.steps.plan import addresses_of, host_of
from iaas_core.workflow.flow import Done, Outcome, StepContext


def bind_addresses(context: StepContext[Doors]) -> Outcome:
    """Bound on the host, then ATTACHED in the rows."""
    ips = addresses_of(context)
    _bind(context, [DhcpBinding(mac=ip.mac or "", ip=ip.ip) for ip in ips])
    attached: list[Change] = [
        SetFields(type=ResourceType.IP_USED, key=str(ip.id), fields={"status": IpAttach.ATTACHED.value}) for ip in ips
    ]
    return Done(changes=attached)


def unbind_addresses(context: StepContext[Doors]) -> Done:
    """The host's DHCP server does not know the VM any more."""
    if host_of(context):
        _bind(context, [])
    return Done()


def _bind(context: StepContext[Doors], bindings: list[DhcpBinding]) -> None:
    agent_of(context).ensure_bound(
        order(context, EnsureBound, vm_uuid=context.operation.target_uuid, bindings=bindings)
    )
