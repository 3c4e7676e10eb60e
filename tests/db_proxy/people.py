"""Users, groups and tokens for a test, as iaas_core would write them."""

from __future__ import annotations

import itertools
from typing import Any

from api_common.contract.account import Credential, NewCredential, NewUser, Quota, User, UserGroup
from api_common.contract.states import CredentialKind, Role
from db_proxy.commands.accounts import create_group, create_user
from db_proxy.commands.sign_in import add_credential
from db_proxy.commands.unit import Writer
from tests.helpers.clock import ManualClock

HOUR_MS = 3_600_000


class People:
    """Writes them; names are made up where none is given."""

    def __init__(self, write: Writer, clock: ManualClock) -> None:
        self._write = write
        self._clock = clock
        self._numbers = itertools.count(1)

    def group(self, name: str | None = None, **quota: int | None) -> int:
        """A group's id."""
        group = UserGroup(name=name or f"group{next(self._numbers)}", quota=Quota(**quota))
        made = self._write(create_group, group).id
        assert made is not None
        return made

    def user(self, username: str | None = None, group_id: int | None = None, role: Role = Role.MEMBER) -> User:
        """An account of a group, which is made if none is given; the digest of its password is `hash of <name>`."""
        username = username or f"user{next(self._numbers)}"
        group_id = group_id if group_id is not None else self.group()
        return self._create(User(username=username, role=role, group_id=group_id))

    def administrator(self, username: str | None = None) -> User:
        """A super administrator without a group."""
        return self._create(User(username=username or f"admin{next(self._numbers)}", role=Role.SUPER_ADMIN))

    def token(
        self, user: User, digest: str, kind: CredentialKind = CredentialKind.SESSION, *, most: int = 0, **fields: Any
    ) -> Credential:
        """A token that opens something for an hour."""
        assert user.id is not None
        expires_at = self._clock.now_ms() + HOUR_MS
        credential = Credential(**{"kind": kind, "user_id": user.id, "expires_at": expires_at, **fields})
        return self._write(add_credential, NewCredential(credential=credential, digest=digest, most=most))

    def _create(self, user: User) -> User:
        return self._write(create_user, NewUser(user=user, password_hash=f"hash of {user.username}"))


def owned_by(user: User) -> dict[str, Any]:
    """The owner's fields of a row to create, by wire name."""
    return {"userId": user.id, "groupId": user.group_id, "userName": user.username}


def id_of(user: User | Credential) -> int:
    """The id that a stored row has."""
    assert user.id is not None
    return user.id
