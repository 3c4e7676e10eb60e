"""Managed save as a job: as slow as there is memory to write. Its end is told by the job's listener."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libvirt

from api_common.contract.agent_spec import DomainAnswer, Fenced
from api_common.contract.states import JobStatus
from api_common.jobs import Work
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.slow_work import SlowWork


class Suspending:
    """Begins such jobs and tells how they are doing."""

    def __init__(self, session: Callable[[], Session], observer: Observer, slow: SlowWork) -> None:
        self._session = session
        self._observer = observer
        self._slow = slow

    def suspend(self, uuid: str, body: Fenced) -> DomainAnswer:
        """Begin, or look at what was begun. The answer carries the job unless all is done."""
        job = self._slow.ensure(f"{body.operation_uuid}.suspend", self._work(uuid))
        report = self._observer.state_of(uuid)
        return DomainAnswer(report=report, job=None if job.status is JobStatus.DONE else job)

    def _work(self, uuid: str) -> Work:
        def work(_progress: Callable[[int], None]) -> dict[str, Any]:
            with translated("the VM cannot be suspended"):
                # Comes back running, also if it was paused: being restored means being wanted.
                self._session().domain(uuid).managedSave(libvirt.VIR_DOMAIN_SAVE_RUNNING)
            return {}

        return work
