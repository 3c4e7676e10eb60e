"""News that wait for delivery: the newest state per domain and per job, bounded.

A stop is held for a moment, because at a reboot a start follows and nobody needs to see the VM off in between. Progress
of a job goes out at most once a second, its end at once. Delivery itself is `sender`'s; nothing here talks to anybody.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.agent_report import JobReport, PowerReport
from api_common.contract.states import JobStatus, PowerState

PROGRESS_SECONDS = 1.0
GATHER_SECONDS = 0.1
"""How long news of a domain waits for more of the same: a start alone makes three."""
_BOUND = 10_000
"""More states than a host has VMs; what falls out comes again with the inventory."""


@dataclass(frozen=True)
class News:
    """What is due to be told."""

    domains: list[PowerReport]
    jobs: list[JobReport]


class Outbox:
    """Filled from any thread, emptied by the sender."""

    def __init__(
        self, *, stop_hold_seconds: float, gather_seconds: float = GATHER_SECONDS, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self._hold = stop_hold_seconds
        self._gather = gather_seconds
        self._clock = clock
        self._changed = threading.Condition()
        self._touched: set[str] = set()
        self._domains: OrderedDict[str, tuple[float, PowerReport]] = OrderedDict()
        self._jobs: OrderedDict[str, tuple[float, JobReport]] = OrderedDict()
        self._progress_told: dict[str, float] = {}
        self._woken = False

    def touch(self, uuid: str) -> None:
        """Something happened to a domain; its state will be looked up by the sender. For libvirt's event thread."""
        with self._changed:
            self._touched.add(uuid)
            self._changed.notify()

    def note_domain(self, report: PowerReport) -> None:
        """The state of a domain; takes the place of an older one that still waits."""
        with self._changed:
            known = self._domains.get(report.uuid)
            if known and _order(known[1]) > _order(report):
                return
            hold = self._hold if report.power is PowerState.STOPPED else self._gather
            if known and known[1].power is report.power:
                due = known[0]  # a stop seen twice is not held twice
            else:
                due = self._clock.monotonic() + hold
            self._domains[report.uuid] = (due, report)
            _bound(self._domains)
            self._changed.notify()

    def note_job(self, report: JobReport) -> None:
        """Progress or the end of a job."""
        with self._changed:
            now = self._clock.monotonic()
            due = now
            if report.status is JobStatus.RUNNING:
                due = max(now, self._progress_told.get(report.key, now - PROGRESS_SECONDS) + PROGRESS_SECONDS)
            self._jobs[report.key] = (due, report)
            _bound(self._jobs)
            self._changed.notify()

    def put_back(self, news: News) -> None:
        """What could not be delivered waits again, unless something newer does already."""
        for report in news.domains:
            self.note_domain(report)
        with self._changed:
            for job in news.jobs:
                self._jobs.setdefault(job.key, (0.0, job))

    def take_touched(self) -> set[str]:
        """The domains to look at, once."""
        with self._changed:
            touched, self._touched = self._touched, set()
            return touched

    def take_due(self) -> News | None:
        """Everything that is due, or null."""
        with self._changed:
            now = self._clock.monotonic()
            domains = [self._domains.pop(key)[1] for key in [k for k, (due, _) in self._domains.items() if due <= now]]
            jobs = [self._jobs.pop(key)[1] for key in [k for k, (due, _) in self._jobs.items() if due <= now]]
            for job in jobs:
                if job.status is JobStatus.RUNNING:
                    self._progress_told[job.key] = now
                else:
                    self._progress_told.pop(job.key, None)
            return News(domains, jobs) if domains or jobs else None

    def forget_domains(self) -> None:
        """Drop all states, when a whole inventory is about to tell them better."""
        with self._changed:
            self._domains.clear()

    def waiting(self) -> int:
        """How many news are not delivered."""
        with self._changed:
            return len(self._touched) + len(self._domains) + len(self._jobs)

    def wake(self) -> None:
        """Make the sender look around now."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Return when something is due or touched, or somebody woke us, or the time is over."""
        with self._changed:
            if not self._woken and not self._touched:
                next_due = min((due for due, _ in [*self._domains.values(), *self._jobs.values()]), default=None)
                if next_due is not None:
                    seconds = min(seconds, next_due - self._clock.monotonic())
                if seconds > 0:
                    self._changed.wait(seconds)
            self._woken = False


def _order(report: PowerReport) -> tuple[int, int]:
    return report.epoch, report.sequence


def _bound(waiting: OrderedDict[str, tuple[float, PowerReport]] | OrderedDict[str, tuple[float, JobReport]]) -> None:
    while len(waiting) > _BOUND:
        waiting.popitem(last=False)
