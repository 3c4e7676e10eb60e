"""Operations: long requests as rows, with one row per step, written before anything happens outside the database.

iaas_core's runner and db_proxy's commands speak these records; the public view of an operation is made in iaas_core.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from api_common.contract.account import ImageOwner, Scope
from api_common.contract.agent_report import PowerReport
from api_common.contract.base import WireModel
from api_common.contract.changes import Change, ResourceRef
from api_common.contract.envelope import PageQuery
from api_common.contract.sorting import OperationSort
from api_common.contract.states import OperationStatus, ResourceType, StepStatus

SYSTEM_USER = "system"
"""The user name of an operation that nobody asked for."""
KEPT_ADDRESSES = "keptAddresses"
"""Key of an operation's input: addresses that have no row any more and may still be in use until it has ended."""
ASKED = "asked"
"""Key of an operation's input: the public form that asked for it, in wire form, to ask for the same again."""


class Takeover(StrEnum):
    """How a new operation treats the one that holds what it wants; `none` is refused by any.

    `lend`: one that is being undone, or is stuck, waits until the new one has ended, and goes on then: for verbs on a
    VM's power, which may be what it waits for. `end`: one that is being undone, is stuck, or cannot be cancelled any
    more, ends: for deletions, which clear away whatever it left.
    """

    NONE = "none"
    LEND = "lend"
    END = "end"


IN_LINE = frozenset({"volume_attach", "volume_detach"})
"""Brief work on a VM: who wants more of this kind meanwhile waits in line instead of being refused."""
MAY_WAIT = "mayWait"
"""In the detail of a `conflict`: the VM is held by brief work, or others are in line; come with `waits_for`."""


class Step(WireModel):
    """One row of table `operation_step`. Steps are numbered from 0."""

    number: int
    name: str
    status: StepStatus = StepStatus.PENDING
    attempts: int = 0
    output: dict[str, Any] = {}
    error: str | None = None
    started_at: int | None = None
    ended_at: int | None = None


class Operation(WireModel):
    """One row of table `operation`, with its steps."""

    uuid: str
    kind: str
    version: int = 1
    status: OperationStatus = OperationStatus.RUNNING
    target_type: ResourceType
    target_uuid: str
    target_name: str | None = None
    """What a VM or volume is called now; in answers to queries, as long as it is there."""
    input: dict[str, Any] = {}
    user_name: str | None = None
    """Who asked for it."""
    user_id: int | None = None
    group_id: int | None = None
    """Whose target it works on."""
    client_key: str | None = None
    input_digest: str | None = None
    waits_for: str | None = None
    """The VM whose turn it waits for, in line with others, oldest first."""
    progress: int = 0
    """Per cent of the present step where it can tell, such as a copy."""
    error: str | None = None
    fence: int = 0
    """Grows with every claim of any operation; writes and agent calls with an older one are refused."""
    claimed_by: str | None = None
    lease_until: int | None = None
    next_attempt_at: int | None = None
    no_return: int | None = None
    """Number of the step from whose begin on it cannot be cancelled; null: it always can."""
    lent_to: str | None = None
    """The operation that has what this one holds, until it ends."""
    create_time: int | None = None
    update_time: int | None = None
    steps: list[Step] = []


class AddressRequest(WireModel):
    """Give a VM one address out of each of these segments; asked again for the same VM, the same addresses."""

    vm_uuid: str
    segment_ids: list[int]


class CapacityRequest(WireModel):
    """Put a VM or a data volume on a host if the host's limits still hold with what its row asks for (`no_capacity`
    otherwise)."""

    vm_uuid: str | None = None
    volume_uuid: str | None = None
    """One of the two."""
    host_uuid: str


