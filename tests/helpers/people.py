"""People of a running suite: groups, users with their tokens, and what belongs to them."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass
from typing import Any

from tests.helpers.api import Api
from tests.helpers.suite import RunningSuite

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in."""

    id: int
    username: str
    password: str
    api: Api

    def sign_in(self) -> str:
        """A further token."""
        answer = self.api.post("/user/login", {"username": self.username, "password": self.password})
        return str(answer["token"])


class People:
    """Makes groups and users; names never repeat."""

    def __init__(self, suite: RunningSuite) -> None:
        self._suite = suite
        self._admin = suite.api

    def group(self, **quota: int) -> int:
        """A new group's id."""
        made = self._admin.post("/user_group/create", {"name": f"group {next(_numbers)}", **quota})
        return int(made["id"])

    def person(self, role: str = "MEMBER", group: int | None = None) -> Person:
        """Somebody new, signed in."""
        username, password = f"user{next(_numbers)}", secrets.token_urlsafe(12)
        form: dict[str, Any] = {"username": username, "password": password, "role": role, "groupId": group}
        made = self._admin.post("/user/create", form)
        token = self._admin.post("/user/login", {"username": username, "password": password})["token"]
        return Person(made["id"], username, password, self._suite.signed_in(token))

    def vm(self, owner: Person, **fields: Any) -> str:
        """A VM of theirs, ACTIVE; its uuid."""
        made = owner.api.post("/vm/create", self._suite.form(**fields))
        done = owner.api.wait_operation(made["operationUuid"])
        assert done["status"] == "done", done
        return str(made["uuid"])

    def volume(self, owner: Person, **fields: Any) -> str:
        """A data volume of theirs; its uuid."""
        return str(owner.api.post("/volume/create", {"name": "data", "diskSize": 1, **fields})["uuid"])
