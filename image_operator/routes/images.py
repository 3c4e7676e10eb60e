"""The catalogue over HTTP. Only iaas_core asks, through `api_common/clients/images.py`; nothing here changes a file."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.clients.images import RawImage
from api_common.contract.envelope import Page
from api_common.contract.image import Image, ImageFilter
from api_common.errors import invalid
from api_common.web.service_token import ServiceDoor
from image_operator.catalogue.store import Catalogue


def images_router(catalogue: Catalogue, door: ServiceDoor) -> APIRouter:
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

    return router