class OperationStart(WireModel):
    """Begin an operation: one transaction writes its rows, the changes, the holds and the first event.

    The same `client_key` again answers the operation that it started before; with another `input_digest` it is a
    `conflict`. A held resource is a `conflict` too, unless `takeover` makes its holder give way.
    """

    uuid: str
    kind: str
    version: int = 1
    target_type: ResourceType
    target_uuid: str
    input: dict[str, Any] = {}
    steps: list[str]
    holds: list[ResourceRef] = []
    changes: list[Change] = []
    user_name: str | None = None
    client_key: str | None = None
    input_digest: str | None = None
    takeover: Takeover = Takeover.NONE
    no_return: int | None = None
    capacity: CapacityRequest | None = None
    """Room to reserve in the same transaction, after the changes (`no_capacity` writes nothing)."""
    addresses: AddressRequest | None = None
    """Addresses to give in the same transaction; they are put into the input as `ips`."""
    image_owner: ImageOwner | None = None
    """Whose the image is that the operation makes."""
    waits_for: str | None = None
    """A VM that is held by brief work: the operation waits in line for its turn, which its first step takes."""
    runner: str | None = None
    """The runner that claims it in the same breath."""
    lease_seconds: float = 0
    audited: bool = False
    """Nobody asked for it, so no request is in the audit log: its entry is written with it."""


class Turn(WireModel):
    """Take the turn that an operation waits for: hold the VM and write the changes, if it is the next in line."""

    fence: int
    vm_uuid: str
    changes: list[Change] = []


class TurnAnswer(WireModel):
    """`taken`: the VM is held by the operation now; otherwise it is told when its turn may have come."""

    taken: bool


class StartedOperation(WireModel):
    """`existed`: the client key was known, and this is the operation it started."""

    operation: Operation
    existed: bool = False
    created: list[dict[str, Any]] = []
    """The rows that the changes created, in wire form."""


class ClaimRequest(WireModel):
    """Claim open operations that are due and whose lease is free or ended.

    `own` also takes those that this runner's name still holds: sent once at start, when the bound port proves that
    the process before is dead. `regain` are those that this runner let go of without being able to write so: what of
    them its name still holds is taken, too.
    """

    runner: str
    lease_seconds: float
    limit: int = 16
    own: bool = False
    regain: list[str] = []


class LeaseRenewal(WireModel):
    """Prolong the leases of these operations; the answer lists those still held."""

    runner: str
    lease_seconds: float
    uuids: list[str]


class StepRecord(WireModel):
    """What became of one step and what is next, written together with the step's changes.

    `next_step` is marked running in the same transaction. `operation_status` turns the operation to `undoing`.
    `wait_seconds` puts the operation back: it is due again then, or when somebody wakes it.
    """

    fence: int
    number: int
    status: StepStatus
    output: dict[str, Any] | None = None
    error: str | None = None
    changes: list[Change] = []
    observations: list[PowerReport] = []
    next_step: int | None = None
    operation_status: OperationStatus | None = None
    operation_error: str | None = None
    progress: int | None = None
    wait_seconds: float | None = None


class StepAnswer(WireModel):
    """The operation's status after the write: `undoing` means that somebody cancelled it."""

    status: OperationStatus


class Settlement(WireModel):
    """The end of an operation: its final (or stuck) status, the last changes, and its holds given back unless stuck.

    `step` is the record of the last step, written in the same transaction before the end. So is the `heir`, an
    operation that begins where this one ends well and takes over what is left of its holds.
    """

    fence: int
    step: StepRecord | None = None
    status: OperationStatus
    error: str | None = None
    changes: list[Change] = []
    heir: OperationStart | None = None


class Progress(WireModel):
    """Progress of a running operation's present step; `wake` makes it due at once."""

    progress: int | None = None
    wake: bool = False


class OperationFilter(PageQuery):
    """Filters combine with AND; absent means any."""

    status: OperationStatus | None = None
    kind: str | None = None
    user_name: str | None = None
    target_uuid: str | None = None
    client_key: str | None = None
    scope: Scope | None = None
    sort: OperationSort | None = None
