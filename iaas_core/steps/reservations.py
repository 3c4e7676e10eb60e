"""Enter a VM into the cluster's account, where there is one: before it is put on a host, and before it grows.

resource_operator and the cluster's scheduler decide. Nothing is taken back by a call: an entry that no VM's row asks
for any more goes by itself, also when the call that made it was lost.
"""

from __future__ import annotations

from api_common.contract.changes import Change, SetFields
from api_common.contract.operation import CapacityRequest
from api_common.contract.placement import Reservation, ReservationRequest
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors
from iaas_core.steps.plan import require_host
from iaas_core.workflow.flow import Done, Outcome, StepContext, Wait

ASK_AGAIN_SECONDS = 0.5
"""The question itself waits for the scheduler; in between the operation may be cancelled."""


def reserve_host(context: StepContext[Doors]) -> Outcome:
    """The scheduler's choice among the hosts that passed, then the administrator's limits there; or the next host."""
    vm, hosts = context.input["vm"], list(context.input["hostUuids"])
    refused: IaasError | None = None
    while hosts:
        answer = _reserve(context, vm["cpus"], vm["memory"], hosts)
        if answer.host_uuid is None:
            return Wait(ASK_AGAIN_SECONDS)
        try:
            context.doors.db.reserve_capacity(CapacityRequest(vm_uuid=vm["uuid"], host_uuid=answer.host_uuid))
        except IaasError as error:
            if error.kind is not ErrorKind.NO_CAPACITY:
                raise
            refused = error
            hosts.remove(answer.host_uuid)
            continue
        return Done(output={"hostUuid": answer.host_uuid}, changes=_disks_there(context, answer.host_uuid))
    raise refused or IaasError(ErrorKind.NO_CAPACITY, "no host can take this VM")


def reserve_growth(context: StepContext[Doors]) -> Outcome:
    """The VM's entry is as large as the VM will be."""
    size = context.input["size"]
    answer = _reserve(context, size["cpus"], size["memory"], [require_host(context)])
    return Done() if answer.host_uuid else Wait(ASK_AGAIN_SECONDS)


def leave_entry(_: StepContext[Doors]) -> Done:
    """The undo: the rows say how much the VM needs, and its entry follows them."""
    return Done()


def _reserve(context: StepContext[Doors], cpus: int, memory: int, hosts: list[str]) -> Reservation:
    request = ReservationRequest(cpus=cpus, memory=memory, host_uuids=hosts)
    return context.doors.resources.reserve(context.operation.target_uuid, request)


def _disks_there(context: StepContext[Doors], host: str) -> list[Change]:
    rows = [context.input["volume"], *context.input["isoVolumes"]]
    return [SetFields(type=ResourceType.VOLUME, key=row["uuid"], fields={"hostUuid": host}) for row in rows]
