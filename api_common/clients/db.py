"""The client of db_proxy: transactional commands and read queries. Each method is one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from api_common.clients.transport import Transport
from api_common.contract.account import ImageOwner, OwnerChange, Scope
from api_common.contract.agent_report import DhcpPlan, Introduction, Inventory, PowerReport
from api_common.contract.base import WireModel
from api_common.contract.changes import Change, ChangeResult, ChangeSet, Expect, ResourceRef
from api_common.contract.device import Device
from api_common.contract.envelope import Page
from api_common.contract.event import EventBatch
from api_common.contract.host import Host, HostLoad, HostRemoval, NodeReport
from api_common.contract.image import ImageLeaving, ImageUse, ImageUseQuery
from api_common.contract.network import IpSegmentView, IpUsed
from api_common.contract.operation import (
    CapacityRequest,
    ClaimRequest,
    LeaseRenewal,
    Operation,
    OperationFilter,
    OperationStart,
    Progress,
    Settlement,
    StartedOperation,
    StepAnswer,
    StepRecord,
    Turn,
    TurnAnswer,
)
from api_common.contract.placement import Placements
from api_common.contract.service import DatabaseState, ServiceBeat
from api_common.contract.spec_config import SpecConfig
from api_common.contract.states import SpecType
from api_common.contract.vm import Vm, VmCount, VmFilter, VmView, VolumeCount, VolumeFilter, VolumeView
from api_common.contract.volume import Volume

M = TypeVar("M")
Wire = dict[str, Any]
"""A record's JSON as it came, for long lists: what is only shown need not be read and written again."""


class PowerReports(WireModel):
    """Observations of one host's domains."""

    host_uuid: str
    reports: list[PowerReport]


class _Commands:
    """A transport that tells when a call is over, however it ended."""

    def __init__(self, transport: Transport, over: Callable[[], None]) -> None:
        self._t = transport
        self._over = over

    def fetch(self, model: type[M] | Any, method: str, path: str, **options: Any) -> M:
        try:
            answer: M = self._t.fetch(model, method, path, **options)
            return answer
        finally:
            self._over()

    def call(self, method: str, path: str, **options: Any) -> None:
        try:
            self._t.call(method, path, **options)
        finally:
            self._over()


