"""Reports of agents are stored; a job that ended wakes its operation."""

from __future__ import annotations

from typing import Any

from api_common.contract.agent_report import AgentReport, JobReport, PowerReport
from api_common.contract.states import JobStatus, PowerState
from api_common.errors import not_found
from iaas_core.observed.reports import Reports
from iaas_core.observed.watch import HostWatch
from tests.iaas_core.fakes import HOST, FakeDb, doors

OPERATION = "5" * 32


def _job(status: JobStatus, key: str = f"{OPERATION}.copy") -> AgentReport:
    return AgentReport(host_uuid=HOST, jobs=[JobReport(key=key, status=status, progress=40)])


def test_progress_is_stored_and_an_end_wakes() -> None:
    db = FakeDb()
    Reports(doors(db)).report(_job(JobStatus.RUNNING))
    Reports(doors(db)).report(_job(JobStatus.FAILED))
    told = [(arguments[0], arguments[1].progress, arguments[1].wake) for _, arguments in db.noted]
    assert told == [(OPERATION, 40, False), (OPERATION, 40, True)]


def test_jobs_of_nobody_and_ended_operations_are_no_failure() -> None:
    db = FakeDb()
    Reports(doors(db)).report(_job(JobStatus.DONE, key="something else"))
    assert db.noted == []

    def gone(*_: Any) -> None:
        raise not_found("operation", OPERATION)

    db.report_progress = gone  # type: ignore[attr-defined]
    Reports(doors(db)).report(_job(JobStatus.DONE))


def test_states_go_to_the_database() -> None:
    db = FakeDb()
    state = PowerReport(uuid="1" * 32, power=PowerState.RUNNING, epoch=1, sequence=2)
    Reports(doors(db)).report(AgentReport(host_uuid=HOST, domains=[state]))
    assert db.noted == [("observe_power", (HOST, [state]))]


def test_the_watch_stops_without_having_waited() -> None:
    watch = HostWatch(FakeDb(), 600)  # type: ignore[arg-type]
    watch.start()
    watch.stop()
    watch._thread.join(5)
    assert not watch._thread.is_alive()
