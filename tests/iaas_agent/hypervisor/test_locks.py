"""Locks and fences: one at a time, none that was overtaken, and a memory that is bounded."""

from __future__ import annotations

import threading

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.locks import DomainLocks


def test_same_and_newer_fences_pass() -> None:
    locks = DomainLocks()
    for fence in (1, 1, 3):
        with locks.held("vm", fence) as turn:
            assert turn.fence == fence


def test_older_fences_do_not() -> None:
    locks = DomainLocks()
    with locks.held("vm", 3):
        pass
    with pytest.raises(IaasError) as failed, locks.held("vm", 2):
        raise AssertionError("inside")
    assert failed.value.kind is ErrorKind.FENCED
    with locks.held("other", 1):
        pass


def test_a_newer_fence_forgets_what_was_done() -> None:
    locks = DomainLocks()
    with locks.held("vm", 1) as turn:
        turn.done.add("reboot")
    with locks.held("vm", 1) as turn:
        assert turn.done == {"reboot"}
    with locks.held("vm", 2) as turn:
        assert turn.done == set()


def test_one_domain_one_change() -> None:
    locks = DomainLocks()
    entered, order = threading.Event(), []

    def second() -> None:
        entered.set()
        with locks.held("vm", 1):
            order.append("second")

    with locks.held("vm", 1):
        thread = threading.Thread(target=second)
        thread.start()
        entered.wait()
        with locks.held("other", 1):
            order.append("another domain")
        order.append("first")
    thread.join()
    assert order == ["another domain", "first", "second"]


def test_the_oldest_are_forgotten() -> None:
    locks = DomainLocks(remembered=2)
    for uuid in ("a", "b", "c"):
        with locks.held(uuid, 9):
            pass
    with pytest.raises(IaasError), locks.held("b", 1):
        pass
    with locks.held("a", 1) as turn:  # forgotten, so an old fence is believed
        assert turn.fence == 1


def test_one_in_use_is_never_forgotten() -> None:
    locks = DomainLocks(remembered=1)
    waiting = threading.Event()
    order: list[str] = []

    def second() -> None:
        waiting.set()
        with locks.held("in use", 9):
            order.append("second")

    with locks.held("in use", 9):
        for uuid in ("a", "b", "c"):
            with locks.held(uuid, 9):
                pass
        thread = threading.Thread(target=second)
        thread.start()
        waiting.wait()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
