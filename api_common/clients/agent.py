"""The client of one host's iaas_agent: ensure verbs, jobs and facts. Only iaas_core uses it."""

from __future__ import annotations

from collections.abc import Sequence

from api_common.clients.transport import Transport
from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import (
    Belonging,
    DomainAnswer,
    EnsureBound,
    EnsureDefined,
    EnsureDisk,
    EnsureHostDevice,
    EnsureNoDisk,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    Holdings,
    ImageFileRef,
    PublishSpec,
    Restart,
    VolumeLook,
    VolumeRef,
    VolumeSpec,
)
from api_common.contract.base import WireModel
from api_common.contract.device import Device
from api_common.contract.host import SharedStorage
from api_common.contract.network import IpSegment
from api_common.contract.states import VolumeUsage


class Segments(WireModel):
    """All segments of a host."""

    segments: list[IpSegment]


class AgentClient:
    """Everything that iaas_core can ask of a host. Every change may be repeated."""

    def __init__(self, transport: Transport) -> None:
        self._t = transport

    def ensure_defined(self, body: EnsureDefined) -> DomainAnswer:
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{body.domain.uuid}", body=body)

    def ensure_running(self, uuid: str, body: EnsureRunning) -> DomainAnswer:
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/running", body=body)

    def ensure_stopped(self, uuid: str, body: EnsureStopped) -> DomainAnswer:
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/stopped", body=body)

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """Managed save: slow work, so the answer may carry a job."""
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/suspended", body=body)

    def restart(self, uuid: str, body: Restart) -> DomainAnswer:
        """Ask the guest to go off (whoever wants the restart starts it then), or reset the machine. `hangs` in an
        error's detail: its QEMU does not answer."""
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/restarted", body=body)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/size", body=body)

    def ensure_disk(self, uuid: str, body: EnsureDisk) -> DomainAnswer:
        """Plugged in; `storage_failed` if the host has no such file."""
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/disks/{body.disk.uuid}", body=body)

    def ensure_no_disk(self, uuid: str, body: EnsureNoDisk) -> DomainAnswer:
        """Unplugged. A running guest is asked, and the answer carries the job that waits for it; the job fails with
        `wrong_state` when the guest does not let go. No such domain counts as unplugged."""
        path = f"/domains/{uuid}/disks/{body.disk.uuid}/absent"
        return self._t.fetch(DomainAnswer, "POST", path, body=body, repeatable=True)

    def ensure_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """Passed through to the guest; `not_found` if the host has no such device now."""
        return self._t.fetch(DomainAnswer, "PUT", f"/domains/{uuid}/devices", body=body)

    def ensure_no_host_device(self, uuid: str, body: EnsureHostDevice) -> DomainAnswer:
        """Taken back; no such domain or device counts as taken back."""
        return self._t.fetch(DomainAnswer, "POST", f"/domains/{uuid}/devices/absent", body=body, repeatable=True)

    def ensure_absent(self, uuid: str, body: Fenced) -> None:
        """No domain, no saved memory; a running one loses its power."""
        self._t.call("POST", f"/domains/{uuid}/absent", body=body, repeatable=True)

    def domain(self, uuid: str) -> DomainAnswer:
        """The present state; `absent` for a domain that is not there."""
        return self._t.fetch(DomainAnswer, "GET", f"/domains/{uuid}")

    def ensure_volume(self, body: VolumeSpec) -> JobReport:
        """A disk file: answers at once when it is quick, else the job goes on and reports."""
        return self._t.fetch(JobReport, "PUT", f"/volumes/{body.uuid}", body=body)

    def ensure_volume_absent(self, body: VolumeRef) -> None:
        self._t.call("POST", f"/volumes/{body.uuid}/absent", body=body, repeatable=True)

    def volume(self, uuid: str, usage: VolumeUsage | None, suffix: str) -> VolumeLook:
        """Whether a disk's file is there; `storage_failed` where its folder does not tell."""
        params = {"usage": usage or VolumeUsage.DATA, "suffix": suffix}
        return self._t.fetch(VolumeLook, "GET", f"/volumes/{uuid}", params=params)

    def publish(self, body: PublishSpec) -> JobReport:
        """A volume's content as an image file, complete or not there; slow, so mostly a job."""
        return self._t.fetch(JobReport, "PUT", f"/images/{body.image_file}", body=body)

    def unpublish(self, body: ImageFileRef) -> None:
        """The file that this operation published is gone, and its publishing stops."""
        self._t.call("POST", f"/images/{body.image_file}/absent", body=body, repeatable=True)

    def ensure_bound(self, body: EnsureBound) -> None:
        self._t.call("PUT", f"/dhcp/bindings/{body.vm_uuid}", body=body)

    def set_segments(self, segments: Sequence[IpSegment]) -> None:
        """The complete list of segments on this host."""
        self._t.call("PUT", "/dhcp/segments", body=Segments(segments=list(segments)))

    def job(self, key: str) -> JobReport:
        """A job by its key; `not_found` after a restart of the agent: then ask for the work again."""
        return self._t.fetch(JobReport, "GET", f"/jobs/{key}")

    def storage(self) -> SharedStorage:
        """Use of the folders of data volumes and images."""
        return self._t.fetch(SharedStorage, "GET", "/host/storage")

    def devices(self) -> list[Device]:
        """The USB devices of the host now, without root hubs; AVAILABLE all, and without ids."""
        return self._t.fetch(list[Device], "GET", "/host/devices")

    def holdings(self) -> Holdings:
        """Everything of ours on the host, for rebuilding rows."""
        return self._t.fetch(Holdings, "GET", "/host/holdings")

    def take_over(self, installation: str) -> None:
        """The host belongs to this installation from now on, and registers again."""
        self._t.call("PUT", "/host/installation", body=Belonging(installation=installation), repeatable=True)
