"""Users, groups with their use, tokens and who published images."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, or_, select

from api_common.contract.account import (
    Credential,
    GroupUse,
    GroupView,
    Holder,
    ImageOwner,
    User,
    UserFilter,
    UserGroup,
)
from api_common.contract.envelope import Page, total_pages
from api_common.contract.sorting import UserSort
from api_common.contract.states import CredentialKind
from api_common.errors import ErrorKind, IaasError, not_found
from db_proxy.mapping.reading import read_row
from db_proxy.mapping.usage import group_uses
from db_proxy.queries.reader import page_of, rows
from db_proxy.queries.search import holds
from db_proxy.queries.sorting import Sorts, name_in, order_by
from db_proxy.tables import CREDENTIAL, IMAGE_OWNER, USER_ACCOUNT, USER_GROUP

_SORTS: Sorts = {
    UserSort.USERNAME: USER_ACCOUNT.c.username,
    UserSort.ROLE: USER_ACCOUNT.c.role,
    UserSort.GROUP: name_in(USER_GROUP, "id", USER_ACCOUNT.c.group_id),
    UserSort.LAST_LOGIN_TIME: USER_ACCOUNT.c.last_login_time,
}


def holder(connection: Connection, digest: str, now: int | None = None) -> Holder:
    """Whose session or key this is, expired ones included, and how long it is good from `now` (steady time) on;
    `unauthenticated` if it is nobody's."""
    found = rows(connection, select(CREDENTIAL).where(CREDENTIAL.c.digest == digest))
    if not found or found[0]["kind"] == CredentialKind.TICKET.value:
        raise IaasError(ErrorKind.UNAUTHENTICATED, "the token is not known")
    credential = read_row(Credential, found[0])
    left = None if now is None else max(0, credential.expires_at - now)
    return Holder(credential=credential, user=user(connection, credential.user_id), left_ms=left)


def user(connection: Connection, user_id: int) -> User:
    """One user; `not_found` if there is none."""
    found = rows(connection, select(USER_ACCOUNT).where(USER_ACCOUNT.c.id == user_id))
    if not found:
        raise not_found("user", user_id)
    return read_row(User, found[0])


def password_hash(connection: Connection, user_id: int) -> str:
    """The digest of a user's password; `not_found` if there is none."""
    found = connection.execute(select(USER_ACCOUNT.c.password_hash).where(USER_ACCOUNT.c.id == user_id)).scalar()
    if found is None:
        raise not_found("user", user_id)
    return str(found)


def users(connection: Connection, query: UserFilter) -> Page[User]:
    """A page of users, in order of creation unless another is asked for."""
    order = order_by(connection, query, _SORTS, USER_ACCOUNT.c.id)
    conditions = _meet(connection, query)
    found, total = page_of(connection, USER_ACCOUNT, conditions, query, order, costly=bool(query.keywords))
    content = [read_row(User, row) for row in found]
    return Page(content=content, total_pages=total_pages(total, query.page_size), total_elements=total)


def _meet(connection: Connection, query: UserFilter) -> list[ColumnElement[bool]]:
    column = USER_ACCOUNT.c
    wanted = {column.group_id: query.group_id, column.role: query.role, column.enabled: query.enabled}
    conditions: list[ColumnElement[bool]] = [each == value for each, value in wanted.items() if value is not None]
    if query.keywords:
        texts = (column.username, column.name, column.telephone, column.email)
        conditions.append(or_(*(holds(connection, text, query.keywords) for text in texts)))
    return conditions


def groups(connection: Connection, only: int | None = None) -> list[GroupView]:
    """Groups in order of creation, all or one, with what they have."""
    counted = select(USER_ACCOUNT.c.group_id, func.count().label("users")).group_by(USER_ACCOUNT.c.group_id)
    members = {row["group_id"]: row["users"] for row in rows(connection, counted)}
    uses = group_uses(connection, only)
    statement = select(USER_GROUP).order_by(USER_GROUP.c.id)
    found = rows(connection, statement if only is None else statement.where(USER_GROUP.c.id == only))
    return [
        GroupView(group=read_row(UserGroup, row), use=uses.get(row["id"], GroupUse()), users=members.get(row["id"], 0))
        for row in found
    ]


def group(connection: Connection, group_id: int) -> GroupView:
    """One group; `not_found` if there is none."""
    found = groups(connection, group_id)
    if not found:
        raise not_found("user_group", group_id)
    return found[0]


def api_keys(connection: Connection, user_id: int) -> list[Credential]:
    """A user's keys, oldest first."""
    mine = (CREDENTIAL.c.user_id == user_id, CREDENTIAL.c.kind == CredentialKind.API_KEY.value)
    return [
        read_row(Credential, row) for row in rows(connection, select(CREDENTIAL).where(*mine).order_by(CREDENTIAL.c.id))
    ]


def image_owners(connection: Connection) -> list[ImageOwner]:
    """Who published which image."""
    return [read_row(ImageOwner, row) for row in rows(connection, select(IMAGE_OWNER).order_by(IMAGE_OWNER.c.id))]
