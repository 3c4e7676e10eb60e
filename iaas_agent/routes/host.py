"""The host as a whole: `GET /host/holdings` for rebuilding rows, `/host/storage` and `/host/devices` for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter

from api_common.contract.agent_spec import Belonging, Holdings
from api_common.contract.device import Device
from api_common.contract.host import SharedStorage
from api_common.web.service_token import ServiceDoor
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.storage.usage import SharedFolders
from iaas_agent.storage.volumes import VolumeStore


def host_router(
    hypervisor: Hypervisor, store: VolumeStore, data_root: Path, belong_to: Callable[[str], None], door: ServiceDoor
) -> APIRouter:
    """Routes over the whole host."""
    folders = SharedFolders(data_root)
    router = APIRouter(prefix="/host", tags=["host"], dependencies=[door.callers("iaas-core")])

    @router.get("/holdings", summary="domains with their metadata, and the records kept beside disks")
    def holdings() -> Holdings:
        return Holdings(domains=hypervisor.holdings(), volumes=store.records())

    @router.put("/installation", summary="take the host over: from now on it belongs to the installation that asks")
    def installation(body: Belonging) -> None:
        belong_to(body.installation)

    @router.get("/storage", summary="use of the folders that hosts share")
    def storage() -> SharedStorage:
        return folders.now()

    @router.get("/devices", summary="the USB devices that are plugged in now")
    def devices() -> list[Device]:
        return hypervisor.devices()

    return router
