"""`/spec_config/...`"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.states import SpecType
from api_common.errors import invalid
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import failing, ok
from iaas_core.envelope_codes import Code
from iaas_core.forms.replies import Envelope, MessageReply, SpecConfigReply, SpecTypeReply
from iaas_core.forms.spec_config import CreateSpecConfigForm, DeleteSpecConfigForm, EditSpecConfigForm
from iaas_core.routes.context import Services
from iaas_core.routes.guard import GuardedRoute


def spec_config_router(services: Services) -> APIRouter:
    """Option lists of the console."""
    router = APIRouter(prefix="/spec_config", tags=["spec_config"], route_class=GuardedRoute)
    options = services.spec_configs
    listed = Envelope[list[SpecConfigReply]]

    @router.get("/query_all", response_model=listed, summary="all options, sorted by type")
    @needs(Access.USER)
    def query_all(request: Request) -> Response:
        return ok(request, options.all())

    @router.get("/query_all_by_type", response_model=listed, summary="options of one type")
    @needs(Access.USER)
    def query_all_by_type(request: Request, type: Annotated[str, Query(min_length=1, max_length=40)]) -> Response:
        word = type.strip().upper()
        if word not in set(SpecType):
            raise invalid("type", f"must be one of {', '.join(SpecType)}")
        return ok(request, options.all(SpecType(word)))

    @router.get("/type", response_model=Envelope[list[SpecTypeReply]], summary="names of all option types")
    @needs(Access.USER)
    def types(request: Request) -> Response:
        return ok(request, options.types())

    @router.post("/create", response_model=Envelope[SpecConfigReply], summary="add an option")
    @needs(Access.ADMINISTRATOR)
    def create(request: Request, form: CreateSpecConfigForm) -> Response:
        return ok(request, options.create(form))

    @router.post("/edit", response_model=Envelope[SpecConfigReply], summary="replace an option")
    @needs(Access.ADMINISTRATOR)
    def edit(request: Request, form: EditSpecConfigForm) -> Response:
        return ok(request, options.edit(form))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete an option")
    @failing(unknown=Code.WORK_ERROR)
    @needs(Access.ADMINISTRATOR)
    def delete(request: Request, form: DeleteSpecConfigForm) -> Response:
        return ok(request, options.delete(form.id))

    return router
