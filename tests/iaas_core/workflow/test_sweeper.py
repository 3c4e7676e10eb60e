"""The sweeper finds what is due by itself: what it was handed, what others left, and what somebody woke."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from api_common.clients.db import DbProxyClient
from api_common.clock import SYSTEM_CLOCK
from api_common.contract.operation import ClaimRequest
from api_common.contract.states import OperationStatus
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.registry import Registry
from iaas_core.workflow.runner import Runner
from iaas_core.workflow.sweeper import Sweeper
from iaas_core.workflow.waiting import Endings
from tests.helpers.clock import ManualClock
from tests.iaas_core.workflow.toy import World, assert_clean, begin, toy_flow


def _sweeper(db: DbProxyClient, world: World, name: str, lease_seconds: float = 5) -> Sweeper[World]:
    leases = Leases(db, name, lease_seconds)
    runner = Runner(db, Registry([toy_flow()]), world, leases, SYSTEM_CLOCK, give_up_seconds=60)
    return Sweeper(db, runner, leases, SYSTEM_CLOCK, name=name, workers=2)


def _wait(db: DbProxyClient, uuid: str) -> None:
    for _ in range(400):
        if db.operation(uuid).status in (OperationStatus.DONE, OperationStatus.UNDONE):
            return
        threading.Event().wait(0.05)
    raise AssertionError(db.operation(uuid))


def test_what_a_dead_process_of_this_name_held_is_taken_at_once(db: DbProxyClient) -> None:
    world, started = World(), begin(db)
    db.claim_operations(ClaimRequest(runner="s:1", lease_seconds=3600))
    sweeper = _sweeper(db, world, "s:1")
    sweeper.start()
    _wait(db, started.uuid)
    assert_clean(db, world, db.operation(started.uuid))
    sweeper.stop()


def test_a_retry_comes_when_its_time_has_come(db: DbProxyClient) -> None:
    world = World(faults={(1, "do"): ["away", "lost"]})
    sweeper = _sweeper(db, world, "s:2")
    sweeper.start()
    started = begin(db)
    sweeper.wake()
    _wait(db, started.uuid)
    assert db.operation(started.uuid).status is OperationStatus.DONE
    assert world.calls.count((1, "do")) == 3
    sweeper.stop()


class Faulty:
    """db_proxy with answers that get lost: some calls of these names fail, before or after their effect."""

    def __init__(self, db: DbProxyClient, *names: str, after: bool) -> None:
        self._db = db
        self._faults = list(names)
        self._after = after

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._db, name)
        if name not in self._faults:
            return real
        self._faults.remove(name)

        def lost(*arguments: Any) -> Any:
            if self._after:
                real(*arguments)
            raise IaasError(ErrorKind.TIMED_OUT, "db-proxy did not answer in time")

        return lost


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("names", [["record_step"] * 2, ["settle_operation"], ["record_step", "claim_operations"]])
def test_what_db_proxy_could_not_be_told_goes_on_when_it_is_back(
    db: DbProxyClient, names: list[str], after: bool
) -> None:
    """Long before the lease ends."""
    world, name = World(), f"s:{new_uuid()}"
    sweeper = _sweeper(cast(DbProxyClient, Faulty(db, *names, after=after)), world, name, lease_seconds=3600)
    sweeper.start()
    started = begin(db, runner=name, lease_seconds=3600)
    sweeper.submit(started)
    _wait(db, started.uuid)
    assert_clean(db, world, db.operation(started.uuid))
    sweeper.stop()


def test_what_was_let_go_of_is_asked_for_again_after_a_pause_and_not_before() -> None:
    """Agents that remember higher fences refuse for a while: asking at once made 57 claims in two seconds."""
    asked: list[list[str]] = []

    class Asked:
        def claim_operations(self, request: ClaimRequest) -> list[Any]:
            asked.append(request.regain)
            return []

    db, clock = cast(DbProxyClient, Asked()), ManualClock()
    leases = Leases(db, "s:9", 60)
    runner = Runner(db, Registry([toy_flow()]), World(), leases, clock, give_up_seconds=60)
    sweeper = Sweeper(db, runner, leases, clock, name="s:9", workers=2)
    wait = sweeper._regained_soon("o1")
    sweeper._claim(False)
    clock.advance(wait)
    for _ in range(2):
        sweeper._claim(False)
    assert asked == [[], ["o1"], []]


def test_more_work_than_workers_is_all_done(db: DbProxyClient) -> None:
    world = World()
    sweeper = _sweeper(db, world, "s:3")
    started = [begin(db) for _ in range(9)]
    sweeper.start()
    for operation in started:
        _wait(db, operation.uuid)
    sweeper.stop()


def test_who_waits_for_an_end_hears_of_it() -> None:
    endings = Endings()
    with endings.expect("a") as waiter, endings.expect("a") as other:
        endings.ended("b")
        assert not waiter.decided.is_set()
        endings.undoing("a")
        assert waiter.decided.is_set() and not waiter.over.is_set()
        endings.ended("a")
        assert waiter.over.is_set() and other.over.is_set()
    endings.ended("a")
