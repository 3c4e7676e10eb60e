"""What iaas_core tells an agent to ensure: complete descriptions without anything left to look up.

Every change carries the fence of its operation; an agent refuses a fence older than the last one it saw for that VM
or volume. Paths are never sent: agents derive them from ids.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api_common.contract.agent_report import DhcpBinding, JobReport, PowerReport
from api_common.contract.base import WireModel
from api_common.contract.states import ImageFormat, ImageOsMode, ImageOsType, VolumeFormat, VolumeUsage
from api_common.identity import BRIDGE_PATTERN, IMAGE_FILE_PATTERN, UUID_PATTERN

Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]
OBSERVATIONS = "observations"
"""In an agent's error: reports of the domain from after the failure. Whoever notes the failure stores them with it."""
FileName = Annotated[str, Field(pattern=IMAGE_FILE_PATTERN, max_length=255)]
"""In the images folder. The agent looks at it once more before it makes a path of it."""
Mac = Annotated[str, Field(pattern=r"^[0-9A-F]{2}(:[0-9A-F]{2}){5}$")]


class Fenced(WireModel):
    """Names the operation behind a change, and its claim."""

    operation_uuid: Uuid
    fence: int


class Belonging(WireModel):
    """Whose the host is from now on."""

    installation: Uuid


class DiskSpec(WireModel):
    """One disk of a domain. The file follows from `usage` and `uuid`, or is an image's own file (`image_file`)."""

    uuid: Uuid
    usage: VolumeUsage
    format: VolumeFormat
    suffix: Literal[".img", ".qcow2"] = ".img"
    image_file: FileName | None = None
    target: Annotated[str, Field(pattern=r"^(vd|hd|sd)[a-z]{1,2}$")]
    bus: Literal["virtio", "ide", "sata", "scsi"]


class NicSpec(WireModel):
    """One network card; how it is plugged in follows from the host's NETWORK_BRIDGE_TYPE."""

    mac: Mac
    bridge: Annotated[str, Field(pattern=BRIDGE_PATTERN)]


class GraphicsSpec(WireModel):
    """The VNC server: the agent adds its own listen address."""

    password: Annotated[str, Field(min_length=1, max_length=8)]


class HostDeviceSpec(WireModel):
    """A USB device of the host."""

    vendor: Annotated[str, Field(pattern=r"^0x[0-9a-f]{4}$")]
    product: Annotated[str, Field(pattern=r"^0x[0-9a-f]{4}$")]
    bus: Annotated[int, Field(ge=0, le=999)]
    dev: Annotated[int, Field(ge=0, le=999)]


class DomainSize(WireModel):
    """What a domain is defined with, and how far it can grow while it runs. Memory in MiB."""

    cpus: Annotated[int, Field(ge=1, le=512)]
    max_cpus: Annotated[int, Field(ge=1, le=512)]
    memory_mib: Annotated[int, Field(ge=1)]
    max_memory_mib: Annotated[int, Field(ge=1)]


class WantedSize(WireModel):
    """The same as a wish; null leaves what the definition has."""

    cpus: Annotated[int, Field(ge=1, le=512)] | None = None
    max_cpus: Annotated[int, Field(ge=1, le=512)] | None = None
    memory_mib: Annotated[int, Field(ge=1)] | None = None
    max_memory_mib: Annotated[int, Field(ge=1)] | None = None


class DomainSpec(WireModel):
    """A whole VM. Memory in MiB."""

    uuid: Uuid
    os_type: ImageOsType
    os_mode: ImageOsMode = ImageOsMode.HVM
    cpus: Annotated[int, Field(ge=1, le=512)]
    max_cpus: Annotated[int, Field(ge=1, le=512)]
    memory_mib: Annotated[int, Field(ge=1)]
    max_memory_mib: Annotated[int, Field(ge=1)]
    disks: list[DiskSpec]
    nics: list[NicSpec]
    graphics: GraphicsSpec
    host_devices: list[HostDeviceSpec] = []
    metadata: dict[str, Any] = {}
    """Written into the domain: what is needed to rebuild our rows from the host alone (the VM's and addresses' wire
    forms without secrets)."""

    @property
    def size(self) -> DomainSize:
        """Its sizes alone."""
        return DomainSize(**{name: getattr(self, name) for name in DomainSize.model_fields})


