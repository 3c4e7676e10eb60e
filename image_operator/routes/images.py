"""The catalogue over HTTP. Only iaas_core asks, through `api_common/clients/images.py`."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.clients.images import RawImage
from api_common.contract.envelope import Page
from api_common.contract.image import Image, ImageFilter, ImageRemoval, ImageText
from api_common.errors import invalid
from api_common.web.service_token import ServiceDoor
from image_operator.catalogue.store import Catalogue
from image_operator.catalogue.writer import Writer


def images_router(catalogue: Catalogue, writer: Writer, door: ServiceDoor) -> APIRouter:
    """The routes over one catalogue, open to iaas_core."""
    router = APIRouter(prefix="/images", tags=["images"], dependencies=[door.callers("iaas-core")])

    @router.post("/query", summary="one page of the images whose YAML text contains the keywords")
    def query(body: ImageFilter) -> Page[Image]:
        if body.page_num < 1:
            raise invalid("pageNum", "pages are counted from 1")
        if body.page_size < 0:
            raise invalid("pageSize", "must not be negative; 0 means all")
        return catalogue.page(body)

    @router.get("/{uuid}", summary="one image by the exact name of its YAML file")
    def image(uuid: str) -> Image:
        return catalogue.image(uuid)

    @router.get("/{uuid}/raw", summary="the YAML text as it is on disk; null when there is none")
    def raw(uuid: str) -> RawImage:
        return RawImage(content=catalogue.raw(uuid))

    @router.put("/{uuid}/raw", summary="save a YAML text; one that describes no image is shown as broken")
    def save(uuid: str, body: ImageText) -> Image:
        return writer.save(uuid, body.content)

    @router.put("/{uuid}", summary="write the YAML of an image")
    def describe(uuid: str, body: Image) -> Image:
        if body.uuid != uuid:
            raise invalid("uuid", "path and body name different images")
        return writer.describe(body)

    @router.post("/{uuid}/absent", summary="there is no such image", status_code=204)
    def remove(uuid: str, body: ImageRemoval) -> None:
        writer.remove(uuid, body)

    return router
