"""Every status word of the wire. v1's members and spelling are kept, also of words that this suite never produces."""

from __future__ import annotations

from enum import StrEnum


class VmStatus(StrEnum):
    """What the user was promised of a VM."""

    ACTIVE = "ACTIVE"
    STARTING = "STARTING"
    APPLYING = "APPLYING"
    BUILDING = "BUILDING"
    REBUILDING = "REBUILDING"
    PAUSED = "PAUSED"
    SUSPENDED = "SUSPENDED"
    RESCUED = "RESCUED"
    DELETED = "DELETED"
    STOPPED = "STOPPED"
    STOPPING = "STOPPING"
    MIGRATING = "MIGRATING"
    RESIZING = "RESIZING"
    ERROR = "ERROR"
    REJECTED = "REJECTED"
    REBOOTING = "REBOOTING"
    SUSPENDING = "SUSPENDING"
    RESUMING = "RESUMING"
    DELETING = "DELETING"
    UNKNOWN = "UNKNOWN"


class PowerState(StrEnum):
    """What the hypervisor shows of a VM. `saved`: off, with its memory kept on disk (libvirt's managed save)."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    SAVED = "saved"
    CRASHED = "crashed"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class ReasonCode(StrEnum):
    """Why a VM is paused or off. `host_lost` and its kin: its host lost power, or all that ran on it."""

    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    PANICKED = "panicked"
    WATCHDOG = "watchdog"
    ASLEEP = "asleep"
    PAUSED_BY_HAND = "paused_by_hand"
    STOPPED = "stopped"
    GUEST_SHUTDOWN = "guest_shutdown"
    CUT_BY_HAND = "cut_by_hand"
    KILLED = "killed"
    ENDED_BY_HOST = "ended_by_host"
    HOST_LOST = "host_lost"
    HOST_LOST_STAYS = "host_lost_stays"
    HOST_LOST_OFTEN = "host_lost_often"
    RESTART_FAILED = "restart_failed"


class VolumeStatus(StrEnum):
    DEFINED = "DEFINED"
    AVAILABLE = "AVAILABLE"
    DETACHED = "DETACHED"
    ATTACHED = "ATTACHED"
    APPLYING = "APPLYING"
    CREATING = "CREATING"
    DELETING = "DELETING"
    ERROR = "ERROR"
    ERROR_PREPARE = "ERROR_PREPARE"
    ERROR_DELETING = "ERROR_DELETING"
    DELETED = "DELETED"
    USED = "USED"
    REJECTED = "REJECTED"


class VolumeFormat(StrEnum):
    QCOW2 = "QCOW2"
    RAW = "RAW"
    ISO = "ISO"


class VolumeUsage(StrEnum):
    SYSTEM = "SYSTEM"
    DATA = "DATA"
    NETWORK = "NETWORK"
    ISO = "ISO"


class ImageFormat(StrEnum):
    IMAGE = "IMAGE"
    ISO = "ISO"
    QCOW2 = "QCOW2"


class ImageOsType(StrEnum):
    LINUX = "LINUX"
    WINDOWS = "WINDOWS"


class ImageOsArch(StrEnum):
    X86 = "X86"
    I386 = "I386"


class ImageOsMode(StrEnum):
    HVM = "HVM"
    XEN = "XEN"
    LXC = "LXC"
    UML = "UML"


class ImageStatus(StrEnum):
    AVAILABLE = "AVAILABLE"
    CREATING = "CREATING"
    DELETING = "DELETING"
    ERROR = "ERROR"
    ERROR_CREATING = "ERROR_CREATING"
    ERROR_DELETING = "ERROR_DELETING"
    PREPARE = "PREPARE"


class HostStatus(StrEnum):
    PREPARING = "PREPARING"
    READY = "READY"
    ERROR = "ERROR"
    CHECKING = "CHECKING"
    OFFLINE = "OFFLINE"
    CONFIGURING = "CONFIGURING"


class IpType(StrEnum):
    PRIVATE = "PRIVATE"
    PUBLIC = "PUBLIC"

    @property
    def tag(self) -> int:
        """The digit of this type in a MAC prefix."""
        return 0 if self is IpType.PRIVATE else 1


class IpAttach(StrEnum):
    ATTACHED = "ATTACHED"
    DETACHED = "DETACHED"


class DeviceType(StrEnum):
    USB = "USB"
    PCI = "PCI"


class DeviceStatus(StrEnum):
    ATTACHED = "ATTACHED"
    AVAILABLE = "AVAILABLE"
    UNREACHABLE = "UNREACHABLE"


class ServiceStatus(StrEnum):
    NON = "NON"
    DEAD = "DEAD"
    ACTIVE = "ACTIVE"


class SpecType(StrEnum):
    VM_COMPUTE = "VM_COMPUTE"
    SYS_VOLUME = "SYS_VOLUME"
    DATA_VOLUME = "DATA_VOLUME"
    VM_STATUS = "VM_STATUS"
    VOLUME_STATUS = "VOLUME_STATUS"
    NETWORK_TYPE = "NETWORK_TYPE"
    VNC_DOMAIN = "VNC_DOMAIN"


class OperationStatus(StrEnum):
    """`running` and `undoing` are open; `stuck` waits for somebody to retry; `done` and `undone` are final."""

    RUNNING = "running"
    UNDOING = "undoing"
    DONE = "done"
    UNDONE = "undone"
    STUCK = "stuck"


class StepStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class JobStatus(StrEnum):
    """Slow work on a host, found again by its key while the process lives."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Role(StrEnum):
    """What a user may do: see and change everything, the things of a group, or the own ones."""

    SUPER_ADMIN = "SUPER_ADMIN"
    GROUP_LEADER = "GROUP_LEADER"
    MEMBER = "MEMBER"


class CredentialKind(StrEnum):
    """What a token stands for. A `ticket` opens one event stream."""

    SESSION = "session"
    API_KEY = "api_key"
    TICKET = "ticket"


class AuditOutcome(StrEnum):
    """How a request ended. `open`: its operation goes on; `unknown`: the service died before it answered."""

    SUCCESS = "success"
    FAILURE = "failure"
    OPEN = "open"
    UNKNOWN = "unknown"


class ResourceType(StrEnum):
    """What a change, an event or an operation is about; the wire's names of the tables."""

    VM = "vm"
    VOLUME = "volume"
    IMAGE = "image"
    HOST = "host"
    IP_SEGMENT = "ip_segment"
    IP_USED = "ip_used"
    SPEC_CONFIG = "spec_config"
    DEVICE = "device"
    SERVICE = "service"
    OPERATION = "operation"
    USER = "user"
    USER_GROUP = "user_group"
    CREDENTIAL = "credential"
    IMAGE_OWNER = "image_owner"
