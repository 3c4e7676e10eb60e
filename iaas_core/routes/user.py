"""`/user/...`: signing in, the own account, and accounts of others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_common.contract.account import UserFilter
from api_common.contract.sorting import UserSort
from api_common.contract.states import Role
from api_common.errors import invalid
from iaas_core.auth.permissions import Access, needs
from iaas_core.envelope import ok
from iaas_core.forms.account import (
    ApiKeyForm,
    ChangePasswordForm,
    CreateApiKeyForm,
    CreateUserForm,
    EditUserForm,
    LoginForm,
    ResetPasswordForm,
    UserForm,
)
from iaas_core.forms.account_replies import ApiKeyReply, LoginReply, NewApiKeyReply, NewPasswordReply, UserReply
from iaas_core.forms.base import LARGEST_ID
from iaas_core.forms.replies import Envelope, MessageReply, PageReply
from iaas_core.routes.context import CallerOf, Keywords, PagingOf, Services, no_filter
from iaas_core.routes.guard import GuardedRoute, address_of


def user_router(services: Services) -> APIRouter:
    """Users."""
    router = APIRouter(prefix="/user", tags=["user"], route_class=GuardedRoute)
    sign_ins, limits = services.sign_ins, services.limits

    @router.post("/login", response_model=Envelope[LoginReply], summary="a token for a user name and a password")
    @needs(Access.OPEN)
    def login(request: Request, form: LoginForm) -> Response:
        limits.sign_in.check(address_of(request))
        return ok(request, sign_ins.login(form, address_of(request)))

    @router.post("/logout", response_model=Envelope[MessageReply], summary="end this session")
    @needs(Access.USER, with_old_password=True)
    def logout(request: Request, caller: CallerOf) -> Response:
        return ok(request, sign_ins.logout(caller))

    @router.get("/current", response_model=Envelope[UserReply], summary="the account behind the token")
    @needs(Access.USER, with_old_password=True)
    def current(request: Request, caller: CallerOf) -> Response:
        return ok(request, sign_ins.current(caller))

    @router.post("/change_password", response_model=Envelope[MessageReply], summary="change the own password")
    @needs(Access.USER, with_old_password=True, session_only=True)
    def change_password(request: Request, form: ChangePasswordForm, caller: CallerOf) -> Response:
        limits.password.check(str(caller.user_id))
        return ok(request, sign_ins.change_password(form, caller))

    _add_keys(router, services)
    _add_others(router, services)
    return router


def _add_keys(router: APIRouter, services: Services) -> None:
    keys = services.api_keys

    @router.post("/api_key/create", response_model=Envelope[NewApiKeyReply], summary="make a key; shown once")
    @needs(Access.USER, session_only=True)
    def api_key_create(request: Request, form: CreateApiKeyForm, caller: CallerOf) -> Response:
        return ok(request, keys.create(form, caller))

    @router.get("/api_key/query_all", response_model=Envelope[list[ApiKeyReply]], summary="the own keys")
    @needs(Access.USER)
    def api_key_query_all(request: Request, caller: CallerOf) -> Response:
        return ok(request, keys.all(caller))

    @router.post("/api_key/delete", response_model=Envelope[MessageReply], summary="a key opens nothing any more")
    @needs(Access.USER)
    def api_key_delete(request: Request, form: ApiKeyForm, caller: CallerOf) -> Response:
        return ok(request, keys.delete(form.id, caller))


def _add_others(router: APIRouter, services: Services) -> None:
    users = services.users

    @router.post("/create", response_model=Envelope[NewPasswordReply], summary="create a user")
    @needs(Access.LEADER, session_only=True)
    def create(request: Request, form: CreateUserForm, caller: CallerOf) -> Response:
        return ok(request, users.create(form, caller))

    @router.post("/edit", response_model=Envelope[UserReply], summary="change a user, or oneself")
    @needs(Access.USER, session_only=True)
    def edit(request: Request, form: EditUserForm, caller: CallerOf) -> Response:
        return ok(request, users.edit(form, caller))

    @router.post("/delete", response_model=Envelope[MessageReply], summary="delete a user who owns nothing")
    @needs(Access.LEADER, session_only=True)
    def delete(request: Request, form: UserForm, caller: CallerOf) -> Response:
        return ok(request, users.delete(form.id, caller))

    @router.post("/reset_password", response_model=Envelope[NewPasswordReply], summary="give a user a new password")
    @needs(Access.LEADER, session_only=True)
    def reset_password(request: Request, form: ResetPasswordForm, caller: CallerOf) -> Response:
        return ok(request, users.reset_password(form, caller))

    @router.get("/query_all", response_model=Envelope[list[UserReply]], summary="all users, or those of the own group")
    @needs(Access.LEADER)
    def query_all(request: Request, caller: CallerOf) -> Response:
        return ok(request, users.all(caller))

    @router.get("/page_query_all", response_model=Envelope[PageReply[UserReply]], summary="one page of them")
    @needs(Access.LEADER)
    def page_query_all(
        request: Request,
        caller: CallerOf,
        page: PagingOf,
        keywords: Keywords = "",
        role: Annotated[str, Query(max_length=40)] = "",
        group_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
        enabled: Annotated[bool | None, Query(description="absent: any")] = None,
        sort: UserSort | None = None,
    ) -> Response:
        query = UserFilter(
            keywords=no_filter(keywords.strip()),
            role=_role(no_filter(role)),
            group_id=group_id,
            enabled=enabled,
            **page.fields(services),
            sort=sort,
        )
        return ok(request, users.page(query, caller))


def _role(text: str | None) -> Role | None:
    if text is None:
        return None
    word = text.strip().upper()
    if word not in set(Role):
        raise invalid("role", f"must be one of {', '.join(Role)}")
    return Role(word)
