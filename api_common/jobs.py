"""Slow work in threads, found again by its key: disk copies on agents, imports of images.

Jobs live in memory. After a restart a key is unknown and whoever wants the work asks for it again; the work itself is
written so that half of it is never taken for the whole. Progress is told to a listener, not asked for. A failure is
answered once: whoever asks again after that wants another try.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api_common.contract.agent_report import JobReport
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError

_LOG = logging.getLogger(__name__)
Work = Callable[[Callable[[int], None]], dict[str, Any]]
"""Gets a function to tell its per cent to; returns the result. Fails with an :class:`IaasError`."""
KEPT = 1000
QUICK_SECONDS = 1.5
"""Work that is done by then is answered at once."""


@dataclass(frozen=True)
class Lane:
    """Workers apart from the others, for work that may take them all for long."""

    name: str
    workers: int


class _Job:
    def __init__(self, key: str) -> None:
        self.report = JobReport(key=key, status=JobStatus.RUNNING)
        self.ended = threading.Event()
        self.failure_told = False


class _Pool:
    """Threads that begin when there is work and end when there is none; the end of the process waits for none."""

    def __init__(self, name: str, workers: int) -> None:
        self._name = name
        self._free = workers
        self._waiting: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()

    def submit(self, work: Callable[[], None]) -> None:
        with self._lock:
            if not self._free:
                self._waiting.append(work)
                return
            self._free -= 1
        threading.Thread(target=self._work, args=(work,), name=self._name, daemon=True).start()

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def _work(self, work: Callable[[], None]) -> None:
        while True:
            work()
            with self._lock:
                if not self._waiting:
                    self._free += 1
                    return
                work = self._waiting.popleft()


class Jobs:
    """Runs each key at most once at a time and remembers how the last ones ended."""

    def __init__(self, listener: Callable[[JobReport], None], workers: int = 4) -> None:
        self._listener = listener
        self._pools = {"": _Pool("job", workers)}
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, _Job] = OrderedDict()

    def ensure(self, key: str, work: Work, *, wait_seconds: float, lane: Lane | None = None) -> JobReport:
        """Begin the work unless it runs or is done; wait shortly so that quick work is answered at once.

        A job that failed, and was answered so, is begun anew. The listener hears of progress and of the end only if
        this call answered `running`.
        """
        with self._lock:
            job = self._jobs.get(key)
            told = threading.Event()
            if job is None or job.failure_told:
                job = self._jobs[key] = _Job(key)
                self._forget_old()
                self._begin(job, work, told, lane)
        job.ended.wait(wait_seconds)
        with self._lock:
            told.set()
            job.failure_told = job.report.status is JobStatus.FAILED
            return job.report

    def forget_done(self, key: str) -> None:
        """What was done is to be done again."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.report.status is JobStatus.DONE:
                del self._jobs[key]

    def query(self, key: str) -> JobReport:
        """How a job is doing; `not_found` if this process never knew it."""
        with self._lock:
            job = self._jobs.get(key)
        if job is None:
            raise IaasError(ErrorKind.NOT_FOUND, f"no job {key!r} is known here; ask for the work again")
        return job.report

    def stop(self) -> None:
        """Begin nothing more; running work ends with the process."""
        for pool in self._pools.values():
            pool.clear()

    def _begin(self, job: _Job, work: Work, told: threading.Event, lane: Lane | None) -> None:
        name, workers = (lane.name, lane.workers) if lane else ("", 0)
        pool = self._pools.get(name)
        if pool is None:
            pool = self._pools[name] = _Pool(f"job-{name}", workers)
        pool.submit(lambda: self._run(job, work, told))

    def _run(self, job: _Job, work: Work, told: threading.Event) -> None:
        key = job.report.key

        def progress(per_cent: int) -> None:
            bounded = max(0, min(100, per_cent))
            if bounded == job.report.progress:
                return
            job.report = JobReport(key=key, status=JobStatus.RUNNING, progress=bounded)
            if told.is_set():
                self._listener(job.report)

        try:
            result = work(progress)
            job.report = JobReport(key=key, status=JobStatus.DONE, progress=100, result=result)
        except IaasError as error:
            job.report = JobReport(key=key, status=JobStatus.FAILED, error=error.to_wire())
        except Exception as error:
            _LOG.exception("job %s failed", key)
            hidden = IaasError(ErrorKind.INTERNAL, f"{type(error).__name__} in a job; its trace is in the log")
            job.report = JobReport(key=key, status=JobStatus.FAILED, error=hidden.to_wire())
        with self._lock:  # whoever began it still waits and answers the end, or the listener is told: never neither
            answered = not told.is_set()
            job.ended.set()
        if not answered:
            self._listener(job.report)

    def _forget_old(self) -> None:
        while len(self._jobs) > KEPT:
            key, oldest = next(iter(self._jobs.items()))
            if not oldest.ended.is_set():
                break
            del self._jobs[key]
