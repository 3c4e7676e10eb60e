"""Locks on files, and the guard of fences."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.storage import locks as locks_module
from iaas_agent.storage.locks import FileGuard, locked_file


def test_sharers_meet_and_one_owner_is_alone(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "x"
    together = threading.Barrier(2)
    entered = threading.Event()

    def share() -> None:
        with locked_file(path, shared=True):
            together.wait(10)

    def own() -> None:
        with locked_file(path):
            entered.set()

    owner = threading.Thread(target=own)
    with locked_file(path, shared=True):
        sharers = [threading.Thread(target=share) for _ in range(2)]
        for sharer in sharers:
            sharer.start()
        for sharer in sharers:
            sharer.join(10)
        owner.start()
        assert not entered.wait(0.1)
    owner.join(10)
    assert entered.is_set()


def test_the_newest_fence_counts_per_volume() -> None:
    guard = FileGuard("volume")
    for fence in (3, 3, 5):
        with guard.admitted("one", fence):
            pass
    with pytest.raises(IaasError) as refusal, guard.admitted("one", 4):
        pass
    assert refusal.value.kind is ErrorKind.FENCED
    with guard.admitted("two", 1):
        pass


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks_module, "_REMEMBERED", 5)
    guard = FileGuard("volume")
    for number in range(20):
        with guard.admitted(str(number), 1):
            pass
    assert len(guard._turns) == 5
