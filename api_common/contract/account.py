"""Who people are: users, groups with their quotas, and the tokens they show.

iaas_core decides who may do what; db_proxy keeps these rows and what must hold between them. Passwords and tokens cross
only as digests.
"""

from __future__ import annotations

from pydantic import Field

from api_common.contract.base import WireModel
from api_common.contract.changes import Expect, ResourceRef
from api_common.contract.envelope import PageQuery
from api_common.contract.sorting import UserSort
from api_common.contract.states import CredentialKind, Role


class Scope(WireModel):
    """Whose rows are meant: of one user, of one group, or with both of them null of nobody at all."""

    user_id: int | None = None
    group_id: int | None = None

    def holds(self, user_id: int | None, group_id: int | None) -> bool:
        """Whether a row of this owner is meant."""
        if self.user_id is not None:
            return user_id == self.user_id
        return self.group_id is not None and group_id == self.group_id


class Quota(WireModel):
    """The most that a group may have in total. Cores and GiB; null is no limit, 0 nothing at all."""

    vms: int | None = None
    cpus: int | None = None
    memory: int | None = None
    system_storage: int | None = None
    data_storage: int | None = None
    public_ips: int | None = None


class GroupUse(WireModel):
    """What a group has, in the same units."""

    vms: int = 0
    cpus: int = 0
    memory: int = 0
    system_storage: int = 0
    data_storage: int = 0
    public_ips: int = 0


class UserGroup(WireModel):
    """One row of table `user_group`."""

    id: int | None = None
    name: str
    description: str | None = None
    quota: Quota = Quota()
    create_time: int | None = None
    revision: int = 0


class GroupView(WireModel):
    """A group, its use and its number of users."""

    group: UserGroup
    use: GroupUse
    users: int = 0


class User(WireModel):
    """One row of table `user_account`, without its password. Times in epoch milliseconds."""

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
    revision: int = 0


class NewUser(WireModel):
    """A user to create, with the digest of the first password."""

    user: User
    password_hash: str


class UserChange(WireModel):
    """Fields of a user to write, by their wire names; what is not there stays."""

    fields: dict[str, str | int | bool | None]
    expect: list[Expect] = []
    """What must be so still when it is written."""


class PasswordChange(WireModel):
    """A new password. Sessions of the user end, but for the one that is kept."""

    password_hash: str
    must_change: bool = False
    keep_credential_id: int | None = None
    expect: list[Expect] = []


class UserFilter(PageQuery):
    """Filters combine with AND; absent means any."""

    keywords: str | None = None
    """A part of the user name, the name, the telephone number or the address of mail."""
    role: Role | None = None
    group_id: int | None = None
    enabled: bool | None = None
    sort: UserSort | None = None


class Credential(WireModel):
    """One row of table `credential`: a token that stands for a user until it expires. Only its digest is kept."""

    id: int | None = None
    kind: CredentialKind
    user_id: int
    name: str | None = None
    create_time: int | None = None
    expires_at: int
    last_used_at: int | None = None
    parent_id: int | None = None
    """Of a ticket: the session or key that it was got with."""


class NewCredential(WireModel):
    """A token to remember."""

    credential: Credential
    digest: str
    lasts_ms: int | None = None
    """How long it is good, by db_proxy's clock; null: until its `expires_at`."""
    most: int = Field(0, description="of one kind for one user; the oldest sessions go, keys are refused; 0: no limit")


class TokenDigest(WireModel):
    """A token as it is looked for."""

    digest: str


class Holder(WireModel):
    """Whose token it is: what a digest leads to."""

    credential: Credential
    user: User
    left_ms: int | None = None
    """How long it is good from now on, by db_proxy's clock. Null from a db_proxy that cannot tell."""


class Attempt(WireModel):
    """Somebody wants to sign in. Failures are counted under each of the keys until one succeeds."""

    username: str
    account_key: str
    address_key: str
    address: str
    request_id: str = ""


class AttemptAnswer(WireModel):
    """`wait_ms` over 0: refused before any password is looked at. Otherwise the account, if there is one."""

    wait_ms: int = 0
    audit_id: int | None = None
    """The attempt's entry in the audit log, still without its end."""
    user: User | None = None
    password_hash: str | None = None


class SignIn(WireModel):
    """The attempt succeeded: the session to open. The count of its failures begins anew."""

    attempt: Attempt
    audit_id: int | None = None
    session: NewCredential
    checked_hash: str | None = None
    """The digest that the password was compared with; if it is not the account's any more, nothing is opened."""
    password_hash: str | None = None
    """A newer digest of the same password, where the old one was made with less effort."""


class ImageOwner(WireModel):
    """One row of table `image_owner`: who published an image. Images without a row are everybody's."""

    id: int | None = None
    uuid: str
    user_id: int | None = None
    group_id: int | None = None
    is_public: bool = False


class OwnerChange(WireModel):
    """Give a VM or a volume to a user, and so to the user's group."""

    resource: ResourceRef
    user_id: int
    expect: list[Expect] = []
    """What must be so still when it is written: whose it is, and in which group the user is."""


class UserRemoval(WireModel):
    """Delete a user who owns nothing, if what was looked at is so still."""

    expect: list[Expect] = []


class GroupRemoval(WireModel):
    """Delete an empty group. The images in `gone` have no files any more; they do not count."""

    gone: list[str] = []
