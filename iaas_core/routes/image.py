"""`/image/...`: the catalogue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.image import ImageFilter
from api_common.contract.sorting import ImageSort
from api_common.identity import IMAGE_FILE_PATTERN
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.account import ShareImageForm
from iaas_core.forms.image import DeleteImageForm, SaveImageForm
from iaas_core.forms.maps import ImageStatistics
from iaas_core.forms.replies import Envelope, ImageReply, MessageReply, PageReply, RawImageReply
from iaas_core.routes.context import CallerOf, Keywords, PagingOf, Services
from iaas_core.routes.guard import GuardedRoute

ImageName = Annotated[str, Query(pattern=IMAGE_FILE_PATTERN)]


def image_router(services: Services) -> APIRouter:
    """The image catalogue."""
    router = APIRouter(prefix="/image", tags=["image"], route_class=GuardedRoute)
    images = services.images
    page = Envelope[PageReply[ImageReply]]

    @router.get("/query_all", response_model=Envelope[list[ImageReply]], summary="the whole catalogue")
    @needs(Access.USER)
    def query_all(request: Request, caller: CallerOf) -> Response:
        return ok(request, images.all(caller))

    @router.get("/page_query_all", response_model=page, summary="one page of the catalogue")
    @needs(Access.USER)
    def page_query_all(request: Request, caller: CallerOf, page: PagingOf, sort: ImageSort | None = None) -> Response:
        query = ImageFilter(**page.fields(services), sort=sort)
        return ok(request, images.page(query, caller))

    @router.get("/fuzzy_query", response_model=page, summary="images whose YAML text holds the keywords")
    @needs(Access.USER)
    def fuzzy_query(
        request: Request, caller: CallerOf, keywords: Keywords, page: PagingOf, sort: ImageSort | None = None
    ) -> Response:
        query = ImageFilter(keywords=keywords, **page.fields(services), sort=sort)
        return ok(request, images.page(query, caller))

    @router.get("/query_image_raw_by_uuid", response_model=Envelope[RawImageReply], summary="raw YAML text")
    @needs(Access.USER)
    def query_image_raw_by_uuid(request: Request, uuid: ImageName, caller: CallerOf) -> Response:
        return ok(request, images.raw(uuid, caller))

    @router.get("/statistics", response_model=Envelope[ImageStatistics], summary="number of images")
    @needs(Access.USER)
    def statistics(request: Request, caller: CallerOf) -> Response:
        return ok(request, images.statistics(caller))

    _add_changes(router, services)
    return router


def _add_changes(router: APIRouter, services: Services) -> None:
    images = services.images

    @router.post("/save", response_model=Envelope[MessageReply], summary="write an image's YAML text")
    @failing(Code.IMAGE_SAVE_ERROR)
    @needs(Access.ADMINISTRATOR)
    def save(request: Request, form: SaveImageForm) -> Response:
        return ok(request, images.save(form))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete an image and its files")
    @failing(Code.IMAGE_DELETE_ERROR, unknown=Code.IMAGE_DELETE_ERROR)
    @needs(Access.USER)
    def delete(request: Request, form: DeleteImageForm, caller: CallerOf) -> Response:
        return ok(request, images.delete(form, caller))

    @router.post("/share", response_model=Envelope[MessageReply], summary="make a published image everybody's, or not")
    @needs(Access.USER)
    def share(request: Request, form: ShareImageForm, caller: CallerOf) -> Response:
        return ok(request, services.owners.share_image(form, caller))
