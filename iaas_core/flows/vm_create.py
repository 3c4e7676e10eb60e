"""Create a VM: DHCP, disk, domain, power. Its room and its addresses were reserved with its row; where a cluster's
scheduler chooses the host, its room is the first step.

Undone, nothing is left but the row, which says why.
"""

from __future__ import annotations

from api_common.contract.changes import Change, ChangeStatus, Remove, SetFields
from api_common.contract.states import ResourceType, VmStatus
from iaas_core.flows.endings import settle_from_power
from iaas_core.steps import dhcp, domains, reservations, volumes
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Flow, Step, StepContext


def _failed(context: StepContext[Doors], error: str | None) -> list[Change]:
    plan, uuid = context.input, context.operation.target_uuid
    changes: list[Change] = [
        Remove(type=ResourceType.VOLUME, key=row["uuid"]) for row in [plan["volume"], *plan["isoVolumes"]]
    ]
    changes += [Remove(type=ResourceType.IP_USED, key=str(ip["id"])) for ip in plan["ips"]]
    changes.append(SetFields(type=ResourceType.VM, key=uuid, fields={"hostUuid": None}))
    changes.append(ChangeStatus(type=ResourceType.VM, key=uuid, to=VmStatus.ERROR, error=error))
    return changes


VM_CREATE: Flow[Doors] = Flow(
    kind="vm_create",
    steps=(
        Step("reserve_host", reservations.reserve_host, reservations.leave_entry, optional=True),
        Step("bind_addresses", dhcp.bind_addresses, dhcp.unbind_addresses),
        Step("clone_system_volume", volumes.clone_system_volume, volumes.remove_system_volume),
        Step("define_domain", domains.define_domain, domains.undefine_domain),
        Step("start_domain", domains.start_domain, domains.power_off_domain),
    ),
    on_done=settle_from_power,
    on_undone=_failed,
)
