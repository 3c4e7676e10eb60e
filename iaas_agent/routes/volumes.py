"""Disks: `PUT /volumes/{uuid}` makes one, `POST .../absent` removes it, `GET` looks. All may be repeated."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import VolumeLook, VolumeRef, VolumeSpec
from api_common.contract.states import VolumeUsage
from api_common.errors import invalid
from api_common.identity import UUID_PATTERN
from api_common.web.service_token import ServiceDoor
from iaas_agent.storage.volumes import VolumeStore


def volumes_router(store: VolumeStore, door: ServiceDoor) -> APIRouter:
    """Routes over the host's disks."""
    router = APIRouter(prefix="/volumes", tags=["volumes"], dependencies=[door.callers("iaas-core")])

    @router.put("/{uuid}", summary="the disk exists; slow work goes on as a job")
    def ensure(uuid: str, spec: VolumeSpec) -> JobReport:
        _require_same(uuid, spec.uuid)
        return store.ensure(spec)

    @router.get("/{uuid}", summary="whether the disk is there")
    def look(
        uuid: Annotated[str, Path(pattern=UUID_PATTERN)],
        usage: VolumeUsage,
        suffix: Literal[".img", ".qcow2"] = ".img",
    ) -> VolumeLook:
        return VolumeLook(present=store.is_there(uuid, usage, suffix))

    @router.post("/{uuid}/absent", summary="the disk is gone", status_code=204)
    def absent(uuid: str, ref: VolumeRef) -> None:
        _require_same(uuid, ref.uuid)
        store.absent(ref)

    return router


def _require_same(in_path: str, in_body: str) -> None:
    if in_path != in_body:
        raise invalid("uuid", "path and body name different volumes")
