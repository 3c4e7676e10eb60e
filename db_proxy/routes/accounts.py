"""People: users, groups, tokens, and whose things are; and the audit log. For iaas-core, which decides who may ask."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.contract.account import (
    Attempt,
    AttemptAnswer,
    Credential,
    GroupRemoval,
    GroupView,
    Holder,
    ImageOwner,
    NewCredential,
    NewUser,
    OwnerChange,
    PasswordChange,
    SignIn,
    TokenDigest,
    User,
    UserChange,
    UserFilter,
    UserGroup,
    UserRemoval,
)
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter, AuditView
from api_common.contract.envelope import Page
from api_common.contract.request import RequestBegin, RequestBegun, RequestEnd
from api_common.web.service_token import ServiceDoor
from db_proxy.commands import accounts, audit, owners, requests, sign_in
from db_proxy.commands.unit import Writer
from db_proxy.queries import accounts as queries
from db_proxy.queries import audit as audit_queries
from db_proxy.queries.reader import Reader


def account_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """Users."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["accounts"])

    @router.post("/users/first", summary="the first administrator, if there is none yet")
    def first(body: NewUser) -> bool:
        return write(accounts.ensure_administrator, body)

    @router.post("/users", summary="create a user")
    def create_user(body: NewUser) -> User:
        return write(accounts.create_user, body)

    @router.post("/users/query", summary="a page of users")
    def users(body: UserFilter) -> Page[User]:
        return read(queries.users, body)

    @router.get("/users/{user_id}", summary="one user")
    def user(user_id: int) -> User:
        return read(queries.user, user_id)

    @router.get("/users/{user_id}/password", summary="the digest of a user's password")
    def password_hash(user_id: int) -> str:
        return read(queries.password_hash, user_id)

    @router.post("/users/{user_id}", summary="write fields of a user")
    def edit_user(user_id: int, body: UserChange) -> User:
        return write(accounts.edit_user, user_id, body)

    @router.post("/users/{user_id}/password", summary="a new password")
    def set_password(user_id: int, body: PasswordChange) -> None:
        write(accounts.set_password, user_id, body)

    @router.post("/users/{user_id}/delete", summary="delete a user who owns nothing")
    def delete_user(user_id: int, body: UserRemoval) -> None:
        write(accounts.delete_user, user_id, body.expect)

    return router


def group_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """Groups, their quotas and what they have."""
    router = APIRouter(prefix="/user_groups", dependencies=[door.callers("iaas-core")], tags=["accounts"])

    @router.post("", summary="create a group, or replace the fields of one that has an id")
    def save_group(body: UserGroup) -> UserGroup:
        return write(accounts.create_group if body.id is None else accounts.edit_group, body)

    @router.get("", summary="all groups with what they have")
    def groups() -> list[GroupView]:
        return read(queries.groups)

    @router.get("/{group_id}", summary="one group with what it has")
    def group(group_id: int) -> GroupView:
        return read(queries.group, group_id)

    @router.post("/{group_id}/delete", summary="delete an empty group")
    def delete_group(group_id: int, body: GroupRemoval) -> None:
        write(accounts.delete_group, group_id, body.gone)

    return router


def credential_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """Signing in, and the tokens that come of it."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["accounts"])

    @router.post("/sign_in/attempt", summary="count an attempt; the account, unless it must wait")
    def attempt(body: Attempt) -> AttemptAnswer:
        return write(sign_in.begin_attempt, body)

    @router.post("/sign_in/session", summary="the attempt succeeded: open a session")
    def session(body: SignIn) -> Holder:
        return write(sign_in.open_session, body)

    @router.post("/credentials", summary="remember a token")
    def add(body: NewCredential) -> Credential:
        return write(sign_in.add_credential, body)

    @router.post("/credentials/holder", summary="whose token it is")
    def holder(body: TokenDigest) -> Holder:
        return read(queries.holder, body.digest, write.steady_ms())

    @router.post("/credentials/take_ticket", summary="whose ticket it is; it is used up")
    def take_ticket(body: TokenDigest) -> Holder:
        return write(sign_in.take_ticket, body.digest)

    @router.get("/users/{user_id}/api_keys", summary="a user's keys")
    def api_keys(user_id: int) -> list[Credential]:
        return read(queries.api_keys, user_id)

    @router.delete("/users/{user_id}/credentials/{credential_id}", summary="a token opens nothing any more")
    def remove(user_id: int, credential_id: int) -> None:
        write(sign_in.remove_credential, credential_id, user_id)

    @router.post("/credentials/{credential_id}/use", summary="a key was used")
    def use(credential_id: int) -> None:
        write(sign_in.note_use, credential_id)

    return router


def owner_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """Whose things are."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["accounts"])

    @router.post("/owners", summary="give a VM or a free volume to another user")
    def change(body: OwnerChange) -> None:
        write(owners.change_owner, body.resource, body.user_id, body.expect)

    @router.get("/image_owners", summary="who published which image")
    def image_owners() -> list[ImageOwner]:
        return read(queries.image_owners)

    @router.post("/image_owners", summary="whether a published image is everybody's")
    def note_image(body: ImageOwner) -> None:
        write(owners.note_image_owner, body)

    @router.delete("/image_owners/{uuid}", summary="the image is gone")
    def forget_image(uuid: str) -> None:
        write(owners.forget_image_owner, uuid)

    return router


def request_routes(door: ServiceDoor, write: Writer) -> APIRouter:
    """Both ends of what people ask for."""
    router = APIRouter(prefix="/requests", dependencies=[door.callers("iaas-core")], tags=["audit"])

    @router.post("/begin", summary="write who is about to do what, and claim its key")
    def begin(body: RequestBegin) -> RequestBegun:
        return write(requests.begin_request, body)

    @router.post("/end", summary="write how a request was answered")
    def end(body: RequestEnd) -> None:
        write(requests.end_request, body)

    return router


def audit_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """Who did what. There is nothing that changes an entry."""
    router = APIRouter(prefix="/audit", dependencies=[door.callers("iaas-core")], tags=["audit"])

    @router.post("", summary="write an entry; its id")
    def begin(body: AuditEntry) -> int:
        return write(audit.begin_entry, body)

    @router.post("/end", summary="write how a request was answered")
    def end(body: AuditEnd) -> None:
        write(audit.end_entry, body)

    @router.post("/query", summary="a page of entries, newest first")
    def query(body: AuditFilter) -> Page[AuditView]:
        return read(audit_queries.entries, body)

    return router
