"""A question that never ends holds up nobody."""

from __future__ import annotations

import threading

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import statistics
from iaas_agent.hypervisor.statistics import Statistics


def test_the_last_answer_while_one_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "PATIENCE_SECONDS", 0.05)
    hang = threading.Event()
    asked: list[int] = []

    def ask() -> list[dict[str, int]]:
        asked.append(1)
        if len(asked) == 2:
            hang.wait(20)
        return [{"n": len(asked)}]

    figures = Statistics(ask)
    monkeypatch.setattr(statistics, "PATIENCE_SECONDS", 20)
    assert figures.latest() == [{"n": 1}]
    monkeypatch.setattr(statistics, "PATIENCE_SECONDS", 0.05)
    assert [figures.latest() for _ in range(3)] == [[{"n": 1}]] * 3
    assert len(asked) == 2, "one question waits, however often it is asked for"
    hang.set()
    monkeypatch.setattr(statistics, "PATIENCE_SECONDS", 20)
    assert figures.latest() == [{"n": 2}]


def test_failures_are_raised() -> None:
    def ask() -> list[dict[str, int]]:
        raise IaasError(ErrorKind.UNAVAILABLE, "away")

    with pytest.raises(IaasError, match="away"):
        Statistics(ask).latest()
