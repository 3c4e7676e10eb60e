"""Who asks: a user with a role, by what token, and whose rows they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api_common.contract.account import Holder, Scope
from api_common.contract.states import CredentialKind, Role


@dataclass(frozen=True)
class Caller:
    """Without a user: somebody unknown where AUTH_MODE=none lets everybody do everything, as v1 did."""

    user_id: int | None
    username: str
    role: Role
    group_id: int | None = None
    credential_id: int | None = None
    kind: CredentialKind | None = None
    credential_name: str | None = None
    valid_until: float | None = None
    """By this process's monotonic clock, which nobody sets; null: without end."""
    must_change_password: bool = False

    @classmethod
    def of(cls, holder: Holder, valid_until: float | None = None) -> Caller:
        """The user behind a token."""
        user, credential = holder.user, holder.credential
        return cls(
            user_id=user.id,
            username=user.username,
            role=user.role,
            group_id=user.group_id,
            credential_id=credential.id,
            kind=credential.kind,
            credential_name=credential.name,
            valid_until=valid_until,
            must_change_password=user.must_change_password,
        )

    @property
    def is_administrator(self) -> bool:
        """Whether everything is theirs to see and to change."""
        return self.role is Role.SUPER_ADMIN

    @property
    def scope(self) -> Scope | None:
        """Whose VMs and volumes they see: all (null), their group's, their own."""
        if self.is_administrator:
            return None
        if self.role is Role.GROUP_LEADER:
            return Scope(group_id=self.group_id)
        return Scope(user_id=self.user_id)

    def sees(self, user_id: int | None, group_id: int | None) -> bool:
        """Whether a row of this owner is theirs to see and to change."""
        return self.scope is None or self.scope.holds(user_id, group_id)

    def as_owner(self) -> dict[str, Any]:
        """The fields of what they create."""
        return {"user_id": self.user_id, "group_id": self.group_id, "user_name": self.username}


ANONYMOUS = Caller(user_id=None, username="admin", role=Role.SUPER_ADMIN)
"""Everybody, under AUTH_MODE=none."""
