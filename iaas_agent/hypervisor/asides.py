"""Questions to a guest's QEMU or agent whose answer is wanted, and done without when there is none soon.

A look must never wait for QEMU: an inventory would wait with it, and the host would be taken for dead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

import libvirt

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.errors import IaasError
from iaas_agent.hypervisor import hands
from iaas_agent.hypervisor.errors import translated
from iaas_agent.hypervisor.lines import Lines
from iaas_agent.hypervisor.session import Session

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
PATIENCE_SECONDS = 1.0


class Asides:
    """Asks on `lines` of its own, so few wait for QEMUs that hang."""

    def __init__(self, session: Callable[[], Session], lines: Lines, clock: Clock = SYSTEM_CLOCK) -> None:
        self._session = session
        self._lines = lines
        self._clock = clock

    def ask(self, uuid: str, question: Callable[[libvirt.virDomain], T], patience: float | None = None) -> T | None:
        """The answer; null if there is none in time, or libvirt refuses. Without a patience of its own it is a look's
        question, which does not wait for a line either."""
        try:
            wait_until = 0.0 if patience is None else self._clock.monotonic() + patience
            main, line = self._session(), self._lines.acquire(wait_until)
        except IaasError as error:
            _LOG.info("VM %s was not asked: %s", uuid, error.describe())
            return None

        def run() -> T:
            try:
                with translated("the VM cannot be asked"):
                    return question(line.session(main).domain(uuid))
            finally:
                line.release()

        answer = hands.begin(run, f"aside-{uuid}")
        try:
            return answer.result(PATIENCE_SECONDS if patience is None else patience)
        except TimeoutError:
            _LOG.info("VM %s did not answer a question", uuid)
        except IaasError as error:
            _LOG.info("VM %s was asked in vain: %s", uuid, error.describe())
        return None
