"""Plays rounds of random verbs and looks, after each, whether all witnesses agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from deploy.dev.config import free_ports
from tests.chaos.faults import VICTIMS, Hazards, LossyGate
from tests.chaos.truth import disagreements
from tests.chaos.verbs import Things, User, catch_up
from tests.helpers.api import ApiError
from tests.helpers.suite import RunningSuite, running_suite

REST_SECONDS = 180
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """How much, how wild, on what."""

    verbs: int
    seed: int
    driver: str = "simulated"
    users: int = 4
    round: int = 200
    """Verbs between two looks."""
    between_seconds: float = 4
    """About how long a service lives, once things go wrong."""


@contextmanager
def stage(wishes: Wishes) -> Iterator[tuple[RunningSuite, list[LossyGate]]]:
    """A suite of its own with lossy ways between its services."""
    ports = free_ports()
    gates = [
        LossyGate(f"http://127.0.0.1:{ports[name]}", wishes.seed + number)
        for number, name in enumerate(("db-proxy", "iaas-agent"))
    ]
    fast = {"OPERATION_LEASE_SECONDS": "6", "OPERATION_GIVE_UP_SECONDS": "5", "CALL_TIMEOUT_SECONDS": "5"}
    overrides = {
        "iaas-core": {"DB_PROXY_URL": gates[0].url, "STOP_GRACE_SECONDS": "3", **fast},
        "iaas-agent": {"AGENT_URL": gates[1].url},
    }
    try:
        with running_suite(wishes.driver, overrides=overrides, ports=ports) as suite:
            yield suite, gates
    finally:
        for gate in gates:
            gate.close()


def play(wishes: Wishes, say: Say = lambda _: None) -> list[str]:
    """What was not as it should be: nothing, one hopes."""
    with stage(wishes) as (suite, gates):
        things = Things()
        users = [User(suite, things, wishes.seed * 1000 + number) for number in range(wishes.users)]
        hazards = Hazards(suite, gates, wishes.seed, wishes.between_seconds)
        try:
            for begin in range(0, wishes.verbs, wishes.round):
                with hazards.about(), ThreadPoolExecutor(wishes.users) as pool:
                    for future in [pool.submit(users[n % len(users)].wish) for n in range(wishes.round)]:
                        future.result()
                wrong = [*_at_rest(suite, things), *things.broken]
                say(
                    f"{begin + wishes.round} verbs, {hazards.kills} kills, {hazards.freezes} freezes, "
                    f"{sum(gate.lost for gate in gates)} calls lost: {len(wrong)} wrong"
                )
                if wrong:
                    return wrong
                catch_up(suite, things)
        finally:
            hazards.end()
            for line, count in sorted(things.answers.items()):
                say(f"  {count:5} {line}")
        return _all_gone(suite)


def _at_rest(suite: RunningSuite, things: Things) -> list[str]:
    """Whatever still disagrees after a while without anything going wrong."""
    for name in VICTIMS:
        suite.suite.wait_ready(name)
    wrong: list[str] = []

    def look() -> list[str]:
        nonlocal wrong
        try:
            wrong = disagreements(suite, things.marks)
        except ApiError as error:
            wrong = [str(error)]
        return wrong

    try:
        suite.api.until(look, lambda found: not found, REST_SECONDS)
    except AssertionError:
        return wrong
    return []


def _all_gone(suite: RunningSuite) -> list[str]:
    """Everything can be deleted, and nothing is left."""
    suite.delete_all()
    for volume in suite.api.get("/volume/query_all"):
        suite.api.post("/volume/delete", {"volumeUuid": volume["uuid"]})
    return [f"left: {name}" for name in [*suite.disk_files(), *suite.dhcp_files()]]
