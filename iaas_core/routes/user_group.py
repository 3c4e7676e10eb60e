"""`/user_group/...`: groups and their quotas."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.account import CreateUserGroupForm, EditUserGroupForm, UserGroupForm
from iaas_core.forms.account_replies import QuotaReply, UserGroupReply
from iaas_core.forms.base import LARGEST_ID
from iaas_core.forms.replies import Envelope, MessageReply
from iaas_core.routes.context import CallerOf, Services
from iaas_core.routes.guard import GuardedRoute

GroupId = Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="absent: the own group")]


def user_group_router(services: Services) -> APIRouter:
    """Groups."""
    router = APIRouter(prefix="/user_group", tags=["user_group"], route_class=GuardedRoute)
    groups = services.user_groups

    @router.post("/create", response_model=Envelope[UserGroupReply], summary="create a group")
    @needs(Access.ADMINISTRATOR, session_only=True)
    def create(request: Request, form: CreateUserGroupForm) -> Response:
        return ok(request, groups.create(form))

    @router.post("/edit", response_model=Envelope[UserGroupReply], summary="replace a group's fields")
    @needs(Access.ADMINISTRATOR, session_only=True)
    def edit(request: Request, form: EditUserGroupForm) -> Response:
        return ok(request, groups.edit(form))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete an empty group")
    @needs(Access.ADMINISTRATOR, session_only=True)
    def delete(request: Request, form: UserGroupForm) -> Response:
        return ok(request, groups.delete(form.id))

    @router.get("/query_all", response_model=Envelope[list[UserGroupReply]], summary="all groups, or the own one")
    @needs(Access.USER)
    def query_all(request: Request, caller: CallerOf) -> Response:
        return ok(request, groups.all(caller))

    @router.get("/quota", response_model=Envelope[QuotaReply], summary="what a group has and may have")
    @needs(Access.USER)
    def quota(request: Request, caller: CallerOf, id: GroupId = None) -> Response:
        return ok(request, groups.quota(id, caller))

    return router