class DbProxyClient:
    """db_proxy's whole interface, in the order of its routes."""

    def __init__(self, transport: Transport, after_command: Callable[[], None] = lambda: None) -> None:
        """`after_command` is called when a command that a user waits for may have changed something, also when its
        answer was lost. What runs by itself (leases, heartbeats, inventories) is left to the change feed."""
        self._t = transport
        self._commands = _Commands(transport, after_command)

    # --- commands: each is one transaction ---

    def apply(self, changes: Sequence[Change]) -> ChangeResult:
        """Write a change set; returns the rows it created."""
        return self._commands.fetch(ChangeResult, "POST", "/changes", body=ChangeSet(changes=list(changes)), keyed=True)

    def start_operation(self, start: OperationStart) -> StartedOperation:
        """Write an operation, its steps and its first changes (repeatable: the uuid is the caller's)."""
        return self._commands.fetch(StartedOperation, "POST", "/operations", body=start, repeatable=True, keyed=True)

    def claim_operations(self, request: ClaimRequest) -> list[Operation]:
        """Claim what is due."""
        return self._t.fetch(list[Operation], "POST", "/operations/claim", body=request)

    def renew_leases(self, renewal: LeaseRenewal) -> list[str]:
        """Prolong leases; the uuids that are still held."""
        return self._t.fetch(list[str], "POST", "/operations/renew", body=renewal, repeatable=True)

    def record_step(self, uuid: str, record: StepRecord) -> StepAnswer:
        """Write what became of a step (repeatable: the same record twice has the effect of one)."""
        return self._commands.fetch(StepAnswer, "POST", f"/operations/{uuid}/step", body=record, repeatable=True)

    def take_turn(self, uuid: str, turn: Turn) -> TurnAnswer:
        """Hold the VM that an operation waits for, if it is the next in line (repeatable)."""
        path = f"/operations/{uuid}/turn"
        return self._commands.fetch(TurnAnswer, "POST", path, body=turn, repeatable=True)

    def settle_operation(self, uuid: str, settlement: Settlement) -> Operation:
        """End an operation (repeatable)."""
        return self._commands.fetch(Operation, "POST", f"/operations/{uuid}/settle", body=settlement, repeatable=True)

    def change_owner(self, resource: ResourceRef, user_id: int, expect: Sequence[Expect] = ()) -> None:
        """Give a VM with its disks, or a free volume, to another user; quotas hold (repeatable)."""
        body = OwnerChange(resource=resource, user_id=user_id, expect=list(expect))
        self._commands.call("POST", "/owners", body=body, repeatable=True, keyed=True)

    def note_image_owner(self, owner: ImageOwner) -> None:
        """Whether a published image is everybody's (repeatable)."""
        self._commands.call("POST", "/image_owners", body=owner, repeatable=True, keyed=True)

    def forget_image_owner(self, uuid: str) -> None:
        """The image is gone."""
        self._commands.call("DELETE", f"/image_owners/{uuid}", keyed=True)

    def image_leaves(self, leaving: ImageLeaving) -> ImageUse:
        """Who needs an image; if it may be deleted, no VM is made of it from now on (repeatable)."""
        return self._commands.fetch(ImageUse, "POST", "/images/leaving", body=leaving, repeatable=True)

    def image_stays(self, uuid: str) -> None:
        """The image is not deleted after all."""
        self._commands.call("DELETE", f"/images/leaving/{uuid}")

    def cancel_operation(self, uuid: str, *, keyed: bool = False) -> Operation:
        """Turn a running operation to undoing; `wrong_state` if it is not running."""
        return self._commands.fetch(Operation, "POST", f"/operations/{uuid}/cancel", repeatable=True, keyed=keyed)

    def retry_operation(self, uuid: str) -> Operation:
        """Make a stuck or waiting operation due now; `wrong_state` if it has ended."""
        return self._commands.fetch(Operation, "POST", f"/operations/{uuid}/retry", repeatable=True, keyed=True)

    def report_progress(self, uuid: str, progress: Progress) -> None:
        """Store the progress of a step, or wake the operation."""
        self._t.call("POST", f"/operations/{uuid}/progress", body=progress, repeatable=True)

    def observe_power(self, host_uuid: str, reports: Sequence[PowerReport]) -> None:
        """Store states of domains, where newer."""
        body = PowerReports(host_uuid=host_uuid, reports=list(reports))
        self._commands.call("POST", "/observe/power", body=body, repeatable=True)

    def remove_host(self, removal: HostRemoval) -> None:
        """The host is dead: what waits for it ends, what was kept back for it comes free. `wrong_state` while it is
        heard of."""
        self._commands.call("POST", "/hosts/remove", body=removal)

    def observe_inventory(self, inventory: Inventory) -> None:
        """Store all states of a host, mark the missing absent and the host seen."""
        self._t.call("POST", "/observe/inventory", body=inventory, repeatable=True)

    def register_host(self, facts: Introduction) -> Host:
        """Insert or refresh a host by its name; its epoch grows. What it remembers of its database goes with it."""
        return self._commands.fetch(Host, "POST", "/hosts/register", body=facts)

    def mark_silent_hosts(self, silent_ms: int) -> list[str]:
        """Set hosts not heard of for so long OFFLINE; their uuids."""
        return self._t.fetch(list[str], "POST", "/hosts/mark_silent", params={"silent_ms": silent_ms}, repeatable=True)

    def reserve_capacity(self, request: CapacityRequest) -> None:
        """Put a VM on a host, or let it grow there, if the host's limits allow it (repeatable)."""
        self._commands.call("POST", "/capacity", body=request, repeatable=True)

    def observe_nodes(self, report: NodeReport) -> None:
        """Bring the host rows in line with the nodes of the cluster; for resource_operator (repeatable)."""
        self._t.call("POST", "/observe/nodes", body=report, repeatable=True)

    def beat(self, beat: ServiceBeat) -> None:
        """Store a heartbeat at db_proxy's own clock."""
        self._t.call("POST", "/services/beat", body=beat, repeatable=True)

    # --- queries ---

    def operation(self, uuid: str) -> Operation:
        """One operation with its steps."""
        return self._t.fetch(Operation, "GET", f"/operations/{uuid}")

    def operations(self, query: OperationFilter) -> Page[Operation]:
        """Operations, newest first, with their steps."""
        return self._t.fetch(Page[Operation], "POST", "/operations/query", body=query, repeatable=True)

    def vm(self, uuid: str) -> VmView:
        """One VM with its addresses, volumes, devices and host name."""
        return self._t.fetch(VmView, "GET", f"/vms/{uuid}")

    def vms(self, query: VmFilter) -> Page[VmView]:
        """VMs in order of creation."""
        return self._t.fetch(Page[VmView], "POST", "/vms/query", body=query, repeatable=True)

    def vm_rows(self, query: VmFilter) -> Wire:
        """Like `vms`, unread: the page's JSON."""
        return self._t.fetch(Wire, "POST", "/vms/query", body=query, repeatable=True)

    def vm_counts(self, scope: Scope | None = None) -> list[VmCount]:
        """Counts and sums per status and host."""
        return self._t.fetch(list[VmCount], "GET", "/vms/counts", params=_scope(scope))

    def vms_to_start(self, at_a_time: int) -> list[Vm]:
        """VMs that were lost with their host and are to be started now, so many of a host at once at most."""
        return self._t.fetch(list[Vm], "GET", "/operations/to_start", params={"at_a_time": at_a_time})

    def volume(self, uuid: str) -> Volume:
        """One volume of any kind."""
        return self._t.fetch(Volume, "GET", f"/volumes/{uuid}")

    def volumes(self, query: VolumeFilter) -> Page[VolumeView]:
        """Data volumes in order of creation."""
        return self._t.fetch(Page[VolumeView], "POST", "/volumes/query", body=query, repeatable=True)

    def volume_rows(self, query: VolumeFilter) -> Wire:
        """Like `volumes`, unread: the page's JSON."""
        return self._t.fetch(Wire, "POST", "/volumes/query", body=query, repeatable=True)

    def volume_counts(self, scope: Scope | None = None) -> list[VolumeCount]:
        """Counts and sums of data volumes per status."""
        return self._t.fetch(list[VolumeCount], "GET", "/volumes/counts", params=_scope(scope))

    def devices(self, host_uuid: str, scope: Scope | None = None) -> list[Device]:
        """The devices of a host that are passed through to VMs; which VM, only within the scope."""
        return self._t.fetch(list[Device], "GET", f"/hosts/{host_uuid}/devices", params=_scope(scope))

    def image_owners(self) -> list[ImageOwner]:
        """Who published which image."""
        return self._t.fetch(list[ImageOwner], "GET", "/image_owners")

    def image_use(self, query: ImageUseQuery) -> ImageUse:
        """Who needs an image and its files."""
        return self._t.fetch(ImageUse, "POST", "/images/use", body=query, repeatable=True)

    def hosts(self) -> list[HostLoad]:
        """All hosts in order of registration, with their load."""
        return self._t.fetch(list[HostLoad], "GET", "/hosts")

    def placements(self) -> Placements:
        """What the cluster's account must know of all VMs; for resource_operator."""
        return self._t.fetch(Placements, "GET", "/placements")

    def await_change(self, last: int, *, wait_seconds: float) -> int:
        """The newest event; waits for one after `last`. For resource_operator, which may not read events."""
        params = {"after": last, "wait": wait_seconds}
        return self._t.fetch(int, "GET", "/placements/newest", params=params, timeout_seconds=wait_seconds + 10)

    def dhcp_plan(self, host_uuid: str) -> DhcpPlan:
        """What the DHCP server of a host must know."""
        return self._t.fetch(DhcpPlan, "GET", f"/hosts/{host_uuid}/dhcp_plan")

    def segments(self, ids: Sequence[int] | None = None) -> list[IpSegmentView]:
        """Segments in order of creation: all, or those of `ids` that exist."""
        params = None if ids is None else {"ids": ",".join(map(str, ids))}
        return self._t.fetch(list[IpSegmentView], "GET", "/segments", params=params)

    def segment_addresses(self, segment_id: int, scope: Scope | None = None) -> list[IpUsed]:
        """The addresses given out of a segment; with their VMs' names within the scope."""
        return self._t.fetch(list[IpUsed], "GET", f"/segments/{segment_id}/addresses", params=_scope(scope))

    def spec_configs(self, type_: SpecType | None = None) -> list[SpecConfig]:
        """Options, sorted by type and id."""
        return self._t.fetch(list[SpecConfig], "GET", "/spec_configs", params={"type": type_})

    def beats(self) -> list[ServiceBeat]:
        """The last heartbeat of every service and node."""
        return self._t.fetch(list[ServiceBeat], "GET", "/services")

    def state(self) -> DatabaseState:
        """Whose the database is, and what is wrong with it."""
        return self._t.fetch(DatabaseState, "GET", "/state")

    def events_after(self, last_id: int, *, wait_seconds: float, limit: int = 500) -> EventBatch:
        """Events after `last_id`; waits up to `wait_seconds` for the first. `last_id` -1 asks for the end only."""
        return self._t.fetch(
            EventBatch,
            "GET",
            "/events",
            params={"after": last_id, "wait": wait_seconds, "limit": limit},
            timeout_seconds=wait_seconds + 10,
        )


def _scope(scope: Scope | None) -> dict[str, Any] | None:
    return None if scope is None else {"scope": scope.model_dump_json(by_alias=True)}
