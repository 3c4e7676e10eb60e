"""Slow work on domains as jobs: quick ends are answered at once, and hopeless work is not begun for ever."""

from __future__ import annotations

from api_common.contract.agent_report import JobReport
from api_common.contract.states import JobStatus
from api_common.errors import IaasError
from api_common.jobs import Jobs, Work

QUICK_SECONDS = 1.5
"""Work that is done by then is answered at once."""


class SlowWork:
    """The jobs of this agent, as verbs on domains use them."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def ensure(self, key: str, work: Work) -> JobReport:
        """Begin, or look at what was begun. A job that failed for good is told: again it would fail unheard."""
        known = self._known(key)
        if known is not None and known.status is JobStatus.FAILED and not (known.error or {}).get("retryable"):
            return known
        return self._jobs.ensure(key, work, wait_seconds=QUICK_SECONDS)

    def unless_done(self, key: str) -> str:
        """This key, or another one where the work under it was done and has to be done again."""
        while (known := self._known(key)) is not None and known.status is JobStatus.DONE:
            key += ".again"
        return key

    def _known(self, key: str) -> JobReport | None:
        try:
            return self._jobs.query(key)
        except IaasError:
            return None
