"""The outbox: newest first and only, stops held, progress rationed, everything bounded."""

from __future__ import annotations

import threading

import pytest

from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.states import JobStatus, PowerState
from iaas_agent.reporting import outbox as outbox_module
from iaas_agent.reporting.outbox import News, Outbox
from tests.helpers.clock import ManualClock

KEY = "a" * 32 + ".copy"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def outbox(clock: ManualClock) -> Outbox:
    return Outbox(stop_hold_seconds=0.3, gather_seconds=0, clock=clock)


def state(power: PowerState, sequence: int = 1, uuid: str = "vm1", epoch: int = 1) -> PowerReport:
    return PowerReport(uuid=uuid, power=power, epoch=epoch, sequence=sequence)


def job(status: JobStatus = JobStatus.RUNNING, progress: int = 0) -> JobReport:
    return JobReport(key=KEY, status=status, progress=progress)


def domains(news: News | None) -> list[PowerState]:
    return [report.power for report in news.domains] if news else []


def test_a_start_goes_out_at_once(outbox: Outbox) -> None:
    outbox.note_domain(state(PowerState.RUNNING))
    assert domains(outbox.take_due()) == [PowerState.RUNNING]
    assert outbox.take_due() is None


def test_a_stop_waits_for_the_start_after_it(outbox: Outbox, clock: ManualClock) -> None:
    outbox.note_domain(state(PowerState.STOPPED, 1))
    assert outbox.take_due() is None and outbox.waiting() == 1
    outbox.note_domain(state(PowerState.RUNNING, 2))
    clock.advance(1)
    assert domains(outbox.take_due()) == [PowerState.RUNNING]


def test_a_real_stop_goes_out_within_a_second_also_when_seen_often(outbox: Outbox, clock: ManualClock) -> None:
    for sequence in range(4):
        outbox.note_domain(state(PowerState.STOPPED, sequence))
        clock.advance(0.1)
    assert domains(outbox.take_due()) == [PowerState.STOPPED]


def test_other_ends_are_not_held(outbox: Outbox) -> None:
    outbox.note_domain(state(PowerState.CRASHED, 1, "vm1"))
    outbox.note_domain(state(PowerState.ABSENT, 1, "vm2"))
    assert domains(outbox.take_due()) == [PowerState.CRASHED, PowerState.ABSENT]


def test_only_the_newest_state_waits(outbox: Outbox) -> None:
    outbox.note_domain(state(PowerState.PAUSED, 7))
    outbox.note_domain(state(PowerState.RUNNING, 6))
    assert domains(outbox.take_due()) == [PowerState.PAUSED]


def test_what_was_not_delivered_gives_way_to_the_newer(outbox: Outbox) -> None:
    outbox.note_domain(state(PowerState.RUNNING, 1))
    outbox.note_job(job(JobStatus.DONE))
    news = outbox.take_due()
    assert news is not None
    outbox.note_domain(state(PowerState.PAUSED, 2))
    outbox.put_back(news)
    again = outbox.take_due()
    assert again is not None and domains(again) == [PowerState.PAUSED]
    assert [report.status for report in again.jobs] == [JobStatus.DONE]


def test_progress_at_most_once_a_second_and_the_end_at_once(outbox: Outbox, clock: ManualClock) -> None:
    told: list[tuple[float, int]] = []
    for progress in range(1, 100):
        outbox.note_job(job(progress=progress))
        if news := outbox.take_due():
            told.append((clock.monotonic(), news.jobs[0].progress))
        clock.advance(0.05)
    outbox.note_job(job(JobStatus.DONE, 100))
    news = outbox.take_due()
    assert news is not None and news.jobs[0].status is JobStatus.DONE
    gaps = [later[0] - earlier[0] for earlier, later in zip(told, told[1:], strict=False)]
    assert 4 <= len(told) <= 6 and min(gaps) >= 1 and told[0] == (0.0, 1)


def test_it_is_bounded(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "_BOUND", 3)
    for number in range(10):
        outbox.note_domain(state(PowerState.RUNNING, number, f"vm{number}"))
    news = outbox.take_due()
    assert news is not None and [report.uuid for report in news.domains] == ["vm7", "vm8", "vm9"]


def test_an_inventory_makes_states_needless(outbox: Outbox) -> None:
    outbox.note_domain(state(PowerState.RUNNING))
    outbox.note_job(job())
    outbox.forget_domains()
    news = outbox.take_due()
    assert news is not None and not news.domains and len(news.jobs) == 1


def test_waiting_ends_when_something_happens() -> None:
    outbox = Outbox(stop_hold_seconds=0.3, gather_seconds=0)
    waiter = threading.Thread(target=outbox.wait, args=(60,))
    waiter.start()
    outbox.touch("vm1")
    waiter.join(10)
    assert not waiter.is_alive() and outbox.take_touched() == {"vm1"} and outbox.take_touched() == set()


def test_a_held_stop_ends_the_wait_by_itself() -> None:
    outbox = Outbox(stop_hold_seconds=0.05, gather_seconds=0)
    outbox.note_domain(state(PowerState.STOPPED))
    outbox.wait(60)
    while outbox.take_due() is None:
        outbox.wait(60)


def test_news_of_one_domain_are_gathered() -> None:
    clock = ManualClock()
    outbox = Outbox(stop_hold_seconds=0.3, gather_seconds=0.1, clock=clock)
    outbox.note_domain(state(PowerState.RUNNING, 1))
    clock.advance(0.05)
    outbox.note_domain(state(PowerState.RUNNING, 2))
    assert outbox.take_due() is None
    clock.advance(0.05)
    news = outbox.take_due()
    assert news is not None and [r.sequence for r in news.domains] == [2]
