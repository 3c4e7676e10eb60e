"""Slow work by key: once at a time, found again, its end told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api_common.contract.agent_report import JobReport
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import KEPT, Jobs, Lane

WAIT = 20
Told = queue.SimpleQueue[JobReport]


@pytest.fixture
def told() -> Told:
    return queue.SimpleQueue()


@pytest.fixture
def jobs(told: Told) -> Iterator[Jobs]:
    jobs = Jobs(told.put, workers=2)
    yield jobs
    jobs.stop()


class Gate:
    """Work that begins, waits to be let through, and counts how often it was done."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()
        self.runs = 0
        self.error: Exception | None = None

    def __call__(self, progress: Callable[[int], None]) -> dict[str, Any]:
        self.runs += 1
        self.begun.set()
        assert self.open.wait(WAIT)
        if self.error:
            raise self.error
        progress(50)
        return {"runs": self.runs}


def test_quick_work_is_answered_at_once(jobs: Jobs, told: Told) -> None:
    report = jobs.ensure("op.copy", lambda progress: {"size": 5}, wait_seconds=WAIT)
    assert (report.status, report.progress, report.result) == (JobStatus.DONE, 100, {"size": 5})
    assert report == jobs.query("op.copy") and told.empty(), "who was answered need not be told"


def test_slow_work_goes_on_and_tells_its_progress_and_end(jobs: Jobs, told: Told) -> None:
    gate = Gate()
    assert jobs.ensure("op.copy", gate, wait_seconds=0).status is JobStatus.RUNNING
    gate.open.set()
    assert [told.get(timeout=WAIT).progress for _ in range(2)] == [50, 100]
    assert jobs.query("op.copy").status is JobStatus.DONE


def test_the_same_key_runs_once(jobs: Jobs, told: Told) -> None:
    gate = Gate()
    jobs.ensure("op.copy", gate, wait_seconds=0)
    assert gate.begun.wait(WAIT)
    assert jobs.ensure("op.copy", gate, wait_seconds=0).status is JobStatus.RUNNING
    gate.open.set()
    assert jobs.ensure("op.copy", gate, wait_seconds=WAIT).result == {"runs": 1}
    assert jobs.ensure("op.copy", gate, wait_seconds=WAIT).result == {"runs": 1}, "done work is not begun again"


def test_failed_work_says_why_and_is_begun_anew(jobs: Jobs) -> None:
    gate = Gate()
    gate.open.set()
    gate.error = IaasError(ErrorKind.STORAGE_FAILED, "disk full")
    failed = jobs.ensure("op.copy", gate, wait_seconds=WAIT)
    assert failed.status is JobStatus.FAILED
    assert failed.error is not None and (failed.error["kind"], failed.error["message"]) == (
        "storage_failed",
        "disk full",
    )
    gate.error = None
    assert jobs.ensure("op.copy", gate, wait_seconds=WAIT).result == {"runs": 2}


def test_a_failure_that_nobody_waited_for_is_answered_once_then_tried_anew(jobs: Jobs, told: Told) -> None:
    """Begun anew unheard, slow work that always fails would go on for ever."""
    gate = Gate()
    gate.error = IaasError(ErrorKind.STORAGE_FAILED, "disk full")
    assert jobs.ensure("op.copy", gate, wait_seconds=0).status is JobStatus.RUNNING
    gate.open.set()
    assert told.get(timeout=WAIT).status is JobStatus.FAILED
    assert jobs.query("op.copy").status is JobStatus.FAILED, "asking how it does is no new try"
    assert jobs.ensure("op.copy", gate, wait_seconds=WAIT).status is JobStatus.FAILED
    assert gate.runs == 1
    gate.error = None
    assert jobs.ensure("op.copy", gate, wait_seconds=WAIT).result == {"runs": 2}


def test_work_in_a_lane_takes_no_worker_from_others(jobs: Jobs) -> None:
    lane, gate = Lane("slow", 1), Gate()
    for number in range(3):
        jobs.ensure(f"{number}.slow", gate, wait_seconds=0, lane=lane)
    assert jobs.ensure("op.copy", lambda progress: {}, wait_seconds=WAIT).status is JobStatus.DONE
    assert gate.runs <= 1
    gate.open.set()
    assert all(jobs.ensure(f"{n}.slow", gate, wait_seconds=WAIT, lane=lane).status is JobStatus.DONE for n in range(3))


def test_the_unforeseen_is_hidden_from_callers(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    gate.open.set()
    gate.error = ValueError("secret")
    failed = jobs.ensure("op.copy", gate, wait_seconds=WAIT)
    assert failed.error is not None and failed.error["kind"] == "internal"
    assert "secret" not in str(failed.error) and "secret" in caplog.text


def test_progress_is_told_once_per_cent_and_kept_in_bounds(jobs: Jobs, told: Told) -> None:
    gate = Gate()

    def work(progress: Callable[[int], None]) -> dict[str, Any]:
        gate(lambda _: None)
        for per_cent in (-5, 10, 10, 11, 400):
            progress(per_cent)
        return {}

    jobs.ensure("op.copy", work, wait_seconds=0)
    gate.open.set()
    seen = [told.get(timeout=WAIT) for _ in range(4)]
    assert [report.progress for report in seen] == [10, 11, 100, 100]
    assert [report.status for report in seen][-2:] == [JobStatus.RUNNING, JobStatus.DONE]


def test_an_unknown_key_asks_for_the_work_again(jobs: Jobs) -> None:
    with pytest.raises(IaasError, match="ask for the work again") as caught:
        jobs.query("op.copy")
    assert caught.value.kind is ErrorKind.NOT_FOUND


def test_old_ends_are_forgotten_but_no_running_work(jobs: Jobs) -> None:
    gate = Gate()
    for number in range(KEPT // 2):
        jobs.ensure(f"{number}.copy", lambda progress: {}, wait_seconds=WAIT)
    jobs.ensure("slow.copy", gate, wait_seconds=0)
    for number in range(KEPT // 2, 2 * KEPT):
        jobs.ensure(f"{number}.copy", lambda progress: {}, wait_seconds=WAIT)
    with pytest.raises(IaasError):
        jobs.query("0.copy")
    assert jobs.query("slow.copy").status is JobStatus.RUNNING
    assert jobs.query(f"{2 * KEPT - 1}.copy").status is JobStatus.DONE
    gate.open.set()
