"""Image files of the shared folder: `PUT /images/{file}` publishes a volume, `POST .../absent` takes that back."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import ImageFileRef, PublishSpec
from api_common.errors import invalid
from api_common.web.service_token import ServiceDoor
from iaas_agent.storage.publishing import Publisher


def images_router(publisher: Publisher, door: ServiceDoor) -> APIRouter:
    """Routes over what this host publishes; the catalogue itself is image_operator's."""
    router = APIRouter(prefix="/images", tags=["images"], dependencies=[door.callers("iaas-core")])

    @router.put("/{file}", summary="the image file is there; slow work goes on as a job")
    def publish(file: str, spec: PublishSpec) -> JobReport:
        _require_same(file, spec.image_file)
        return publisher.publish(spec)

    @router.post("/{file}/absent", summary="the file that was being published is gone", status_code=204)
    def absent(file: str, ref: ImageFileRef) -> None:
        _require_same(file, ref.image_file)
        publisher.absent(ref)

    return router


def _require_same(in_path: str, in_body: str) -> None:
    if in_path != in_body:
        raise invalid("imageFile", "path and body name different files")
