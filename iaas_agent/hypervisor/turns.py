"""One turn at a domain: the domain's lock, the fence, a connection, libvirt's errors as ours, a limit, and news.

All verbs work inside one; so none of them can forget a part of it. A verb that gets no answer in time fails with
`timed_out` and its call goes on: it keeps the domain's lock, and what comes after it is refused as soon as it hangs.
Every failure carries a fresh look at the domain (`observations` in the error's detail): it says what is so now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import OBSERVATIONS, Fenced
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor import hands
from iaas_agent.hypervisor.errors import HANGS, translated
from iaas_agent.hypervisor.lines import Lines
from iaas_agent.hypervisor.locks import DomainLocks, Fences, Hanging
from iaas_agent.hypervisor.session import Session

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Work = Callable[[Session], T]
ANSWER_SECONDS = 15.0
"""How long a verb may take, waiting for its turn included: less than iaas_core waits for our answer."""


@dataclass(frozen=True)
class Machine:
    """What turns need of the hypervisor: `session` gives the open one or raises `unavailable`, `note` hears of each
    domain changed, `look` gives a domain's present state."""

    session: Callable[[], Session]
    note: Callable[[str], None]
    look: Callable[[str], PowerReport]


class Turns:
    """One kind of turns, with locks and connections of its own. Fences are shared by all kinds."""

    def __init__(self, machine: Machine, fences: Fences, lines: Lines, clock: Clock = SYSTEM_CLOCK) -> None:
        self.fences = fences
        self._machine = machine
        self._lines = lines
        self._clock = clock
        self._locks = DomainLocks(clock)

    def do(
        self,
        uuid: str,
        body: Fenced,
        doing: str,
        work: Work[T],
        *,
        patience: float | None = None,
        behind_hanging: bool = False,
    ) -> T:
        """A turn for a request. `doing` begins the sentence of an error."""
        try:
            session = self._machine.session()
            self.fences.admit(uuid, body.fence)
            seconds = ANSWER_SECONDS if patience is None else patience
            return self._within(uuid, doing, session, self._fenced(uuid, body, work), seconds, behind_hanging)
        except IaasError as error:
            self._add_look(uuid, error)
            raise

    def resumed(self, uuid: str, doing: str, work: Work[T]) -> T:
        """A turn for work that a request began earlier, whatever its fence is by now; it notes changes itself."""
        return self._within(uuid, doing, self._machine.session(), work, ANSWER_SECONDS)

    def note(self, uuid: str) -> None:
        """The domain changed."""
        self._machine.note(uuid)

    def look(self, uuid: str) -> PowerReport:
        """The domain's present state."""
        return self._machine.look(uuid)

    def hanging(self) -> list[Hanging]:
        """Domains whose call has had no answer for long."""
        return self._locks.hanging()

    def _fenced(self, uuid: str, body: Fenced, work: Work[T]) -> Work[T]:
        def run(session: Session) -> T:
            self.fences.admit(uuid, body.fence)  # again: a newer one may have come by while we waited
            try:
                return work(session)
            finally:
                self.note(uuid)

        return run

    def _within(
        self, uuid: str, doing: str, session: Session, work: Work[T], patience: float, behind_hanging: bool = False
    ) -> T:
        deadline = self._clock.monotonic() + patience
        with ExitStack() as mine:
            self._locks.acquire(uuid, doing, deadline, behind_hanging=behind_hanging)
            mine.callback(self._locks.release, uuid)
            line = self._lines.acquire(deadline)
            mine.callback(line.release)

            def run() -> T:
                with given, translated(doing):
                    return work(line.session(session))

            given = mine.pop_all()
            answer = hands.begin(run, f"domain-{uuid}")
        try:
            return answer.result(max(0.0, deadline - self._clock.monotonic()))
        except TimeoutError as late:
            if answer.done():  # its own error, from inside
                raise
            message = f"{doing}: no answer from the VM's QEMU in {patience:.0f} s; it hangs, or takes its time"
            detail = {HANGS: True, "vmUuid": uuid}
            raise IaasError(ErrorKind.TIMED_OUT, message, detail=detail) from late

    def _add_look(self, uuid: str, error: IaasError) -> None:
        """Tell with an error what is so after it. A late call of somebody else's learns nothing."""
        if error.kind is ErrorKind.FENCED:
            return
        try:
            error.detail[OBSERVATIONS] = [self._machine.look(uuid).to_wire()]
        except IaasError as blind:
            _LOG.info("no look at VM %s after a failure: %s", uuid, blind.describe())
