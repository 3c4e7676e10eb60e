"""A question that never ends holds up nobody."""

from __future__ import annotations

import threading

import pytest

from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import statistics
from iaas_agent.hypervisor.statistics import Statistics


def test_the_next_question_is_answered_while_one_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """libvirt leaves a hung QEMU out, once a call waits for it."""
    hang, asked = threading.Event(), []

    def ask() -> list[dict[str, int]]:
        asked.append(1)
        if hangs[len(asked) - 1]:
            hang.wait(20)
        return [{"n": len(asked)}]

    figures, hangs = Statistics(ask), [False, True, False, True, True]
    for after in ([{"n": 1}], [{"n": 1}], [{"n": 3}], [{"n": 3}], [{"n": 3}], [{"n": 3}]):
        monkeypatch.setattr(statistics, "PATIENCE_SECONDS", 0.05 if hangs[min(len(asked), 4)] else 20)
        assert figures.latest() == after
    assert len(asked) == 4, "two questions wait, however often it is asked"
    hang.set()


def test_failures_are_raised() -> None:
    def ask() -> list[dict[str, int]]:
        raise IaasError(ErrorKind.UNAVAILABLE, "away")

    with pytest.raises(IaasError, match="away"):
        Statistics(ask).latest()
