"""Bodies of the requests under `/user`, `/user_group`, and those that change whose things are."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from api_common.contract.states import Role
from api_common.identity import USERNAME_PATTERN
from iaas_core.forms.base import (
    LARGEST_ID,
    TEXT_PATTERN,
    Flag,
    Form,
    Id,
    ImageUuid,
    Name,
    Text,
    Uuid,
    any_case,
    check_text,
    empty_is_null,
    whole_number,
)

LEAST_LENGTH, MOST_LENGTH = 10, 128
MAX_KEY_DAYS = 3650
MAX_QUOTA = 10**9

Username = Annotated[str, Field(pattern=USERNAME_PATTERN)]
Password = Annotated[str, Field(min_length=1, max_length=256)]
"""What is typed to sign in."""
NewPassword = Annotated[str, Field(min_length=LEAST_LENGTH, max_length=MOST_LENGTH)]
"""More rules are in `auth/passwords`."""
Short = Annotated[str, Field(max_length=128, json_schema_extra={"pattern": TEXT_PATTERN}), AfterValidator(check_text)]
UserRole = Annotated[Role, BeforeValidator(any_case)]
OptionalId = Annotated[Annotated[int, Field(ge=1, le=LARGEST_ID)] | None, BeforeValidator(whole_number)]
Most = Annotated[Annotated[int, Field(ge=-1, le=MAX_QUOTA)] | None, BeforeValidator(whole_number)]


class LoginForm(Form):
    """Whoever knows both gets a token."""

    username: Annotated[str, Field(min_length=1, max_length=128)]
    password: Password


class ChangePasswordForm(Form):
    """The own password."""

    old_password: Password
    new_password: NewPassword


class CreateUserForm(Form):
    """Without `role` a member, without `groupId` of the creator's group. Without `password` one is made up and answered
    once; it must be changed then."""

    username: Username
    password: NewPassword | None = None
    name: Short | None = None
    telephone: Short | None = None
    email: Short | None = None
    role: Annotated[UserRole | None, BeforeValidator(empty_is_null)] = None
    group_id: OptionalId = None
    must_change_password: Flag | None = None


class EditUserForm(Form):
    """What is null or absent stays. A user name stays for ever: it stands in the log of what was done."""

    id: Id
    name: Short | None = None
    telephone: Short | None = None
    email: Short | None = None
    role: Annotated[UserRole | None, BeforeValidator(empty_is_null)] = None
    group_id: OptionalId = None
    enabled: Flag | None = None


class UserForm(Form):
    """A user to delete."""

    id: Id


class ResetPasswordForm(Form):
    """Without `newPassword` one is made up and answered once. It must be changed at the next sign-in."""

    id: Id
    new_password: NewPassword | None = None


class CreateUserGroupForm(Form):
    """A group. Quotas: the most it may have in total, in cores and GiB; null or -1 is no limit."""

    name: Name
    description: Text | None = None
    vms: Most = None
    cpus: Most = None
    memory: Most = None
    system_storage: Most = None
    data_storage: Most = None
    public_ips: Most = None


class EditUserGroupForm(CreateUserGroupForm):
    """Replaces all fields."""

    id: Id


class UserGroupForm(Form):
    """A group to delete."""

    id: Id


class CreateApiKeyForm(Form):
    """A key for programs; it may what its user may."""

    name: Name
    days: Annotated[int, Field(ge=1, le=MAX_KEY_DAYS), BeforeValidator(whole_number)] = 90


class ApiKeyForm(Form):
    """A key to delete."""

    id: Id


class ChangeVmOwnerForm(Form):
    """A VM with its disks goes to another user, and so to that user's group."""

    vm_uuid: Uuid
    user_id: Id


class ChangeVolumeOwnerForm(Form):
    """A volume that no VM has goes to another user, and so to that user's group."""

    volume_uuid: Uuid
    user_id: Id


class ShareImageForm(Form):
    """Whether an image that somebody published is everybody's, or its group's."""

    uuid: ImageUuid
    is_public: Flag
