"""Public answers: v1's shapes with our added fields. Absent values are left out of the JSON, as v1 did.

`services` build these from wire records; `envelope` writes them. Secrets never come here but for the VNC password on
a VM's detail page.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api_common.contract.host import HostCheck
from api_common.contract.states import (
    DeviceStatus,
    DeviceType,
    HostStatus,
    ImageFormat,
    ImageOsArch,
    ImageOsMode,
    ImageOsType,
    ImageStatus,
    IpAttach,
    IpType,
    OperationStatus,
    PowerState,
    ReasonCode,
    ResourceType,
    SpecType,
    StepStatus,
    VmStatus,
    VolumeFormat,
    VolumeStatus,
    VolumeUsage,
)
from api_common.errors import ErrorKind

T = TypeVar("T")


class Reply(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


def _name(kind: Any) -> str:
    """`VmReply` -> `Vm`, `list[VmReply]` -> `VmList`: the names of answers in the description of the API."""
    if get_origin(kind) is list:
        return f"{_name(get_args(kind)[0])}List"
    if get_origin(kind) is dict:
        return f"{_name(get_args(kind)[1])}Map"
    return str(kind.__name__).removesuffix("Reply")


class Envelope(Reply, Generic[T]):
    """Success: `code` is 200.0."""

    data: T
    message: str
    code: Annotated[float, Field(json_schema_extra={"const": 200.0})]

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`VmEnvelope`"""
        return f"{_name(params[0])}Envelope"


class Failure(Reply):
    """The request could not be done. HTTP status 200 all the same, as in v1: the verdict is `code`."""

    data: None = None
    message: str = Field(description="the text of the code")
    log: str = Field(description="what went wrong, in a sentence")
    code: float
    kind: ErrorKind = Field(description="what a caller can do about it")
    detail: dict[str, Any] | None = Field(None, description="facts for programs, such as the field at fault")


class PageReply(Reply, Generic[T]):
    """One page of rows."""

    content: list[T]
    total_pages: int
    total_elements: int

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`VmPage`"""
        return f"{_name(params[0])}Page"


class MessageReply(Reply):
    """`success`, or a VM's status in lower case. `operationUuid` names the work that was started."""

    message: str = "success"
    operation_uuid: str | None = None


class IpUsedReply(Reply):
    """An address; a free one in a segment's list has `ip` only."""

    id: int | None = None
    ip: str
    mac: str | None = None
    type: IpType | None = None
    ip_segment_id: int | None = None
    bridge: str | None = None
    instance_uuid: str | None = None
    status: IpAttach | None = None
    create_time: int | None = None
    instance_name: str | None = None


class VolumeReply(Reply):
    """A disk; sizes in GiB."""

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    host_uuid: str | None = None
    image_uuid: str | None = None
    size: int | None = None
    provider_location: str | None = None
    format_type: VolumeFormat | None = None
    usage_type: VolumeUsage | None = None
    status: VolumeStatus | None = None
    instance_uuid: str | None = None
    bus: str | None = None
    mount_point: str | None = None
    create_time: int | None = None
    user_name: str | None = None
    user_id: int | None = None
    group_id: int | None = None
    operation_uuid: str | None = None
    error: str | None = None
    instance_vm: VmReply | None = None
    """In lists, while it is attached: the VM's own fields."""


class DeviceReply(Reply):
    """A USB device of a host; `id` and `instanceUuid` are present while it is attached to a VM."""

    id: int | None = None
    type: DeviceType | None = None
    bus: str | None = None
    dev: str | None = None
    vendor: str | None = None
    product: str | None = None
    host_uuid: str | None = None
    name: str | None = None
    status: DeviceStatus | None = None
    instance_uuid: str | None = None


class ChildImageReply(Reply):
    """A file that comes with an image."""

    uuid: str
    directory: str | None = None


class ImageReply(Reply):
    """An image. In VM lists only uuid, name and osType are present.

    `userId`, `groupId` and `isPublic` are present in the catalogue if somebody published it; others are everybody's."""

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    directory: str | None = None
    format: ImageFormat | None = None
    vd_size: int | None = None
    status: ImageStatus | None = None
    os_type: ImageOsType | None = None
    os_arch: ImageOsArch | None = None
    os_mode: ImageOsMode | None = None
    child_images: list[ChildImageReply] | None = None
    problem: str | None = None
    problem_code: str | None = None
    user_id: int | None = None
    group_id: int | None = None
    is_public: bool | None = None


