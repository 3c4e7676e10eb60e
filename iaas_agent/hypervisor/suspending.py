"""Managed save as a job: as slow as there is memory to write. Its end is told by the job's listener."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libvirt

from api_common.contract.agent_report import JobReport
from api_common.contract.agent_spec import DomainAnswer, Fenced
from api_common.contract.states import JobStatus
from api_common.errors import IaasError
from api_common.jobs import Jobs
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.session import Session

QUICK_SECONDS = 1.5
"""Work that is done by then is answered at once."""


class Suspending:
    """Begins such jobs and tells how they are doing."""

    def __init__(self, session: Callable[[], Session], observer: Observer, jobs: Jobs) -> None:
        self._session = session
        self._observer = observer
        self._jobs = jobs

    def suspend(self, uuid: str, body: Fenced) -> DomainAnswer:
        """Begin, or look at what was begun. The answer carries the job unless all is done."""
        key = f"{body.operation_uuid}.suspend"
        job = self._hopeless(key) or self._jobs.ensure(key, self._work(uuid), wait_seconds=QUICK_SECONDS)
        report = self._observer.state_of(uuid)
        return DomainAnswer(report=report, job=None if job.status is JobStatus.DONE else job)

    def _hopeless(self, key: str) -> JobReport | None:
        """A job of this operation that failed for good; asked for again, it would only fail again, unheard."""
        try:
            job = self._jobs.query(key)
        except IaasError:
            return None
        failed = job.status is JobStatus.FAILED and not (job.error or {}).get("retryable")
        return job if failed else None

    def _work(self, uuid: str) -> Callable[[Callable[[int], None]], dict[str, Any]]:
        def work(_progress: Callable[[int], None]) -> dict[str, Any]:
            with translated("the VM cannot be suspended"):
                # Comes back running, also if it was paused: being restored means being wanted.
                self._session().domain(uuid).managedSave(libvirt.VIR_DOMAIN_SAVE_RUNNING)
            return {}

        return work
