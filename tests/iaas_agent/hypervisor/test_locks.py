"""Locks and fences: one at a time, none that was overtaken, nobody behind one that hangs, and a memory with bounds."""

from __future__ import annotations

import threading

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.locks import HANGS_AFTER_SECONDS, DomainLocks, Fences
from tests.helpers.clock import ManualClock

LONG = 20.0


class TestFences:
    def test_same_and_newer_pass(self) -> None:
        fences = Fences()
        for fence in (1, 1, 3):
            fences.admit("vm", fence)
        assert (fences.newest("vm"), fences.newest("other")) == (3, 0)

    def test_older_do_not(self) -> None:
        fences = Fences()
        fences.admit("vm", 3)
        with pytest.raises(IaasError) as failed:
            fences.admit("vm", 2)
        assert failed.value.kind is ErrorKind.FENCED
        fences.admit("other", 1)

    def test_the_oldest_are_forgotten(self) -> None:
        fences = Fences(remembered=2)
        for uuid in ("a", "b", "c"):
            fences.admit(uuid, 9)
        with pytest.raises(IaasError):
            fences.admit("b", 1)
        fences.admit("a", 1)  # forgotten, so an old fence is believed


class TestLocks:
    def test_one_domain_one_change(self) -> None:
        locks, entered, order = DomainLocks(), threading.Event(), []

        def second() -> None:
            entered.set()
            locks.acquire("vm", "the VM cannot be started", _now(locks) + LONG)
            order.append("second")
            locks.release("vm")

        locks.acquire("vm", "the VM cannot be stopped", _now(locks))
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        locks.acquire("other", "", _now(locks))
        order.append("another domain")
        locks.release("other")
        order.append("first")
        locks.release("vm")
        thread.join()
        assert order == ["another domain", "first", "second"]

    def test_another_thread_may_give_it_back(self) -> None:
        locks = DomainLocks()
        locks.acquire("vm", "", _now(locks))
        thread = threading.Thread(target=locks.release, args=("vm",))
        thread.start()
        thread.join()
        locks.acquire("vm", "", _now(locks))

    def test_who_waits_too_long_hears_what_goes_on(self) -> None:
        locks = DomainLocks()
        locks.acquire("vm", "the VM cannot be stopped", _now(locks))
        with pytest.raises(IaasError, match="is not over yet .the VM is to be stopped") as failed:
            locks.acquire("vm", "the VM cannot be started", _now(locks))
        assert (failed.value.kind, failed.value.detail["hangs"]) == (ErrorKind.UNAVAILABLE, False)
        assert not locks.hanging()

    def test_nobody_waits_behind_one_that_hangs(self) -> None:
        clock = ManualClock()
        locks = DomainLocks(clock)
        locks.acquire("vm", "the VM cannot be stopped", 0)
        clock.advance(HANGS_AFTER_SECONDS)
        with pytest.raises(IaasError, match="hangs or is busy.*to be stopped.*force cuts its power") as failed:
            locks.acquire("vm", "the VM cannot be started", clock.monotonic() + 1000)
        assert (failed.value.kind, failed.value.detail["hangs"]) == (ErrorKind.UNAVAILABLE, True)
        [hanging] = locks.hanging()
        assert (hanging.uuid, hanging.doing) == ("vm", "the VM cannot be stopped")
        locks.release("vm")
        assert not locks.hanging()

    def test_a_domain_that_nobody_works_on_costs_nothing(self) -> None:
        locks = DomainLocks()
        for _ in range(3):
            locks.acquire("vm", "", _now(locks))
            locks.release("vm")
        assert not locks._entries


def _now(locks: DomainLocks) -> float:
    return locks._clock.monotonic()
