"""Finds work for the runner: claims what is due, now when somebody wakes it, else at the next known time.

One per process, filled by `services` (operations claimed at their start), by the event feed (`wake`) and by the clock
(retries, and leases that ended because another process died).
"""

from __future__ import annotations

import heapq
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.contract.operation import ClaimRequest, Operation
from api_common.errors import IaasError
from iaas_core.metrics import OPERATIONS_RUNNING
from iaas_core.workflow.lease import Leases
from iaas_core.workflow.runner import LeaseLostError, Runner

_LOG = logging.getLogger(__name__)
D = TypeVar("D")
RETRY_SECONDS = 1.0


class Sweeper(Generic[D]):
    """A thread that claims and a pool that runs."""

    def __init__(
        self, db: DbProxyClient, runner: Runner[D], leases: Leases, clock: Clock, *, name: str, workers: int
    ) -> None:
        self._db = db
        self._runner = runner
        self._leases = leases
        self._clock = clock
        self.name = name
        self._workers = workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="operation")
        self._changed = threading.Condition()
        self._awake = True
        self._stopping = False
        self._due: list[float] = []
        self._regain: dict[str, float] = {}
        """Let go of without writing so: the rows may still say that they are ours. When to ask for each again."""
        self._busy = 0
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    @property
    def lease_seconds(self) -> float:
        """How long a claim holds unrenewed."""
        return self._leases.seconds

    def start(self) -> None:
        """Begin; the first claim also takes what this name still holds from the process before."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new; running steps end, or their leases do."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def wake(self) -> None:
        """Something may be due."""
        with self._changed:
            self._awake = True
            self._changed.notify()

    def submit(self, operation: Operation) -> None:
        """Run an operation that is claimed already."""
        if not self._leases.add(operation.uuid):
            return
        with self._changed:
            if self._stopping:
                return
            self._busy += 1
            OPERATIONS_RUNNING.set(self._busy)
        self._pool.submit(self._work, operation)

    def _work(self, operation: Operation) -> None:
        wait: float | None = None
        try:
            wait = self._runner.run(operation)
        except LeaseLostError:
            _LOG.info("operation %s was claimed again meanwhile", operation.uuid)
            wait = self._regained_soon(operation.uuid)
        except IaasError as error:
            _LOG.warning("operation %s is left for now: %s", operation.uuid, error.describe())
            wait = self._regained_soon(operation.uuid) if error.retryable else self._leases.seconds
        except Exception:
            _LOG.exception("the runner broke on operation %s", operation.uuid)
        finally:
            with self._changed:
                found_no_room = self._busy == self._workers
                self._busy -= 1
                OPERATIONS_RUNNING.set(self._busy)
                if wait is not None:
                    heapq.heappush(self._due, self._clock.monotonic() + wait)
                self._awake = self._awake or found_no_room
                if wait is not None or found_no_room:
                    self._changed.notify()

    def _regained_soon(self, uuid: str) -> float:
        """Ask for it again after a pause, and get it if it is still this runner's; seconds until then.

        Whatever is asked for meanwhile, this one is not: who is refused at once would be asked again at once."""
        with self._changed:
            self._regain[uuid] = self._clock.monotonic() + RETRY_SECONDS
        return RETRY_SECONDS

    def _run(self) -> None:
        own = True
        while not self._stopping:
            try:
                self._claim(own)
                own = False
                self._sleep(self._leases.seconds)
            except IaasError as error:
                _LOG.info("nothing can be claimed: %s", error.describe())
                self._sleep(RETRY_SECONDS)
            except Exception:
                _LOG.exception("claiming broke")
                self._sleep(RETRY_SECONDS)

    def _claim(self, own: bool) -> None:
        while (free := self._workers - self._busy) > 0 and not self._stopping:
            with self._changed:
                now = self._clock.monotonic()
                regain = sorted(uuid for uuid, due in self._regain.items() if due <= now)
            request = ClaimRequest(
                runner=self.name, lease_seconds=self._leases.seconds, limit=free, own=own, regain=regain
            )
            claimed = self._db.claim_operations(request)
            with self._changed:  # those that did not come have ended, or are somebody else's, unless there was no room
                for uuid in regain if len(claimed) < free else [one.uuid for one in claimed]:
                    self._regain.pop(uuid, None)
            for operation in claimed:
                self.submit(operation)
            if len(claimed) < free:
                return

    def _sleep(self, longest: float) -> None:
        """Until woken, until the next known time, or for `longest` seconds."""
        with self._changed:
            if not self._awake and not self._stopping:
                now = self._clock.monotonic()
                while self._due and self._due[0] <= now:
                    heapq.heappop(self._due)
                    longest = 0
                if self._due:
                    longest = min(longest, self._due[0] - now)
                if longest > 0:
                    self._changed.wait(longest)
            self._awake = False
