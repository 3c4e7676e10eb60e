"""Taking a disk out of a running guest: it must let go first, which is asked for, waited for, and given up in the end.

A request cannot be taken back. So a guest that was given up on may let go later, and a disk that is plugged in again
while its guest is about to let go may go all the same; the verbs see that at their next call and complete it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import libvirt

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.agent_report import JobReport
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import QUICK_SECONDS, Jobs, Work
from iaas_agent.domain_xml.devices import Identity, alias_of, find
from iaas_agent.hypervisor.errors import HANGS
from iaas_agent.hypervisor.news import News
from iaas_agent.hypervisor.plugging import LIVE, look, unplug_from_definition
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.turns import Turns

LOOK_SECONDS = 5.0
"""How often a guest that says nothing is asked again: one that was booting missed the first time."""
_DOING = "the disk cannot be unplugged"
_ASKED_BEFORE = "already in the process of unplug"
KEPT = (
    "the guest has not let go of the disk: it keeps it in use, or cannot unplug disks now; "
    "unmount it in the guest, or stop the VM, then try again"
)


class Unplugging:
    """Begins such jobs. `promise` and `forget` are for the domain's turn, `begin` for after it."""

    def __init__(
        self, turns: Turns, news: News, jobs: Jobs, *, grace_seconds: float, clock: Clock = SYSTEM_CLOCK
    ) -> None:
        self._turns = turns
        self._news = news
        self._jobs = jobs
        self._grace = grace_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._promised: dict[tuple[str, Identity], str] = {}

    def promise(self, uuid: str, wanted: Identity, key: str) -> None:
        """From now on this disk is to go, by the job of this key. Older jobs for it end; a done one is begun again."""
        self._jobs.forget_done(key)
        with self._lock:
            self._promised[uuid, wanted] = key

    def forget(self, uuid: str, wanted: Identity) -> None:
        """The disk is not to go any more, or is gone: a job that waits for it ends."""
        with self._lock:
            promised = self._promised.pop((uuid, wanted), None)
        if promised is not None:
            self._news.heard(uuid)

    def begin(self, uuid: str, wanted: Identity, key: str) -> JobReport:
        """Ask the guest, or look at how the asking goes."""
        job = self._jobs.ensure(key, self._work(uuid, wanted, key), wait_seconds=QUICK_SECONDS)
        if job.status is JobStatus.FAILED:
            self._end(uuid, wanted, key)
        return job

    def _work(self, uuid: str, wanted: Identity, key: str) -> Work:
        def work(_progress: Callable[[int], None]) -> dict[str, Any]:
            ask_at = self._clock.monotonic()
            deadline = ask_at + self._grace
            try:
                with self._news.about(uuid) as news:
                    while (alias := self._still_there(uuid, wanted, key)) is not None:
                        now = self._clock.monotonic()
                        if now >= deadline or alias in news.refused:
                            raise IaasError(ErrorKind.WRONG_STATE, KEPT)
                        if now >= ask_at:
                            self._ask(uuid, wanted, key, alias)
                            ask_at = now + LOOK_SECONDS
                        news.wait(min(deadline, ask_at) - now)
            finally:
                self._end(uuid, wanted, key)
            self._turns.note(uuid)
            return {}

        return work

    def _still_there(self, uuid: str, wanted: Identity, key: str) -> str | None:
        """libvirt's name of the disk in the running guest; null when it is gone, from the definition too."""

        def work(session: Session) -> str | None:
            if self._promised.get((uuid, wanted)) != key:
                raise IaasError(ErrorKind.CONFLICT, f"{_DOING}: something else was asked for meanwhile")
            domain = session.find(uuid)
            if domain is None:
                return None
            sides = look(session, domain)
            device = None if sides.now is None else find(sides.now, wanted)
            if device is not None:
                if not sides.runs:
                    raise saved()
                return alias_of(device)
            unplug_from_definition(session, domain, wanted)
            return None

        return self._turns.resumed(uuid, _DOING, work)

    def _ask(self, uuid: str, wanted: Identity, key: str, alias: str) -> None:
        def work(session: Session) -> None:
            if (domain := session.find(uuid)) is None:
                return
            try:
                domain.detachDeviceAlias(alias, LIVE)
            except libvirt.libvirtError as error:
                if _ASKED_BEFORE not in (error.get_error_message() or str(error)):
                    raise

        try:
            self._turns.resumed(uuid, _DOING, work)
        except IaasError as error:
            if HANGS in error.detail or self._still_there(uuid, wanted, key) is not None:
                raise

    def _end(self, uuid: str, wanted: Identity, key: str) -> None:
        with self._lock:
            if self._promised.get((uuid, wanted)) == key:
                del self._promised[uuid, wanted]


def saved() -> IaasError:
    """The guest's saved memory expects the disk: without it, or with another's content, it would come to harm."""
    return IaasError(
        ErrorKind.WRONG_STATE,
        "the VM is suspended with this disk in use; resume it first, or stop it with force, which drops its saved "
        "memory",
    )
