"""One suite with two groups, red and blue, each with a leader and a member; and a second administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.helpers.people import People, Person
from tests.helpers.suite import RunningSuite, running_suite

ACCESS: dict[str, str] = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text())
"""Who may ask, by operationId: written for these tests, not taken from the code."""


@dataclass(frozen=True)
class Town:
    """Everybody."""

    suite: RunningSuite
    people: People
    red: int
    blue: int
    admin: Person
    red_leader: Person
    red_member: Person
    blue_leader: Person
    blue_member: Person
    blue_vm: str
    blue_volume: str
    operations: dict[str, dict[str, Any]]
    """The description of the API: operationId -> method, path and the rest."""


@pytest.fixture(scope="session")
def secured() -> Iterator[RunningSuite]:
    often = {"SIGN_INS_PER_MINUTE": "100000", "TICKETS_PER_MINUTE": "100000"}
    with running_suite("simulated", overrides={"iaas-core": often}) as suite:
        yield suite


@pytest.fixture(scope="session")
def town(secured: RunningSuite) -> Town:
    people = People(secured)
    red, blue = people.group(), people.group()
    blue_member = people.person("MEMBER", blue)
    described = secured.api.http.get("/openapi.json").json()["paths"]
    return Town(
        suite=secured,
        people=people,
        red=red,
        blue=blue,
        admin=people.person("SUPER_ADMIN"),
        red_leader=people.person("GROUP_LEADER", red),
        red_member=people.person("MEMBER", red),
        blue_leader=people.person("GROUP_LEADER", blue),
        blue_member=blue_member,
        blue_vm=people.vm(blue_member, name="blue"),
        blue_volume=people.volume(blue_member, name="blue"),
        operations={
            operation["operationId"]: {**operation, "path": path, "method": method.upper()}
            for path, methods in described.items()
            for method, operation in methods.items()
        },
    )
