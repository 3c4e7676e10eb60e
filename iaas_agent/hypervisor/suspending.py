"""Managed save as a job: as slow as there is memory to write. Its end is told by the job's listener.

A few at a time, in a lane of their own: a slow disk holds up no other work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libvirt

from api_common.contract.agent_spec import DomainAnswer, Fenced
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import QUICK_SECONDS, Jobs, Lane, Work
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.lines import Lines
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.turns import Turns

_DOING = "the VM cannot be suspended"
LANE = Lane("save", 4)


class Suspending:
    """Begins such jobs and tells how they are doing. `lines` are for them alone: they are slow, and nothing waits."""

    def __init__(self, turns: Turns, lines: Lines, session: Callable[[], Session], jobs: Jobs) -> None:
        self._turns = turns
        self._lines = lines
        self._session = session
        self._jobs = jobs

    def suspend(self, uuid: str, body: Fenced) -> DomainAnswer:
        """Begin, or look at what was begun. The answer carries the job unless all is done."""
        key = f"{body.operation_uuid}.suspend"
        job = self._jobs.ensure(key, self._work(uuid, body), wait_seconds=QUICK_SECONDS, lane=LANE)
        report = self._turns.look(uuid)
        return DomainAnswer(report=report, job=None if job.status is JobStatus.DONE else job)

    def _work(self, uuid: str, body: Fenced) -> Work:
        def work(_progress: Callable[[int], None]) -> dict[str, Any]:
            if self._turns.fences.newest(uuid) > body.fence:  # it waited for others to be saved
                raise IaasError(ErrorKind.CONFLICT, f"{_DOING}: something else was asked for meanwhile")
            line = self._lines.acquire(float("inf"))  # the lane has as many workers as there are lines
            try:
                with translated(_DOING):
                    # Comes back running, also if it was paused: being restored means being wanted.
                    domain = line.session(self._session()).domain(uuid)
                    domain.managedSave(libvirt.VIR_DOMAIN_SAVE_RUNNING)
            finally:
                line.release()
            return {}

        return work
