"""What agents say without being asked: states of domains, progress of jobs, the whole inventory.

Every observation carries the epoch (given at registration, one more each time) and a sequence number taken when the
state was looked at; db_proxy stores only newer ones, so repeats and late arrivals do no harm.
"""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.host import HostFacts
from api_common.contract.network import IpSegment
from api_common.contract.states import JobStatus, PowerState, ReasonCode


class PowerReason(WireModel):
    """Why a VM is paused or off: a word and what belongs to it, so that it can be said in any language."""

    code: ReasonCode
    disk: str | None = None
    """The disk that could not be written, as its VM names it, such as `vdb`."""
    error: str | None = None
    """What went wrong when it was to be started again."""


class AgentMemory(WireModel):
    """What a host remembers of the database it belongs to, on its own disk: copies of databases come and go."""

    installation: str | None = None
    """Whose database gave it its work; null: nobody's yet."""
    epoch: int = 0
    """The highest it ever had."""
    fence: int = 0
    """The highest that the agent's process has seen; it refuses lower ones."""


class Introduction(HostFacts):
    """A host introduces itself, with what it remembers."""

    memory: AgentMemory = AgentMemory()


class PowerReport(WireModel):
    """The present state of one domain."""

    uuid: str
    power: PowerState
    epoch: int
    sequence: int
    vnc_port: str | None = None
    """VNC display number as text while the domain runs."""
    reason: str | None = None
    """libvirt's reason in a word, such as `shutdown`, `crashed` or `destroyed`."""
    cpus: int | None = None
    memory_mib: int | None = None
    """The most that the guest can take: of a running or saved one all that its machine has, of one that is off what it
    is defined with. Null: not seen."""
    why: PowerReason | None = None
    """What that means, where it means something to people."""


class JobReport(WireModel):
    """Progress of slow work. The key is `<operation uuid>.<what>`, so its operation can be found."""

    key: str
    status: JobStatus
    progress: int = 0
    """Per cent."""
    error: dict[str, object] | None = None
    """The wire form of the error that ended it."""
    result: dict[str, object] = {}


class AgentReport(WireModel):
    """News from one host, sent at once."""

    host_uuid: str
    domains: list[PowerReport] = []
    jobs: list[JobReport] = []


class Inventory(WireModel):
    """All domains of a host; a VM of ours on that host that is missing here is absent. Also the sign of life."""

    host_uuid: str
    epoch: int
    sequence: int
    """Taken before the listing began."""
    domains: list[PowerReport]
    fence: int = 0
    """The highest that the agent's process has seen; it refuses lower ones."""
    facts: HostFacts | None = None
    """Present when something about the host changed since the last one."""


class DhcpBinding(WireModel):
    """One address that a VM's network card gets."""

    mac: str
    ip: str


class VmBindings(WireModel):
    """All addresses of one VM."""

    vm_uuid: str
    bindings: list[DhcpBinding]


class DhcpPlan(WireModel):
    """Everything that the DHCP server of one host must know."""

    segments: list[IpSegment] = []
    bindings: list[VmBindings] = []
    in_hand: list[str] = []
    """VMs that an operation is creating or deleting: it binds and unbinds them itself, so they are left as they are."""


class Registration(WireModel):
    """The answer to an agent that registers: who it is, its epoch, and what its DHCP server must know."""

    host_uuid: str
    epoch: int
    dhcp: DhcpPlan = DhcpPlan()
    installation: str | None = None
    """Whose database answers; null from one that cannot tell."""
    stranger: bool = False
    """The host belongs to another installation: it takes no work and no plan from this one."""