class HostReply(Reply):
    """A host. In VM lists only name and ip are present."""

    id: int | None = None
    uuid: str | None = None
    name: str | None = None
    ip: str | None = None
    config: str | None = None
    status: HostStatus | None = None
    role: str | None = None
    vcpu: Annotated[int | None, Field(alias="vCPU")] = None
    memory: int | None = None
    storage: int | None = None
    last_seen_at: int | None = None
    problem: str | None = None
    virt_type: str | None = None
    warnings: list[str] | None = None
    checks: list[HostCheck] | None = None


class PowerReasonReply(Reply):
    """Why a VM is paused or off: a word for programs, a sentence for people."""

    code: ReasonCode
    disk: str | None = Field(None, description="the disk that could not be written, as its VM names it")
    error: str | None = Field(None, description="what went wrong when it was to be started again")
    message: str


class VmReply(Reply):
    """A VM as lists, details, create and edit show it; which fields are present is v1's choice."""

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    password: str | None = None
    cpus: int | None = None
    memory: int | None = None
    disk_size: int | None = None
    vnc_port: str | None = None
    vnc_password: str | None = None
    status: VmStatus | None = None
    host_uuid: str | None = None
    image_uuid: str | None = None
    create_time: int | None = None
    ips: list[IpUsedReply] | None = None
    image: ImageReply | None = None
    volumes: list[VolumeReply] | None = None
    host: HostReply | None = None
    devices: list[DeviceReply] | None = None

    user_name: str | None = None
    user_id: int | None = None
    group_id: int | None = None
    os_type: ImageOsType | None = None
    power_state: PowerState | None = None
    power_reason: PowerReasonReply | None = None
    power_seen_at: int | None = None
    auto_start: bool | None = Field(None, description="started again when its host lost power while it ran")
    operation_uuid: str | None = None
    error: str | None = None
    max_cpus: int | None = Field(
        None, description="how far it can grow while it runs; a stopped VM can be given any size"
    )
    max_memory: int | None = Field(None, description="the same of memory, in GiB")
    domain_cpus: int | None = Field(
        None,
        description="the most that its guest can take now; quotas and limits count it where it is more than `cpus`",
    )
    domain_memory: int | None = Field(None, description="the same of memory, in GiB")


class IpSegmentReply(Reply):
    """A range of addresses; in the list of all and the detail, with how many there are and how many are given out."""

    id: int | None = None
    name: str | None = None
    netmask: str | None = None
    gateway: str | None = None
    dns: str | None = None
    type: IpType | None = None
    ip_range_start: str | None = None
    ip_range_end: str | None = None
    host_uuid: str | None = None
    bridge: str | None = None
    host_name: str | None = None
    total: int | None = None
    used: int | None = None
    host_addresses: list[str] | None = Field(
        None, description="addresses of the range that hosts have themselves; no VM gets them"
    )


class SpecConfigReply(Reply):
    """An option of the console."""

    id: int | None = None
    type: SpecType | None = None
    value: str | None = None
    description: str | None = None


class SpecTypeReply(Reply):
    """A type of option."""

    type: SpecType


class StepReply(Reply):
    """One step of an operation."""

    name: str
    status: StepStatus
    error: str | None = None


class OperationReply(Reply):
    """A long request: what it is at, how far, and how it ended. Times in epoch milliseconds, progress in per cent."""

    uuid: str
    kind: str
    status: OperationStatus
    step: str | None = None
    steps_done: int
    steps_total: int
    progress: int
    error: str | None = None
    waiting_for: str | None = Field(None, description="what went wrong the last time; it is tried again by itself")
    cancellable: bool = Field(description="whether it can be cancelled: what cannot be taken back has not begun")
    target_type: ResourceType
    target_uuid: str
    target_name: str | None = None
    user_name: str | None = None
    create_time: int | None = None
    update_time: int | None = None
    steps: list[StepReply] | None = None


class VncUrlReply(Reply):
    """Where a browser opens a VM's screen; good for a minute to connect."""

    vnc_url: Annotated[str, Field(alias="vnc_url")]


class RawImageReply(Reply):
    """The text of an image's YAML file; absent when there is none."""

    content: str | None = None
