"""Public answers about people. No digest of a password or token is in any of them."""

from __future__ import annotations

from pydantic import Field

from api_common.contract.states import AuditOutcome, Role
from iaas_core.forms.replies import Reply


class UserReply(Reply):
    """An account. Times in epoch milliseconds."""

    id: int | None = None
    username: str
    name: str | None = None
    telephone: str | None = None
    email: str | None = None
    role: Role
    group_id: int | None = None
    enabled: bool = True
    must_change_password: bool = False
    create_time: int | None = None
    last_login_time: int | None = None


class NewPasswordReply(UserReply):
    """An account with the password that was made up for it: shown now and never again."""

    password: str | None = None


class LoginReply(Reply):
    """`token` goes into the header `Authorization: Bearer <token>`."""

    token: str
    expires_at: int
    user: UserReply


class GroupUseReply(Reply):
    """What a group has: cores and GiB."""

    vms: int
    cpus: int
    memory: int
    system_storage: int
    data_storage: int
    public_ips: int


class UserGroupReply(Reply):
    """A group with its quotas; an absent one is no limit. `users` and `use` are in lists."""

    id: int | None = None
    name: str
    description: str | None = None
    vms: int | None = None
    cpus: int | None = None
    memory: int | None = None
    system_storage: int | None = None
    data_storage: int | None = None
    public_ips: int | None = None
    users: int | None = None
    use: GroupUseReply | None = None
    create_time: int | None = None


class AllowanceReply(Reply):
    """What a group has, and the most it may have; without `limit` there is none."""

    used: int
    limit: int | None = None


class QuotaReply(Reply):
    """A group's quotas beside what it has: cores and GiB."""

    group_id: int
    name: str
    vms: AllowanceReply
    cpus: AllowanceReply
    memory: AllowanceReply
    system_storage: AllowanceReply
    data_storage: AllowanceReply
    public_ips: AllowanceReply


class ApiKeyReply(Reply):
    """A key. `lastUsedAt` is exact to an hour."""

    id: int | None = None
    name: str | None = None
    create_time: int | None = None
    expires_at: int
    last_used_at: int | None = None


class NewApiKeyReply(ApiKeyReply):
    """A key with its token: shown now and never again."""

    key: str | None = Field(None, description="in the first answer only, not when its key comes again")


class TicketReply(Reply):
    """Opens one event stream, until `expiresAt`."""

    ticket: str
    expires_at: int


class AuditReply(Reply):
    """Who did what to which resource, from where, and how it ended."""

    id: int | None = None
    time: int | None = None
    action: str = Field(description="the request: its operationId in the description of the API")
    user_id: int | None = None
    username: str | None = None
    credential: str | None = None
    group_id: int | None = None
    address: str | None = None
    resource_type: str | None = None
    resource_key: str | None = None
    request_id: str | None = None
    outcome: AuditOutcome
    code: float | None = None
    reason: str | None = None
    operation_uuid: str | None = None
    end_time: int | None = None