class EnsureDefined(Fenced):
    """The domain exists with this configuration; a running one is left alone."""

    domain: DomainSpec


class EnsureRunning(Fenced):
    """The domain runs. Started now, its screen gets `vnc_password`; a saved one is restored, a paused one resumed."""

    vnc_password: Annotated[str, Field(min_length=1, max_length=8)]
    size: WantedSize = WantedSize()
    """What a domain that is off is started with. One that is saved or runs keeps what it has."""


class EnsureStopped(Fenced):
    """`ask`: press the power button and answer at once; `force`: no power and no saved memory, whatever hangs."""

    mode: Literal["ask", "force"] = "ask"


class Restart(Fenced):
    """`ask`: press the power button, whoever asks starts the domain when it is off; `force`: reset the machine."""

    mode: Literal["ask", "force"] = "ask"


class EnsureSized(Fenced, WantedSize):
    """vCPUs and memory (MiB) of the next start and, where the domain runs, of now.

    How far it can grow while it runs changes only while it is off. `settle` never fails: what a running guest has got
    already it keeps, and its definition has it too.
    """

    settle: bool = False


class EnsureDisk(Fenced):
    """The domain has this disk: in its definition and, where it runs, now. `record` as in :class:`VolumeSpec`."""

    disk: DiskSpec
    record: dict[str, Any] = {}


class EnsureNoDisk(Fenced):
    """The domain does not have this disk any more. A running guest must let it go first, which makes a job."""

    disk: DiskSpec
    record: dict[str, Any] = {}


class EnsureHostDevice(Fenced):
    """The domain has, or does not have, this device of its host."""

    device: HostDeviceSpec


class DomainAnswer(WireModel):
    """The state of the domain after a change, with the password its screen has if it was set now."""

    report: PowerReport
    vnc_password: str | None = None
    job: JobReport | None = None
    """Present when slow work goes on; its report wakes the operation."""
    asked_seconds: float | None = None
    """How long ago this operation first pressed the power button, by the host's own clock that no one sets."""
    restarted: bool = False
    """The guest has restarted by itself since it was asked."""
    size: DomainSize | None = None
    """What its definition has, after a change of sizes."""


class VolumeSpec(Fenced):
    """A disk file to exist. From an image: an overlay on a host-local base, or a copy (the host's SYSTEM_DISK_MODE)."""

    uuid: Uuid
    usage: VolumeUsage
    suffix: Literal[".img", ".qcow2"] = ".img"
    size_gib: Annotated[int, Field(ge=1, le=65536)]
    image_file: FileName | None = None
    image_format: ImageFormat | None = None
    record: dict[str, Any] = {}
    """Kept in a small file beside the disk: the volume's wire form, to rebuild our row from the host alone."""


class VolumeRef(Fenced):
    """A disk file to be gone."""

    uuid: Uuid
    usage: VolumeUsage
    suffix: Literal[".img", ".qcow2"] = ".img"


class VolumeLook(WireModel):
    """Whether a disk's file is there."""

    present: bool


class PublishSpec(Fenced):
    """A volume's content as a new image file of the shared images folder: one qcow2 without a base."""

    uuid: Uuid
    usage: VolumeUsage
    suffix: Literal[".img", ".qcow2"] = ".img"
    image_file: FileName


class ImageFileRef(Fenced):
    """A file of the images folder that this operation was publishing, to be gone, finished or not."""

    image_file: FileName


class EnsureBound(Fenced):
    """The VM's addresses are known to the DHCP server of the host; an empty list unbinds."""

    vm_uuid: Uuid
    bindings: list[DhcpBinding]


class HeldDisk(WireModel):
    """One disk in a domain's definition. `file` is its name without folders."""

    file: str
    target: str
    bus: str


class Holding(WireModel):
    """One domain of ours on a host, as far as the host alone can tell: for rebuilding rows."""

    uuid: str
    report: PowerReport
    metadata: dict[str, Any] = {}
    cpus: int = 0
    max_cpus: int = 0
    memory_mib: int = 0
    max_memory_mib: int = 0
    disks: list[HeldDisk] = []


class Holdings(WireModel):
    """Everything of ours that a host holds; `volumes` are the records kept beside the disks."""

    domains: list[Holding] = []
    volumes: list[dict[str, Any]] = []
