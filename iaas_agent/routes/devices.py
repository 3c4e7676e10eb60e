"""Devices of domains over HTTP: disks, with the record that is kept beside each, and USB devices of the host."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api_common.contract.agent_spec import DiskSpec, DomainAnswer, EnsureDisk, EnsureHostDevice, EnsureNoDisk
from api_common.errors import invalid
from api_common.identity import UUID_PATTERN
from api_common.web.service_token import ServiceDoor
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.storage.volumes import VolumeStore

Uuid = Annotated[str, Path(pattern=UUID_PATTERN)]


def devices_router(hypervisor: Hypervisor, store: VolumeStore, door: ServiceDoor) -> APIRouter:
    """Each route is one verb."""
    router = APIRouter(prefix="/domains", tags=["devices"], dependencies=[door.callers("iaas-core")])

    @router.put("/{uuid}/disks/{disk_uuid}", summary="the disk is plugged in")
    def ensure_disk(uuid: Uuid, disk_uuid: Uuid, body: EnsureDisk) -> DomainAnswer:
        _require_same(disk_uuid, body.disk)
        store.require_here(body.disk)
        answer = hypervisor.ensure_disk(uuid, body)
        store.note(body)
        return answer

    @router.post("/{uuid}/disks/{disk_uuid}/absent", summary="the disk is unplugged, or a job waits for the guest")
    def ensure_no_disk(uuid: Uuid, disk_uuid: Uuid, body: EnsureNoDisk) -> DomainAnswer:
        _require_same(disk_uuid, body.disk)
        answer = hypervisor.ensure_no_disk(uuid, body)
        if answer.job is None:
            store.note(body)
        return answer

    @router.put("/{uuid}/devices", summary="the host's device is passed through")
    def ensure_host_device(uuid: Uuid, body: EnsureHostDevice) -> DomainAnswer:
        return hypervisor.ensure_host_device(uuid, body)

    @router.post("/{uuid}/devices/absent", summary="the host's device is taken back")
    def ensure_no_host_device(uuid: Uuid, body: EnsureHostDevice) -> DomainAnswer:
        return hypervisor.ensure_no_host_device(uuid, body)

    return router


def _require_same(in_path: str, disk: DiskSpec) -> None:
    if in_path != disk.uuid:
        raise invalid("uuid", "path and body name different disks")
